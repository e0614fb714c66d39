// The buttons under the roll: what they say, and whether they can be pressed.

class Transport {
  /**
   * @param {ParentNode} root
   * @param {Record<string, () => void>} does by the buttons' `data-does`
   */
  constructor(root, does) {
    this.root = root;
    this.buttons = {};
    for (const button of root.querySelectorAll("[data-does]")) {
      this.buttons[button.dataset.does] = button;
      button.addEventListener("click", () => does[button.dataset.does]());
    }
    this.find = (name) => root.querySelector(`.${name}`);
    this.slider = this.find("volume");
    this.slider.addEventListener("input", () => setVolume(this.slider.value / 100));
  }

  /** Say everything in the reader's language. */
  name(labels, title) {
    this.labels = labels;
    this.find("player").setAttribute("aria-label", title || labels.player);
    const keys = {
      start: "Home", seam: "S", loop: "L", play: "Space",
    };
    for (const name of ["start", "seam", "loop", "mute", "previous", "next"]) {
      this.#call(this.buttons[name], labels[name], keys[name]);
    }
    this.slider.setAttribute("aria-label", labels.volume);
    this.slider.title = labels.volume;
    this.find("views").setAttribute("aria-label", labels.view);
    for (const view of ["roll", "score"]) {
      this.#call(this.buttons[view], labels[view]);
      this.buttons[view].lastElementChild.textContent = labels[view];
    }
    for (const slider of ["roll", "overview"]) {
      const element = this.root.querySelector(`.${slider}[role=slider]`);
      element.setAttribute("aria-label", labels.position);
      element.setAttribute("aria-keyshortcuts", "Space ArrowLeft ArrowRight Home End L S");
    }
    this.find("engraving").textContent = `${labels.engraving} …`;
  }

  /**
   * Show how things stand.
   * @param {object} state playing, making, loops, passage, seam, view, time, span, silent,
   *   broken, engraved, page, pages, compact
   */
  show(state) {
    const { labels, buttons } = this;
    const player = this.find("player");
    player.classList.toggle("playing", state.playing);
    player.classList.toggle("making", state.making);
    player.classList.toggle("muted", volume() === 0);
    player.classList.toggle("compact", state.compact);
    const doing = state.making ? labels.making : state.playing ? labels.pause : labels.play;
    this.#call(buttons.play, doing, "Space", `${doing}\n${labels.keys}`);
    buttons.play.disabled = Boolean(state.silent || state.broken);
    buttons.play.setAttribute("aria-busy", state.making);
    buttons.seam.hidden = state.seam === null;
    buttons.loop.setAttribute("aria-pressed", state.loops);
    buttons.mute.setAttribute("aria-pressed", volume() === 0);
    buttons.unloop.hidden = !state.passage;
    if (state.passage) {
      const [from, to] = state.passage.map((time) => clock(time - state.span[0]));
      buttons.unloop.firstElementChild.textContent = `${from} – ${to}`;
      this.#call(buttons.unloop, `${from} – ${to}: ${labels.unloop}`);
    }
    for (const view of ["roll", "score"]) {
      buttons[view].setAttribute("aria-pressed", state.view === view);
    }
    this.slider.value = Math.round(volume() * 100);
    this.slider.style.setProperty("--filled", `${Math.round(volume() * 100)}%`);
    this.#say(state);
    this.#pages(state);
    this.tick(state.time - state.span[0], state.span[1] - state.span[0]);
  }

  /** Show the time of what sounds, sixty times a second: only what changed is touched. */
  tick(time, end) {
    const now = clock(time);
    if (now === this.now && end === this.end) return;
    [this.now, this.end] = [now, end];
    this.find("now").textContent = now;
    this.find("all").textContent = ` / ${clock(Math.ceil(end))}`;
    const values = { now: Math.floor(time), all: Math.ceil(end) };
    for (const slider of ["roll", "overview"]) {
      const element = this.root.querySelector(`.${slider}[role=slider]`);
      element.setAttribute("aria-valuemax", values.all);
      element.setAttribute("aria-valuenow", values.now);
      element.setAttribute("aria-valuetext", filled(this.labels.of, values));
    }
  }

  /** Say what cannot be played and why, or what the loop waits for. */
  #say({ silent, broken, loops, passage, view, compact }) {
    const hint = loops && !passage && view === "roll" && !compact ? this.labels.loop_hint : "";
    const texts = { hint, status: broken ? this.labels.broken : silent };
    for (const [name, text] of Object.entries(texts)) {
      const element = this.find(name);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  #pages({ view, engraved, page, pages }) {
    this.find("engraving").hidden = engraved;
    this.find("pages").hidden = view !== "score" || pages < 2;
    this.buttons.previous.disabled = page === 0;
    this.buttons.next.disabled = page >= pages - 1;
    const text = filled(this.labels.page, { n: page + 1, all: pages });
    this.find("page").textContent = text;
  }

  #call(button, label, shortcut, title) {
    if (button.getAttribute("aria-label") === label) return;
    button.setAttribute("aria-label", label);
    button.title = title ?? (shortcut ? `${label} (${shortcut})` : label);
    if (shortcut) button.setAttribute("aria-keyshortcuts", shortcut);
  }
}
