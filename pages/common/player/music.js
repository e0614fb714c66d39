// The notes and bars of a piece, in seconds, and questions about them.

class Music {
  /** @param {object} data what picture.py gives */
  constructor(data) {
    Object.assign(this, data);
    this.longest = Math.max(0, ...this.lengths);
    this.lowest = Math.min(...this.pitches, 127);
    this.highest = Math.max(...this.pitches, 0);
    if (!this.pitches.length) [this.lowest, this.highest] = [60, 60];
  }

  get barCount() {
    return this.bars.length - 1;
  }

  /** Give the numbers of the notes that a stretch of time touches, `to` not included. */
  between(from, to) {
    const found = [];
    const after = countUpTo(this.starts, to);
    for (let i = countUpTo(this.starts, from - this.longest - 1e-3); i < after; i += 1) {
      if (this.starts[i] + this.lengths[i] > from) found.push(i);
    }
    return found;
  }

  /** Give the notes that sound at a time. */
  sounding(time) {
    return this.between(time, time);
  }

  /** Tell which bar a time lies in, counted from 1. */
  barAt(time) {
    return clamp(countUpTo(this.bars, time), 1, this.barCount);
  }

  /** Tell which bar line is nearest to a time: 0 is where the first bar begins. */
  lineNear(time) {
    const after = clamp(countUpTo(this.bars, time), 1, this.barCount);
    return time - this.bars[after - 1] < this.bars[after] - time ? after - 1 : after;
  }

  /** Tell how long a short note is: three of four are longer. */
  get shortLength() {
    const sorted = [...this.lengths].sort((one, other) => one - other);
    return sorted[sorted.length >> 2] || 0.5;
  }
}
