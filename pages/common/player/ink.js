// A canvas that is sharp on any screen, and the few marks that are made on it.

class Ink {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    [this.width, this.height] = [0, 0];
  }

  /** Measure the canvas; tell whether it is there to be drawn on. */
  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width || !height) return false;
    const ratio = window.devicePixelRatio || 1;
    [this.width, this.height] = [width, height];
    [this.canvas.width, this.canvas.height] = [width * ratio, height * ratio].map(Math.round);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return true;
  }

  /** Begin a new picture in the page's font. */
  clear(font) {
    this.font = font;
    this.pen.clearRect(0, 0, this.width, this.height);
  }

  line(x1, y1, x2, y2, colour, width = 1) {
    const { pen } = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  }

  box(x, y, width, height, colour, { alpha = 1, round = 0 } = {}) {
    const { pen } = this;
    pen.globalAlpha = alpha;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(x, y, width, height, round);
    pen.fill();
    pen.globalAlpha = 1;
  }

  /** Frame the box that was drawn last. */
  frame(colour, width) {
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.stroke();
  }

  /** Write a text whose middle is at height y. */
  write(text, x, y, colour, { weight = "400 12px", align = "left" } = {}) {
    const { pen } = this;
    pen.font = `${weight} ${this.font}`;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  /** Tell how wide a label will be. */
  labelWidth(text) {
    this.pen.font = `600 12px ${this.font}`;
    return this.pen.measureText(text).width + 14;
  }

  /** Write a text on a small plate. */
  label(text, x, y, height, plate, colour) {
    this.box(x, y, this.labelWidth(text), height, plate, { round: 5 });
    this.write(text, x + 7, y + height / 2 + 0.5, colour, { weight: "600 12px" });
  }
}
