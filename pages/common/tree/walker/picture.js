/*
 * The picture of the tree, which Plotly draws outside of this component: it is reached by Tab or a
 * click and kept scrolled to the chosen node, with a ring round that until Python has marked it.
 * Streamlit draws it anew as it likes.
 */

const EDGE_PX = 24; // a node that is nearer to the edge is not in view
const ROOM_PX = 96; // so much is seen over and under a node that keys lead to
const RING = 0.72; // of what hears a click, the same as the ring that the figure draws
const FOCUS = document.createElement("style");
FOCUS.textContent =
  "[data-walked]:focus-visible { outline: 3px solid var(--walked-focus); outline-offset: -3px; }";

class Picture {
  /**
   * @param heard Gets the keys that are pressed on the picture.
   * @param pointed Gets the custom data of the point that was clicked.
   * @param lost Is called when this container is not on the page, until another one is held.
   */
  constructor(heard, pointed, lost) {
    this.heard = heard;
    this.pointed = ({ points }) => pointed(points[0]?.customdata);
    this.drawings = new WeakSet();
    this.ring = document.createElement("div");
    this.ring.className = "walked-ring";
    const look = () => (this.place?.isConnected ? this.#settle() : lost());
    this.redrawn = new MutationObserver(look);
    this.resized = new ResizeObserver(look); // what leaves the page has no size any more
    // Plotly keeps clicks from moving the focus, and the keys are to work from there.
    this.clicked = () => this.place.focus({ preventScroll: true });
    // What leaves the page takes the focus along: the container that comes next gets it back.
    this.focused = () => (this.isFocused = true);
    this.blurred = () => setTimeout(() => (this.isFocused &&= !this.place?.isConnected));
  }

  /** Take hold of the container with this class, if it is another one than before. */
  hold(name, { label, keys }, looks) {
    const place = document.querySelector(`.${CSS.escape(name)}`);
    if (place !== this.place || !place) {
      this.release();
      this.place = place;
      this.redrawn.observe(place ?? document.body, { childList: true, subtree: true });
      if (!place) return;
      this.resized.observe(place);
      for (const [kind, listener] of this.#listeners()) place.addEventListener(kind, listener);
      if (!FOCUS.isConnected) document.head.append(FOCUS);
      this.scrollThere(0);
    }
    const said = { tabindex: 0, role: "group", "aria-label": label, "aria-description": keys };
    for (const [key, value] of Object.entries(said)) place.setAttribute(key, value);
    place.setAttribute("data-walked", "");
    if (this.isFocused && isFocusLost()) place.focus({ preventScroll: true });
    place.style.setProperty("--walked-focus", looks.focus);
    this.ring.style.cssText =
      `position: absolute; box-sizing: border-box; border-radius: 50%;` +
      `transform: translate(-50%, -50%); pointer-events: none; border: 3px solid ${looks.ink};` +
      `box-shadow: 0 0 0 1px ${looks.ground}, inset 0 0 0 1px ${looks.ground};`;
  }

  release() {
    this.redrawn.disconnect();
    this.resized.disconnect();
    this.ring.remove();
    for (const [kind, listener] of this.#listeners()) this.place?.removeEventListener(kind, listener);
    for (const name of ["tabindex", "role", "aria-label", "aria-description", "data-walked"]) {
      this.place?.removeAttribute(name);
    }
    this.place = null;
  }

  #listeners() {
    const { heard, clicked, focused, blurred } = this;
    return Object.entries({ keydown: heard, mouseup: clicked, focusin: focused, focusout: blurred });
  }

  /** Give Plotly's element, if there is one already. */
  get drawing() {
    return this.place?.querySelector(".js-plotly-plot") ?? null;
  }

  /**
   * Take a node for the chosen one; if the figure does not mark it yet, a ring does.
   * @param hasNodes Whether the figure's points are nodes.
   */
  seek(node, isRinged, hasNodes) {
    this.node = node;
    this.hasNodes = hasNodes;
    this.isRinged = isRinged;
    this.#settle();
  }

  /**
   * Bring the chosen node into view, now or as soon as the picture is wide enough.
   * @param room How far from the edge it is to stand, as a part of what is seen; 0 … 0.5.
   * @param isHigh Whether the page is scrolled, too.
   */
  scrollThere(room, isHigh = false) {
    // What was sought and is not drawn yet is sought on.
    this.room = this.isSought ? Math.max(room, this.room) : room;
    this.isSought = true;
    this.isHigh ||= isHigh;
    this.#settle();
  }

  #settle() {
    const { place, drawing, node } = this;
    if (!drawing?.querySelector(".main-svg") || !node) return;
    if (drawing.on && !this.drawings.has(drawing)) {
      this.drawings.add(drawing);
      drawing.on("plotly_click", this.pointed);
    }
    const found = this.hasNodes ? pointOf(drawing, node.id) : null;
    this.#drawRing(drawing, found);
    if (this.isHigh && found) this.#scrollPage(drawing.getBoundingClientRect().top + found.y);
    if (!this.isSought) return;
    const x = found?.x ?? node.x;
    const before = drawing.getBoundingClientRect().left - place.getBoundingClientRect().left;
    const at = before - place.clientLeft + place.scrollLeft + x;
    if (at > place.scrollWidth) return; // not drawn yet, or not as wide as it will be
    this.isSought = false;
    const edge = Math.max(EDGE_PX, this.room * place.clientWidth);
    const [first, last] = [at - edge, at + edge - place.clientWidth];
    const left = Math.max(Math.min(place.scrollLeft, first), last);
    // From afar, eyes follow no movement; and quick steps would leave it behind.
    const isNear = Math.abs(left - place.scrollLeft) < place.clientWidth;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.scrollTo({ left, behavior: isNear && !isCalm ? "smooth" : "auto" });
  }

  /** Bring what stands at this height of the window into view. */
  #scrollPage(y) {
    this.isHigh = false;
    const top = Math.min(0, y - ROOM_PX) + Math.max(0, y + ROOM_PX - innerHeight);
    if (top) (this.place.closest("[data-testid=stMain]") ?? window).scrollBy({ top });
  }

  #drawRing(drawing, found) {
    const paper = drawing.querySelector(".svg-container");
    if (!this.isRinged || !found || !paper) return this.ring.remove();
    this.ring.style.left = `${found.x}px`;
    this.ring.style.top = `${found.y}px`;
    this.ring.style.width = this.ring.style.height = `${RING * found.size}px`;
    if (this.ring.parentElement !== paper) paper.append(this.ring);
  }
}

let lastFocused = null;
document.addEventListener("focusin", ({ target }) => (lastFocused = target));

/** Tell whether what had the focus has left the page; who put it nowhere leaves that where it is. */
function isFocusLost() {
  return document.activeElement === document.body && lastFocused?.isConnected === false;
}

/**
 * Give the place and the size, in pixels of the drawing, of the point with a node's id as its custom
 * data: of the last one, where a name can be clicked, too, before its mark.
 */
function pointOf(drawing, id) {
  const { xaxis, yaxis } = drawing._fullLayout ?? {};
  if (!xaxis?.c2p || !yaxis?.c2p) return null;
  for (const points of drawing.calcdata ?? []) {
    const { type, customdata: ids, marker } = points[0]?.trace ?? {};
    if (type !== "scatter") continue;
    const place = ids?.findLastIndex?.((data) => (data?.[0] ?? data) === id) ?? -1;
    if (place < 0 || !points[place]) continue;
    const x = xaxis._offset + xaxis.c2p(points[place].x);
    const y = yaxis._offset + yaxis.c2p(points[place].y);
    const size = marker?.size?.[place] ?? marker?.size;
    return [x, y, size].every(Number.isFinite) ? { x, y, size } : null;
  }
  return null;
}
