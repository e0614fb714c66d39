// The whole piece as a strip: for music that is longer than the roll shows, and under the score.

class Overview {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(time: number) => void} seek
   */
  constructor(canvas, seek) {
    this.canvas = canvas;
    this.ink = new Ink(canvas);
    const move = (event) => {
      const { left, width } = canvas.getBoundingClientRect();
      seek((clamp(event.clientX - left, 0, width) / width) * this.music.end);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  show(music) {
    this.music = music;
    this.fit();
  }

  fit() {
    this.ink.fit();
  }

  /**
   * @param {object} scene as the roll's
   * @param {[number, number] | null} window what the roll shows of it, in seconds
   */
  draw({ time, passage, looks }, window) {
    const { ink, music } = this;
    const { width, height } = ink;
    if (!width) return;
    const x = (seconds) => (seconds / (music.end || 1)) * width;
    ink.clear(looks.font);
    if (window) ink.box(x(window[0]), 0, x(window[1] - window[0]), height, looks.grid, { round: 5 });
    if (passage) ink.box(x(passage[0]), height - 3, x(passage[1] - passage[0]), 3, looks.accent);
    const row = (height - 12) / Math.max(music.highest - music.lowest, 12);
    const middle = (music.highest + music.lowest) / 2;
    music.pitches.forEach((pitch, note) => {
      const y = height / 2 - (pitch - middle) * row - 1;
      const colour = music.fresh[note] ? looks.new : looks.seed;
      ink.box(x(music.starts[note]), y, Math.max(x(music.lengths[note]), 1), 2, colour);
    });
    ink.box(clamp(x(time) - 1, 0, width - 2), 0, 2, height, looks.ink);
  }
}
