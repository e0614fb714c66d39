/* Brings the top of the page into sight when another chapter is opened. It draws nothing. */

const shown = new WeakMap(); // place → the chapter that was shown last

export default function (component) {
  const { data, parentElement } = component;
  const before = shown.get(parentElement);
  shown.set(parentElement, data);
  if (before === undefined || before === data) return;
  const place = parentElement.host ?? parentElement;
  const page = place.closest('[data-testid="stMain"]');
  if (page) page.scrollTo({ top: 0 });
}
