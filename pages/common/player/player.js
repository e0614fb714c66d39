// The player itself: it joins sound, roll, score and buttons, and talks to Python.

const NARROW_PX = 600;
const SCORE_WIDTHS_PX = [480, 1000]; // memory.py knows the same two
// By the players' keys: which music waits for its sound, and which began by itself. They outlive a
// player that Streamlit draws anew.
const wanted = new Map();
const begun = new Map();

class Player {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    const redraw = () => this.redraw();
    this.elements = {};
    for (const name of ["player", "field", "sheet", "overview"]) {
      this.elements[name] = find(`.${name}`);
    }
    [this.loops, this.passage, this.view] = [false, null, "roll"];
    this.sound = new Sound(find("audio"), {
      changed: redraw,
      broke: redraw,
      ended: () => this.#ended(),
    });
    this.roll = new Roll(find(".roll canvas"));
    this.overview = new Overview(find(".overview canvas"), (time) => this.#lookAt(time));
    this.sheet = new Sheet(find(".paper"), { seek: (time) => this.seek(time), turned: redraw });
    this.trim = new Trim([...root.querySelectorAll(".handle")], (bars, done) =>
      this.#trimmed(bars, done),
    );
    this.transport = new Transport(root, buttonsOf(this));
    watchGestures(find(".roll"), gesturesOf(this));
    watchKeys(this.elements.player, this);
    this.resizing = new ResizeObserver(() => {
      this.roll.fit();
      this.overview.fit();
      this.redraw();
    });
    for (const name of ["field", "overview"]) this.resizing.observe(this.elements[name]);
    this.hushed = (event) => event.detail !== this.sound && wanted.delete(this.data?.key);
    window.addEventListener(PLAYS, this.hushed);
  }

  /** Take what Python sent, and change only what is different. */
  update({ data, setTriggerValue }) {
    const before = this.data;
    const isOther = before?.name !== data.name;
    [this.data, this.send] = [data, setTriggerValue];
    this.looks = looksOf(this.elements.player, data.palettes);
    this.elements.player.style.setProperty("--lit", this.looks.lit);
    this.elements.player.classList.toggle("compact", data.compact);
    this.transport.name(data.labels, data.title);
    if (isOther || before.music.seam !== data.music.seam) this.#show(data);
    this.music.names = data.music.names;
    this.trim.show(this.music, this.roll, data.bars);
    const at = isOther ? data.span[0] : this.time;
    this.sound.load(data.sound ? data.heard : null, data.sound, data.span, at);
    this.sheet.show(data.score);
    const lost = (before?.engraving || before?.score) && !data.engraving && !data.score;
    if (before && isOther) this.#askForScore();
    else if (lost) this.view = "roll";
    this.#begin(before);
    this.redraw();
  }

  destroy() {
    this.sound.destroy();
    this.resizing.disconnect();
    window.removeEventListener(PLAYS, this.hushed);
    cancelAnimationFrame(this.frame);
  }

  /** Where it is, in seconds of the piece. */
  get time() {
    return this.sound.time;
  }

  /** Where "back to the start" goes. */
  get beginning() {
    return this.loops && this.passage ? this.passage[0] : this.sound.from;
  }

  seek(time) {
    this.free = false;
    this.sound.time = time;
    this.roll.follow(this.time, false);
    this.sheet.follow(this.time);
  }

  toggle() {
    const { data, sound } = this;
    if (data.silent || sound.broken) return;
    this.free = false;
    if (this.stale) this.pressed = true;
    else if (sound.playing) sound.pause();
    else if (sound.ready) sound.play();
    else if (wanted.get(data.key) !== data.heard) {
      wanted.set(data.key, data.heard);
      if (!data.making) this.send("play", data.heard);
    }
    this.redraw();
  }

  loop(on) {
    this.loops = on;
    this.redraw();
  }

  choosePassage(passage) {
    this.passage = passage;
    if (passage) this.loops = true;
    this.redraw();
  }

  look(view) {
    this.view = view;
    this.#askForScore();
    this.sheet.follow(this.time);
    this.redraw();
  }

  hover(note) {
    if (note !== this.hovered) this.redraw();
    this.hovered = note;
  }

  /** Let the roll begin at a time, and stay there until something else is done. */
  scrollTo(from) {
    this.free = true;
    this.roll.scrollTo(from);
    this.redraw();
  }

  /** Draw with the screen's next frame, and with each one while it plays. */
  redraw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (!this.music) return;
      this.#repeat();
      this.#draw();
      if (this.sound.playing) this.redraw();
    });
  }

  #show(data) {
    this.music = new Music(data.music);
    this.roll.show(this.music, data.compact);
    this.overview.show(this.music);
    this.passage = null;
  }

  #draw() {
    const { time, roll, data, looks, trim, elements } = this;
    const [playing, inRoll] = [this.sound.playing, this.view === "roll"];
    if (playing && roll.isLong && !this.free) roll.follow(time, true);
    if (playing) this.sheet.follow(time);
    elements.field.hidden = !inRoll;
    elements.sheet.hidden = inRoll;
    elements.overview.hidden = data.compact || (inRoll && !roll.isLong);
    elements.overview.tabIndex = inRoll ? -1 : 0;
    const scene = {
      time,
      looks,
      touched: playing || time > this.sound.from,
      passage: this.loops ? this.passage : null,
      chosen: trim.span,
      hovered: this.hovered,
      labels: data.labels,
    };
    if (inRoll) drawRoll(roll, scene);
    this.overview.draw(scene, inRoll ? [roll.from, roll.from + roll.span] : null);
    trim.place(data.labels);
    this.transport.show({
      playing,
      time,
      passage: scene.passage,
      view: this.view,
      loops: this.loops,
      making: this.#isMaking,
      seam: this.music.seam,
      span: [this.sound.from, this.sound.to],
      silent: data.silent,
      broken: this.sound.broken,
      engraved: Boolean(data.score),
      page: this.sheet.page,
      pages: this.sheet.pages.length,
      compact: data.compact,
    });
  }

  get #isMaking() {
    const { key, heard, making } = this.data;
    return !this.sound.ready && (making || this.pressed || wanted.get(key) === heard);
  }

  /** Play a sound that was waited for, or that is to be heard at once. */
  #begin(before) {
    const { key, heard, sound, autoplay, turn, making } = this.data;
    const [pressed] = [this.pressed, (this.stale = this.pressed = false)];
    if (sound) {
      const asked = wanted.get(key) === heard;
      const [last, lastTurn] = begun.get(key) ?? [];
      const again = last === heard && lastTurn !== turn;
      if (autoplay && again) this.sound.time = 0;
      if (asked || (autoplay && (last !== heard || again))) this.sound.play();
      if (asked) wanted.delete(key);
      if (autoplay) begun.set(key, [heard, turn]);
    } else if (before?.making && !making) {
      wanted.delete(key);
    }
    if (pressed && !this.sound.playing) this.toggle();
  }

  /** Go back where the passage ends. */
  #repeat() {
    if (!this.loops || !this.passage || !this.sound.playing) return;
    if (this.time >= this.passage[1] - 0.01) this.sound.time = this.passage[0];
  }

  #ended() {
    if (this.loops) {
      this.sound.time = this.beginning;
      this.sound.play();
    }
    this.redraw();
  }

  /** Go to a place of the strip; the roll goes along, also where nothing sounds. */
  #lookAt(time) {
    if (time >= this.sound.from && time <= this.sound.to) this.seek(time);
    this.scrollTo(time - this.roll.span / 2);
    this.free = !this.sound.playing;
  }

  #askForScore() {
    const { data } = this;
    if (this.view !== "score" || data.score || data.engraving) return;
    const isNarrow = this.elements.player.clientWidth < NARROW_PX;
    this.send("score", [data.name, SCORE_WIDTHS_PX[isNarrow ? 0 : 1]]);
  }

  /** Tell Python which bars are chosen; what sounded until now is not them. */
  #trimmed(bars, done) {
    this.free = true;
    if (done && String(bars) !== String(this.data.bars)) {
      this.stale = true;
      this.sound.load(null, null, this.trim.span, this.time);
      this.send("bars", bars);
    }
    this.redraw();
  }
}
