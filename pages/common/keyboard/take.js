/*
 * What was played, with its times: collected, shown, taken back, played again. Knows notes and
 * times and no keys. Times are seconds from the first note; a long pause counts as a short one.
 */

const LONGEST_PAUSE_S = 2;

/** A list of [pitch, start_s, duration_s], and the clock that it is written by. */
class Take {
  constructor(presses, { most, longest_s }) {
    this.presses = presses.map((press) => [...press]);
    this.most = most;
    this.longest_s = longest_s;
    this.begun_s = null; // the clock's reading at the take's time 0
    this.open = new Map(); // pitch → its press, while the key is down
  }

  get isFull() {
    return this.presses.length >= this.most || this.end_s >= this.longest_s;
  }

  get end_s() {
    return this.presses.reduce((end, [, start, duration]) => Math.max(end, start + duration), 0);
  }

  begin(pitch) {
    const now = performance.now() / 1000;
    const pause_s = this.begun_s === null ? Infinity : now - this.begun_s - this.end_s;
    const before_s = this.presses.length ? LONGEST_PAUSE_S : 0;
    if (!this.open.size && pause_s > LONGEST_PAUSE_S) this.begun_s = now - this.end_s - before_s;
    if (this.isFull) return;
    const press = [pitch, now - this.begun_s, 0];
    this.presses.push(press);
    this.open.set(pitch, press);
  }

  end(pitch) {
    const press = this.open.get(pitch);
    if (!press) return;
    press[2] = performance.now() / 1000 - this.begun_s - press[1];
    this.open.delete(pitch);
  }

  undo() {
    const [press] = this.presses.splice(-1);
    if (press) this.open.delete(press[0]);
  }

  clear() {
    this.presses = [];
    this.open.clear();
    this.begun_s = null;
  }
}

/** Play a take; `press` and `release` are called for its notes. Gives the function that stops. */
function playAgain(presses, press, release, ended) {
  const timers = [];
  const down = [];
  const at = (time_s, act) => timers.push(setTimeout(act, 1000 * time_s));
  const strikeNow = (pitch) => {
    down.push(pitch);
    press(pitch);
  };
  const letGo = (pitch) => {
    down.splice(down.indexOf(pitch), 1);
    release(pitch);
  };
  for (const [pitch, start_s, duration_s] of presses) {
    at(start_s, () => strikeNow(pitch));
    at(start_s + duration_s, () => letGo(pitch));
  }
  const ends = presses.map(([, start_s, duration_s]) => start_s + duration_s);
  at(Math.max(...ends) + 0.05, ended);
  return () => {
    timers.forEach(clearTimeout);
    down.forEach(release);
    ended();
  };
}
