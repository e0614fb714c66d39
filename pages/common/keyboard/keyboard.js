/*
 * The on-screen piano: wires keys, pointers and the computer's keyboard to the sound and the take,
 * and tells Python what was played. What came of it musically is Python's business.
 */

const SETTLED_MS = 700; // so long after the last key came up, Python is told
const pianos = new WeakMap();
const untold = new Map(); // a piano's key → what was played when it left the page, if just then

export default function (component) {
  const root = component.parentElement;
  let piano = pianos.get(root);
  if (!piano) {
    piano = new Piano(root.querySelector(".piano"), component.data);
    pianos.set(root, piano);
  }
  piano.tell = (take) => component.setStateValue("take", take);
  piano.tellOfSound = (isHere) => component.setTriggerValue("sound", isHere);
  piano.update(component.data);
  return () => {
    pianos.delete(root);
    piano.leave();
  };
}

class Piano {
  constructor(place, data) {
    this.data = data;
    this.sounding = new Map(); // pitch → { sources, stop }
    this.take = data.record ? new Take(untold.get(data.key) ?? data.presses, data) : null;
    this.hand = 60; // what the computer's A plays
    this.build(place);
    this.first = this.lowestC;
    if (untold.delete(data.key)) this.settle(0);
    this.resized = new ResizeObserver(() => this.arrange());
    this.resized.observe(place);
    this.gone = new AbortController();
    const { signal } = this.gone;
    window.addEventListener(PLAYING, (event) => event.detail !== this && this.hush(), { signal });
    window.addEventListener("blur", () => this.releaseAll(), { signal });
  }

  get lowestC() {
    return 12 * Math.floor(this.data.lowest / 12);
  }

  get octaves() {
    return Math.ceil((this.data.highest - this.lowestC) / 12);
  }

  build(place) {
    this.place = place;
    this.bar = element("div", "bar");
    this.lower = button("◀", () => this.moveView(-1));
    this.higher = button("▶", () => this.moveView(1));
    this.hint = element("span", "hint");
    this.bar.append(this.lower, this.hint, this.higher);
    this.strip = element("div", "strip");
    this.strip.tabIndex = 0;
    this.strip.setAttribute("role", "group");
    place.append(this.bar, this.strip);
    const press = (pitch) => this.press(pitch);
    const release = (pitch) => this.release(pitch);
    this.fingers = hearPointers(this.strip, press, release);
    this.letters = hearLetters(this.strip, {
      press,
      release,
      lowest: () => this.hand,
      shift: (octaves) => this.moveHand(octaves),
    });
    if (!this.take) return;
    this.list = element("div", "list");
    this.list.setAttribute("role", "status");
    this.again = button("", () => this.hearAgain(), "wide");
    this.undo = button("", () => this.change(() => this.take.undo()), "wide");
    this.clear = button("", () => this.change(() => this.take.clear()), "wide");
    const buttons = element("div", "buttons");
    buttons.append(this.again, this.undo, this.clear);
    place.append(this.list, buttons);
  }

  /** Take in new words, marks, names and sound; what was played is kept. */
  update(data) {
    if (String(Object.keys(data.marked)) !== String(Object.keys(this.data.marked))) {
      this.shown = undefined; // look for them
    }
    this.data = data;
    this.takeSound(data);
    this.strip.setAttribute("aria-label", data.words.piano);
    this.hint.textContent = data.words.hint;
    name(this.lower, data.words.lower);
    name(this.higher, data.words.higher);
    this.arrange();
    this.drawTake();
  }

  /** Take in the notes of the soundfont; say whether they are here, if Python believes otherwise. */
  async takeSound({ sound, has_sound: believed }) {
    await loadSprite(sound).catch(() => {}); // the soft voice goes on
    if (hasSprite() !== believed && !this.gone.signal.aborted) this.tellOfSound(hasSprite());
  }

  /** Draw the keys that there is room for, if they are not those that are there. */
  arrange() {
    const width = this.place.clientWidth;
    if (!width) return;
    const shape = arrangeRows(width, this.octaves);
    const shown = shape.octaves * shape.rows;
    const highest = this.lowestC + 12 * (this.octaves - shown);
    if (this.shown === undefined && shown < this.octaves) this.first = this.middle(shown);
    this.shown = shown;
    this.first = Math.min(Math.max(this.first, this.lowestC), highest);
    this.hand = Math.min(Math.max(this.hand, this.first), this.first + 12 * (shown - 1));
    this.lower.disabled = this.first === this.lowestC;
    this.higher.disabled = this.first === highest;
    this.bar.classList.toggle("whole", shown === this.octaves);
    const { lowest, highest: top, names, marked } = this.data;
    const look = { lowest, highest: top, names, marked, hand: this.hand };
    const drawing = JSON.stringify([this.first, shape, look]);
    if (drawing === this.drawn) return;
    this.drawn = drawing;
    drawRows(this.strip, { first: this.first, ...shape }, look);
    this.sounding.forEach((_, pitch) => this.light(pitch, true));
  }

  /** Give the C to begin at, so that what is marked, or else middle C's octave, is seen. */
  middle(shown) {
    const marked = Object.keys(this.data.marked).map(Number);
    const lowest = marked.length ? 12 * Math.floor(Math.min(...marked) / 12) : 60;
    return shown > 1 && !marked.length ? lowest - 12 * (shown - 2) : lowest;
  }

  moveView(octaves) {
    this.releaseAll();
    this.first += 12 * octaves;
    this.arrange();
  }

  /** Move what the computer's keys play, and the view where that leaves it. */
  moveHand(octaves) {
    this.releaseAll();
    const highest = this.lowestC + 12 * (this.octaves - 1);
    this.hand = Math.min(Math.max(this.hand + 12 * octaves, this.lowestC), highest);
    const first = this.hand - 12 * (this.shown - 1);
    this.first = Math.min(Math.max(this.first, first), this.hand);
    this.arrange();
  }

  press(pitch, recorded = true) {
    if (pitch < this.data.lowest || pitch > this.data.highest) return;
    if (recorded) this.stopPlaying?.();
    const note = this.sounding.get(pitch);
    if (note) {
      note.sources += 1;
      return;
    }
    window.dispatchEvent(new CustomEvent(PLAYING, { detail: this }));
    this.sounding.set(pitch, { sources: 1, stop: strike(pitch) });
    this.light(pitch, true);
    if (!recorded || !this.take) return;
    this.take.begin(pitch);
    clearTimeout(this.timer);
    this.timer = null;
    this.drawTake();
  }

  release(pitch) {
    const note = this.sounding.get(pitch);
    if (!note || (note.sources -= 1) > 0) return;
    note.stop();
    this.sounding.delete(pitch);
    this.light(pitch, false);
    if (!this.take?.open.has(pitch)) return;
    this.take.end(pitch);
    this.settle();
  }

  releaseAll() {
    this.fingers.clear();
    this.letters.clear();
    for (const [pitch, note] of [...this.sounding]) {
      note.sources = 1;
      this.release(pitch);
    }
  }

  light(pitch, on) {
    this.strip.querySelector(`[data-pitch="${pitch}"]`)?.classList.toggle("down", on);
  }

  drawTake() {
    if (!this.take) return;
    const { words, names } = this.data;
    const { presses } = this.take;
    const notes = presses.map(([pitch]) => `${names[pitch % 12]}${Math.floor(pitch / 12) - 1}`);
    const chips = notes.map((note) => element("span", "chip", note));
    if (this.take.isFull) chips.push(element("span", "full", words.full));
    this.list.replaceChildren(...(chips.length ? chips : [element("span", "empty", words.empty)]));
    this.list.scrollTop = this.list.scrollHeight;
    this.again.textContent = this.stopPlaying ? words.stop : words.again;
    this.undo.textContent = words.undo;
    this.clear.textContent = words.clear;
    for (const each of [this.again, this.undo, this.clear]) each.disabled = !presses.length;
  }

  change(act) {
    this.hush();
    act();
    this.drawTake();
    this.settle(0);
  }

  /** Tell Python what was played, once no key has been down for a moment. */
  settle(wait_ms = SETTLED_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      if (!this.take.open.size) this.tell({ presses: this.take.presses });
    }, wait_ms);
  }

  hearAgain() {
    if (this.stopPlaying) return this.hush();
    const ended = () => {
      this.stopPlaying = null;
      this.drawTake();
    };
    const press = (pitch) => this.press(pitch, false);
    this.stopPlaying = playAgain(this.take.presses, press, (pitch) => this.release(pitch), ended);
    this.drawTake();
  }

  /** End what is heard: something else is to be. */
  hush() {
    this.stopPlaying?.();
    this.releaseAll();
  }

  leave() {
    this.hush();
    clearTimeout(this.timer);
    // Streamlit hears no piano that is gone: it is told when the piano is there again.
    if (this.timer) untold.set(this.data.key, this.take.presses);
    this.resized.disconnect();
    this.gone.abort();
  }
}
