/*
 * What presses keys: pointers, several at once and sliding from key to key; the computer's keys;
 * and a screen reader's click. Knows no sound. Each gives the map of what it holds down.
 */

const CLICK_MS = 400;

function hearPointers(strip, press, release) {
  const held = new Map(); // pointer's number → pitch, or null between keys
  const move = (event, pitch) => {
    const before = held.get(event.pointerId);
    if (pitch === before) return;
    if (before) release(before);
    held.set(event.pointerId, pitch);
    if (pitch) press(pitch);
  };
  const up = (event) => {
    const pitch = held.get(event.pointerId);
    if (held.delete(event.pointerId) && pitch) release(pitch);
  };
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    strip.focus({ preventScroll: true });
    strip.setPointerCapture(event.pointerId);
    move(event, pitchAt(strip, event));
  });
  strip.addEventListener("pointermove", (event) => {
    if (held.has(event.pointerId)) move(event, pitchAt(strip, event));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    strip.addEventListener(end, up);
  }
  strip.addEventListener("contextmenu", (event) => event.preventDefault());
  strip.addEventListener("click", (event) => {
    const pitch = Number(event.target.closest(".key")?.dataset.pitch);
    if (event.detail !== 0 || !pitch) return; // a pointer's click has been heard already
    press(pitch);
    setTimeout(() => release(pitch), CLICK_MS);
  });
  return held;
}

/** Give the pitch of the key under a pointer, or null between keys. */
function pitchAt(strip, { clientX, clientY }) {
  const under = strip.getRootNode().elementFromPoint(clientX, clientY);
  return Number(under?.closest(".key:not(:disabled)")?.dataset.pitch) || null;
}

/** Let two rows of letters play from the pitch `lowest()` up, and Z and X move that by octaves. */
function hearLetters(strip, { press, release, lowest, shift }) {
  const held = new Map(); // the computer's key → pitch
  strip.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.code.replace(/^Key/, "");
    const number = LETTERS.indexOf(letter);
    if (number < 0 && letter !== "Z" && letter !== "X") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (number < 0) {
      shift(letter === "Z" ? -1 : 1);
      return;
    }
    const pitch = lowest() + number;
    held.set(event.code, pitch);
    press(pitch);
  });
  strip.addEventListener("keyup", (event) => {
    const pitch = held.get(event.code);
    if (held.delete(event.code)) release(pitch);
  });
  strip.addEventListener("blur", () => {
    held.forEach(release);
    held.clear();
  });
  return held;
}
