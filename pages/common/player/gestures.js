// What mouse, pen and finger do on the roll: a click goes somewhere, a drag scrubs or selects.

const DRAG_PX = 5;

/**
 * @param {HTMLElement} area
 * @param {object} does
 * @param {(x: number, y: number) => void} does.click
 * @param {(x: number) => void} does.scrub while dragging
 * @param {() => void} does.scrubbed
 * @param {(from: number, to: number, done: boolean) => void} does.select
 * @param {(x: number | null, y?: number) => void} does.hover null: the pointer has left
 * @param {(pixels: number) => void} does.scroll
 * @param {() => boolean} does.selects whether a drag selects without Shift
 */
function watchGestures(area, does) {
  let began = null;
  const place = (event) => {
    const { left, top } = area.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [x] = place(event);
    began = { x, dragged: false, selects: event.shiftKey || does.selects() };
    area.setPointerCapture(event.pointerId);
  });
  area.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (!began) {
      does.hover(event.pointerType === "touch" ? null : x, y);
      return;
    }
    began.dragged ||= Math.abs(x - began.x) > DRAG_PX;
    if (!began.dragged) return;
    if (began.selects) does.select(began.x, x, false);
    else does.scrub(x);
  });
  area.addEventListener("pointerup", (event) => {
    if (!began) return;
    const [x, y] = place(event);
    if (!began.dragged) does.click(x, y);
    else if (began.selects) does.select(began.x, x, true);
    else does.scrubbed();
    began = null;
  });
  area.addEventListener("pointercancel", () => {
    if (began?.dragged && !began.selects) does.scrubbed();
    began = null;
  });
  area.addEventListener("pointerleave", () => does.hover(null));
  area.addEventListener(
    "wheel",
    (event) => {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) < Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      if (does.scroll(sideways)) event.preventDefault();
    },
    { passive: false },
  );
}
