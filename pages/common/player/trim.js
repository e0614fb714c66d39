// Two handles on the roll that choose the first and the last bar.

const KEY_BARS = {
  ArrowLeft: -1, ArrowDown: -1, PageDown: -4, ArrowRight: 1, ArrowUp: 1, PageUp: 4,
};
const EDGE_PX = 24;
// How much of the way that the pointer is beyond the edge, with each of the screen's frames.
const SCROLL_SHARE = 0.3;

class Trim {
  /**
   * @param {HTMLElement[]} handles for the first and the last bar
   * @param {(bars: number[], done: boolean) => void} changed bars counted from 1
   */
  constructor(handles, changed) {
    this.handles = handles;
    this.changed = changed;
    this.bars = null;
    handles.forEach((handle, which) => this.#watch(handle, which));
  }

  show(music, roll, bars) {
    [this.music, this.roll] = [music, roll];
    // While a handle is dragged, an answer to what was chosen before comes too late.
    if (this.dragging === undefined || bars === null) this.bars = bars;
    for (const handle of this.handles) handle.hidden = bars === null;
  }

  /** Give what is chosen as seconds, or null. */
  get span() {
    if (!this.bars) return null;
    return [this.music.bars[this.bars[0] - 1], this.music.bars[this.bars[1]]];
  }

  /** Put the handles where their bars are drawn, and tell what they stand for. */
  place(labels) {
    if (!this.bars) return;
    this.handles.forEach((handle, which) => {
      const x = this.roll.x(this.span[which]);
      const seen = clamp(x, this.roll.gutter, this.roll.width - 9);
      handle.style.transform = `translateX(${Math.round(seen)}px)`;
      handle.classList.toggle("beyond", Math.abs(x - seen) > 12);
      const values = { n: this.bars[which], all: this.music.barCount };
      handle.setAttribute("aria-label", which ? labels.last_bar : labels.first_bar);
      handle.setAttribute("aria-valuemin", which ? this.bars[0] : 1);
      handle.setAttribute("aria-valuemax", which ? this.music.barCount : this.bars[1]);
      handle.setAttribute("aria-valuenow", this.bars[which]);
      handle.setAttribute("aria-valuetext", filled(labels.bar, values));
    });
  }

  /** Let the nearer end of the choice go to a bar. */
  take(bar) {
    const [first, last] = this.bars;
    this.#move(Math.abs(bar - first) <= Math.abs(bar - last) ? 0 : 1, bar, true);
  }

  #move(which, bar, done) {
    const bars = [...this.bars];
    bars[which] = which
      ? clamp(bar, bars[0], this.music.barCount)
      : clamp(bar, 1, bars[1]);
    if (bars[which] === this.bars[which] && !done) return;
    this.bars = bars;
    this.changed(bars, done);
  }

  /** Let a handle go to the bar line under the pointer; at the edge the roll scrolls along. */
  #drag(which) {
    const { roll, music } = this;
    const { left } = roll.canvas.getBoundingClientRect();
    const x = this.pointer - left;
    const beyond = Math.max(x - (roll.width - EDGE_PX), 0) + Math.min(x - roll.gutter - EDGE_PX, 0);
    if (roll.isLong) roll.scrollTo(roll.from + (beyond / roll.scale) * SCROLL_SHARE);
    const line = music.lineNear(roll.time(x));
    this.#move(which, which ? line : line + 1, false);
    this.dragging = requestAnimationFrame(() => this.#drag(which));
  }

  #watch(handle, which) {
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
      this.pointer = event.clientX;
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      this.pointer = event.clientX;
      this.dragging ??= requestAnimationFrame(() => this.#drag(which));
    });
    handle.addEventListener("lostpointercapture", () => {
      cancelAnimationFrame(this.dragging);
      this.dragging = undefined;
      this.changed(this.bars, true);
    });
    handle.addEventListener("keydown", (event) => {
      const [first, last] = which ? [this.bars[0], this.music.barCount] : [1, this.bars[1]];
      const goal = { Home: first, End: last }[event.key];
      if (goal === undefined && !(event.key in KEY_BARS)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#move(which, goal ?? this.bars[which] + KEY_BARS[event.key], true);
      this.roll.follow(this.span[which], false);
    });
  }
}
