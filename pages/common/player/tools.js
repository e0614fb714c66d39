// Small tools of the player's parts: numbers, times, texts and what the browser remembers.
// All parts share one scope: component.py joins them.

/** Keep a number between two others. */
const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

/**
 * Count the numbers that are not above a value.
 * @param {number[]} sorted ascending
 * @param {number} value
 */
function countUpTo(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Write seconds as on a clock: 75 → "1:15". */
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Fill a text's `{names}` in. */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

/** Give the first step of a row that is at least as large as asked, or its last. */
const stepAbove = (steps, least) => steps.find((step) => step >= least) ?? steps.at(-1);

/** Tell whether the reader wants things to keep still. */
const wantsStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What outlives the page in this browser; where that is forbidden, nothing does. */
const stored = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // A private window may refuse; the value then holds until the page is closed.
    }
  },
};

/** Turn base64 into a Blob. */
function blobOf(base64, type) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return new Blob([bytes], { type });
}

/** Tell how light a CSS colour is, 0 … 1. */
function lightness(colour) {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/**
 * Read the page's colours off an element, with the figures' palette that fits them.
 * @param {HTMLElement} element
 * @param {{light: object, dark: object}} palettes
 */
function looksOf(element, palettes) {
  const style = getComputedStyle(element);
  const value = (name, usual) => style.getPropertyValue(name).trim() || usual;
  const ground = value("--st-background-color", "#ffffff");
  const palette = lightness(ground) < 0.5 ? palettes.dark : palettes.light;
  return {
    ...palette,
    ground,
    lit: palette.beams[1],
    accent: value("--st-primary-color", palette.new),
    font: value("--st-font", "sans-serif"),
  };
}
