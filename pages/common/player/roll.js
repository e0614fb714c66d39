// Where things are on the piano roll: time to the right, pitch upwards; what part of it is seen.

const LEAST_SEMITONES = 14;
const LEAST_NOTE_PX = 8;
const PX_PER_SECOND = [16, 80];

class Roll {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ink = new Ink(canvas);
    [this.from, this.span, this.scale] = [0, 1, 1];
  }

  /** Take a piece; the view goes back to its beginning. */
  show(music, compact) {
    this.music = music;
    [this.gutter, this.ruler, this.foot] = compact ? [36, 18, 4] : [42, 26, 24];
    const spare = Math.max(2, (LEAST_SEMITONES - (music.highest - music.lowest)) >> 1);
    this.low = music.lowest - spare;
    this.rows = music.highest + spare - this.low + 1;
    this.from = 0;
    this.fit();
  }

  /** Measure the canvas, and how much of the piece fits on it. */
  fit() {
    if (!this.music || !this.ink.fit()) return;
    const room = this.width - this.gutter - 10;
    const second = clamp(LEAST_NOTE_PX / this.music.shortLength, ...PX_PER_SECOND);
    // A piece that is a little too long is rather drawn narrower than scrolled.
    const fits = this.music.end * second <= room * 1.6;
    this.span = fits ? Math.max(this.music.end, 0.5) : room / second;
    this.scale = room / this.span;
    this.scrollTo(this.from);
  }

  get width() {
    return this.ink.width;
  }

  /** Give the height at which the notes end. */
  get bottom() {
    return this.ink.height - this.foot;
  }

  get rowHeight() {
    return (this.bottom - this.ruler) / this.rows;
  }

  /** Tell whether there is more than fits. */
  get isLong() {
    return this.span < this.music.end - 1e-3;
  }

  scrollTo(from) {
    this.from = clamp(from, 0, this.music.end - this.span);
  }

  /** Keep a time in view: gliding along, or page by page for who wants stillness. */
  follow(time, gliding) {
    const [early, late] = [this.from, this.from + this.span * 0.94];
    if (gliding && !wantsStillness()) this.scrollTo(time - this.span * 0.35);
    else if (time < early || time > late) this.scrollTo(time - this.span * 0.06);
  }

  x(time) {
    return this.gutter + (time - this.from) * this.scale;
  }

  time(x) {
    return clamp(this.from + (x - this.gutter) / this.scale, 0, this.music.end);
  }

  /** Give the top of a pitch's row. */
  y(pitch) {
    return this.ruler + (this.low + this.rows - 1 - pitch) * this.rowHeight;
  }

  /** Give each C that has a row: its number and its row's lower edge. */
  get octaves() {
    const found = [];
    for (let c = Math.ceil(this.low / 12) * 12; c < this.low + this.rows; c += 12) {
      found.push([c, this.y(c) + this.rowHeight]);
    }
    return found;
  }

  /** Give the number of the note at a place, or undefined. */
  noteAt(x, y) {
    const pitch = this.low + this.rows - 1 - Math.floor((y - this.ruler) / this.rowHeight);
    const time = this.time(x);
    const near = this.rowHeight < 5 ? 1 : 0; // thin rows are hard to hit
    return this.music
      .between(time - 2 / this.scale, time)
      .find((note) => Math.abs(this.music.pitches[note] - pitch) <= near);
  }
}
