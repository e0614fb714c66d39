// The engraved score: one page at a time, sounding notes marked, a click on a note goes to it.

const SVG = "http://www.w3.org/2000/svg";
const FORBIDDEN = "script, foreignObject, image, feImage, a, animate, set";
const OWN_URL = /url\(\s*["']?#[\w.-]+["']?\s*\)/gi;

const fonts = new Set();

/** Take the engraver's font into the page: a shadow root's own fonts are not used. */
function useFont(css) {
  const [, family] = /font-family:\s*["']?(\w+)/.exec(css) ?? [];
  const [, source] = /url\(["']?(data:[\w/-]*;[^"')]+)/.exec(css) ?? [];
  if (!css.includes("@font-face") || !family || !source || fonts.has(family)) return;
  fonts.add(family);
  const font = new FontFace(family, `url(${source})`);
  document.fonts.add(font);
  font.load().catch(() => fonts.delete(family));
}

/** Tell whether CSS may name anything that is not in its own document, in whatever disguise. */
function fetches(css) {
  return /\\|@import|(url|src|image|image-set)\s*\(/i.test(css.replace(OWN_URL, ""));
}

/**
 * Read an SVG document and take away everything that could act or fetch.
 * @param {string} text
 * @returns {SVGElement | null}
 */
function safeSvg(text) {
  const read = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = read.documentElement;
  if (svg.localName !== "svg" || svg.namespaceURI !== SVG) return null;
  for (const element of svg.querySelectorAll("*")) {
    if (element.namespaceURI !== SVG || element.matches(FORBIDDEN)) element.remove();
  }
  for (const style of svg.querySelectorAll("style")) {
    useFont(style.textContent);
    if (fetches(style.textContent)) style.remove();
  }
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const link = /href$/i.test(name) ? !value.startsWith("#") : fetches(value);
      if (/^on/i.test(name) || link) element.removeAttribute(name);
    }
  }
  return document.adoptNode(svg);
}

class Sheet {
  /**
   * @param {HTMLElement} paper
   * @param {{seek: (time: number) => void, turned: () => void}} told
   */
  constructor(paper, told) {
    this.paper = paper;
    this.told = told;
    [this.name, this.pages, this.page] = [null, [], 0];
    paper.addEventListener("click", (event) => this.#goTo(event.target));
  }

  /** @param {{name: string, pages: string[], events: Array} | null} score */
  show(score) {
    if (this.name === (score?.name ?? null)) return;
    this.name = score?.name ?? null;
    this.pages = score?.pages ?? [];
    this.events = score?.events ?? [];
    this.times = this.events.map(([time]) => time);
    this.starts = new Map();
    for (const [time, , on] of this.events) {
      for (const note of on) if (!this.starts.has(note)) this.starts.set(note, time);
    }
    this.at = -1;
    this.marked = new Set();
    this.turnTo(0);
  }

  turnTo(page) {
    this.page = clamp(page, 0, this.pages.length - 1);
    const svg = this.pages.length ? safeSvg(this.pages[this.page]) : null;
    this.paper.replaceChildren(...(svg ? [svg] : []));
    for (const note of this.marked) this.#mark(note, true);
    this.told.turned();
  }

  /** Mark what sounds at a time, and turn to its page. */
  follow(time) {
    if (!this.pages.length) return;
    const at = countUpTo(this.times, time + 1e-3) - 1;
    if (at === this.at) return;
    const sounding = at > this.at ? this.marked : new Set();
    for (let i = at > this.at ? this.at + 1 : 0; i <= at; i += 1) {
      for (const note of this.events[i][3]) sounding.delete(note);
      for (const note of this.events[i][2]) sounding.add(note);
    }
    this.at = at;
    this.marked = sounding;
    const page = at < 0 ? 0 : this.events[at][1];
    if (page !== this.page) {
      this.turnTo(page);
      return;
    }
    for (const old of this.paper.querySelectorAll(".sounding")) old.classList.remove("sounding");
    for (const note of sounding) this.#mark(note);
  }

  #mark(note) {
    this.paper.querySelector(`[id="${CSS.escape(note)}"]`)?.classList.add("sounding");
  }

  #goTo(element) {
    for (let at = element; at && at !== this.paper; at = at.parentElement) {
      if (this.starts.has(at.id)) {
        this.told.seek(this.starts.get(at.id));
        return;
      }
    }
  }
}
