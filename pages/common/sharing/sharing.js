/** A link to copy by a click, or to hand to another program where the browser can. */

/** @param {HTMLInputElement} field */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https a browser has no clipboard for pages, but still copies what is selected.
    field.select();
    return document.execCommand("copy");
  }
  return true;
}

export default function ({ data, parentElement }) {
  const part = (name) => parentElement.querySelector(`.${name}`);
  const [field, button, send, said] = ["address", "copy", "send", "said"].map(part);
  part("sharing").setAttribute("aria-label", data.labels.share);
  part("label").textContent = data.labels.share;
  button.textContent = data.labels.copy;
  send.textContent = data.labels.send;
  if (field.value !== data.address) said.textContent = "";
  field.value = data.address;
  field.onfocus = () => field.select();
  button.onclick = async () => {
    said.textContent = (await copy(field)) ? data.labels.copied : data.labels.failed;
  };
  const message = { title: data.title, url: data.address };
  send.hidden = !(navigator.canShare?.(message) && matchMedia("(pointer: coarse)").matches);
  // Whoever closes the list of programs again has not failed at anything.
  send.onclick = () => navigator.share(message).catch(() => {});
}
