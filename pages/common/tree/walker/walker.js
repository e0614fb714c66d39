/*
 * Walks the tree by keys and buttons, at once and in the browser, and tells Python where it got to.
 * Each message has a number; Python says which it has heard. Until it has heard the last, what it
 * says of the chosen node is older than what the visitor did, and is passed over.
 */

const SETTLED_MS = 150; // so long after the last step, Python is told
const WALKING_ROOM = 1 / 3;
// A walker that comes beside another one, or so soon after it, shows what was asked for there.
const FOLLOWS_MS = 10_000;
const KEYS = {
  ArrowLeft: "back",
  ArrowRight: "on",
  ArrowUp: "above",
  ArrowDown: "below",
  Home: "home",
  End: "end",
  Enter: "hear",
  " ": "hear",
  o: "fold",
  O: "fold",
};
const walkers = new WeakMap();
// By the walkers' keys: the last step, { node, number }. They outlive a walker that is drawn anew.
const steps = new Map();
let number = 0;
let present = 0;
let leftMs = -Infinity;

/** Give a number above all before it, also above those of before the page was loaded again. */
function nextNumber() {
  number = Math.max(number + 1, Date.now());
  return number;
}

export default function (component) {
  const root = component.parentElement;
  if (!walkers.has(root)) walkers.set(root, new Walker(root));
  walkers.get(root).update(component);
  return () => {
    walkers.get(root)?.leave();
    walkers.delete(root);
  };
}

class Walker {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    [this.here, this.bar, this.saving] = [".here", ".steps", ".saving"].map(find);
    [this.keys, this.said] = [".keys", ".said"].map(find);
    this.buttons = [...this.bar.querySelectorAll("button")];
    for (const button of this.buttons) button.onclick = () => this.act(button.dataset.does);
    for (const button of this.saving.querySelectorAll("button")) {
      button.onclick = () => this.save(button);
    }
    this.bar.addEventListener("keydown", (event) => this.hearKey(event));
    this.picture = new Picture(
      (event) => this.hearKey(event),
      (id) => this.point(Array.isArray(id) ? id[0] : id),
      () => this.picture.hold(this.data.picture, this.data.words, looksOf(this.bar)),
    );
  }

  /** Take what Python sent. */
  update({ data, setStateValue }) {
    const isFirst = !this.data;
    [this.data, this.send] = [data, setStateValue];
    this.tree = new Tree(data.stops);
    this.name(data.words);
    this.picture.hold(data.picture, data.words, looksOf(this.bar));
    const last = steps.get(data.key);
    const isAhead = last?.number > data.told.walk && this.tree.has(last.node);
    if (isFirst && isAhead) this.tellSoon();
    if (isFirst && present++) this.catchFocus();
    else if (isFirst && performance.now() - leftMs < FOLLOWS_MS) this.catchFocus();
    const before = this.shown;
    this.node = isAhead ? last.node : data.chosen;
    this.draw(isAhead);
    const now = this.shown;
    if (before?.id !== now.id || before.x !== now.x) this.picture.scrollThere(isFirst ? WALKING_ROOM : 0);
  }

  /** Take the focus from a button that leaves the page, such as one that began this search. */
  catchFocus() {
    this.catching = new MutationObserver(() => {
      if (!isFocusLost()) return;
      this.catching.disconnect();
      this.bar.focus({ preventScroll: true });
    });
    this.catching.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => this.catching.disconnect(), FOLLOWS_MS);
  }

  leave() {
    present -= 1;
    leftMs = performance.now();
    this.catching?.disconnect();
    clearTimeout(this.timer); // the next walker with this key tells it
    this.picture.release();
  }

  name(words) {
    this.bar.setAttribute("aria-label", words.walk);
    this.bar.setAttribute("aria-description", words.keys);
    this.keys.textContent = words.keys;
    this.saving.setAttribute("aria-label", words.save);
    for (const button of this.buttons) {
      const text = words[button.dataset.does];
      const label = button.querySelector("span");
      if (label) label.textContent = text;
      else button.title = text;
      button.setAttribute("aria-label", text);
    }
    for (const button of this.saving.querySelectorAll("button")) {
      button.title = words[button.dataset.saves];
      button.setAttribute("aria-label", button.title);
    }
  }

  /**
   * Show where we are.
   * @param isAhead Whether the figure is still to be drawn with the node marked in it.
   */
  draw(isAhead) {
    const { tree, data, bar } = this;
    this.shown = tree.node(this.node);
    if (this.here.textContent !== this.shown.text) this.here.textContent = this.shown.text;
    const ways = tree.ways(this.node);
    const focused = bar.getRootNode().activeElement;
    for (const button of this.buttons) {
      const { does } = button.dataset;
      if (does === "fold") button.hidden = !data.can_fold;
      else if (does !== "hear") button.disabled = ways[does] === undefined;
    }
    // Keys pressed on a button that just went out would be heard by nobody.
    if (focused?.disabled || focused?.hidden) bar.focus();
    this.picture.seek(this.shown, isAhead, data.has_nodes);
  }

  hearKey(event) {
    const isOnButton = event.target.closest("button");
    // Streamlit's own buttons lie over the picture.
    const isOurs = event.target === event.currentTarget || event.currentTarget === this.bar;
    if (!isOurs || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const does = KEYS[event.key];
    if (!does || (isOnButton && does === "hear")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat && (does === "hear" || does === "fold")) return;
    this.act(does, true);
  }

  /** Do what a key or a button says; under a mouse the page stays where it is. */
  act(does, isKey = false) {
    if (does === "hear") return this.hear();
    if (does === "fold") return this.fold();
    const to = does === "end" ? this.tree.end(this.node) : this.tree.ways(this.node)[does];
    if (to === undefined || to === this.node) return;
    this.node = to;
    steps.set(this.data.key, { node: to, number: nextNumber() });
    this.draw(true);
    this.picture.scrollThere(WALKING_ROOM, isKey);
    this.tellSoon();
  }

  /** Show at once that a node was clicked; Python hears that from Plotly, and draws it. */
  point(id) {
    if (!this.data.has_nodes || !this.tree.has(id) || this.tree.node(id).isBlock) return;
    clearTimeout(this.timer); // or it would lead back to where keys led before
    this.timer = null;
    steps.delete(this.data.key);
    this.node = id;
    this.draw(true);
  }

  tellSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SETTLED_MS);
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = null;
    const last = steps.get(this.data.key);
    this.send("walk", [last.number, last.node]);
  }

  hear() {
    if (this.timer) this.tell();
    this.send("hear", [nextNumber(), this.node]);
  }

  /** Ask for the block to be opened or closed: one at a time, for it is the other way round then. */
  fold() {
    if (!this.data.can_fold || this.folding > this.data.told.fold) return;
    if (this.timer) this.tell();
    this.folding = nextNumber();
    this.send("fold", [this.folding, this.node]);
  }

  /** Give the picture, and under it what explains its marks, if something does. */
  drawings() {
    const { legend } = this.data;
    const key = legend && document.querySelector(`.${CSS.escape(legend)} .js-plotly-plot`);
    return [this.picture.drawing, key].filter(Boolean);
  }

  async save(button) {
    if (this.isSaving) return;
    const kind = button.dataset.saves;
    this.said.textContent = "";
    this.isSaving = true;
    try {
      if (!this.picture.drawing) throw new Error("Nothing is drawn yet");
      const { ground } = looksOf(this.bar);
      const svg = await svgOf(this.drawings(), this.data.words.label, ground);
      const blob =
        kind === "png" ? await pngOf(svg) : new Blob([svg.text], { type: "image/svg+xml" });
      download(blob, `${this.data.file_name}.${kind}`);
    } catch {
      this.said.textContent = this.data.words.failed;
    } finally {
      this.isSaving = false;
    }
  }
}

/** Give the colours of the reader's theme. */
function looksOf(element) {
  const style = getComputedStyle(element);
  const [focus, ink, ground] = ["primary", "text", "background"].map((name) =>
    style.getPropertyValue(`--st-${name}-color`).trim(),
  );
  return { focus, ink, ground };
}
