/*
 * What Plotly's figures lack in a browser. It draws nothing.
 *
 * Taps. Plotly learns what lies under the pointer while that hovers, and a finger never hovers: of a
 * touch, it takes the point of the tap before, or none. Its figures therefore hear of no touch at
 * all: after a tap, the browser sends what a mouse would send, the hovering first. Fingers scroll the
 * page as ever.
 *
 * Quiet. Each figure says in one text what it shows; its hundreds of names and numbers, read out one
 * by one, would say less.
 */

const FIGURE = ".js-plotly-plot";
const options = { capture: true, passive: true };

function pass(event) {
  if (event.target.closest?.(FIGURE)) event.stopPropagation();
}

function hush() {
  for (const drawing of document.querySelectorAll(`${FIGURE} .svg-container:not([aria-hidden])`)) {
    drawing.setAttribute("aria-hidden", "true");
  }
}

const drawn = new MutationObserver(hush);

export default function () {
  // The same function is added once, and the same observer looks once, however often this runs.
  for (const kind of ["touchstart", "touchmove", "touchend"]) {
    document.addEventListener(kind, pass, options);
  }
  drawn.observe(document.body, { childList: true, subtree: true });
  hush();
}
