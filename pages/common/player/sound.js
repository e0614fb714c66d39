// The sound of a piece: one audio element, its place in the piece, and the peace between players.

// LAME puts 576 silent samples before the music and a decoder 529 more; at 44,100 a second that is
// 25 ms, which Chromium keeps because lameenc's files do not say so (benchmarks/listening.py
// measures it).
const MP3_DELAY_S = 1105 / 44100;
const PLAYS = "semilla-player-plays";
const VOLUME = "semilla-volume";
const KEPT_URLS = 24;
const urls = new Map();

/** Give the address of an MP3; each is decoded from base64 once, and the last ones are kept. */
function urlOf(name, base64) {
  const url = urls.get(name) ?? URL.createObjectURL(blobOf(base64, "audio/mpeg"));
  urls.delete(name);
  urls.set(name, url);
  if (urls.size > KEPT_URLS) {
    const [[oldest, old]] = urls;
    URL.revokeObjectURL(old);
    urls.delete(oldest);
  }
  return url;
}

class Sound {
  /**
   * @param {HTMLAudioElement} audio
   * @param {{changed: () => void, broke: () => void, ended: () => void}} told
   */
  constructor(audio, told) {
    this.audio = audio;
    this.told = told;
    this.name = null;
    this.from = 0;
    this.to = 0;
    this.waiting = null;
    this.broken = false;
    this.listening = new AbortController();
    const signal = { signal: this.listening.signal };
    for (const event of ["play", "pause", "timeupdate", "seeked"]) {
      audio.addEventListener(event, told.changed, signal);
    }
    audio.addEventListener("ended", told.ended, signal);
    audio.addEventListener("error", () => this.#breaks(), signal);
    audio.addEventListener("loadedmetadata", () => this.#seekAtLast(), signal);
    window.addEventListener(PLAYS, (event) => event.detail !== this && this.pause(), signal);
    window.addEventListener(VOLUME, () => this.#takeVolume(), signal);
    document.addEventListener("play", (event) => event.target !== audio && this.pause(), {
      capture: true,
      ...signal,
    });
    this.#takeVolume();
  }

  /**
   * Take a sound, or none.
   * @param {string | null} name
   * @param {string | null} base64 its MP3
   * @param {number[]} span from where to where of the piece it sounds, in seconds
   * @param {number} at where to begin, in seconds of the piece
   */
  load(name, base64, span, at) {
    [this.from, this.to] = span;
    if (this.name === name) return;
    this.name = name;
    this.broken = this.audio.canPlayType("audio/mpeg") === "";
    this.waiting = clamp(at, ...span);
    if (name) {
      this.audio.src = urlOf(name, base64);
    } else {
      this.pause();
      this.audio.removeAttribute("src");
      this.audio.load();
    }
  }

  get ready() {
    return this.name !== null && !this.broken;
  }

  get playing() {
    return this.ready && !this.audio.paused && !this.audio.ended;
  }

  /** Where it is, in seconds of the whole piece. */
  get time() {
    if (this.waiting !== null) return this.waiting;
    return clamp(this.from + this.audio.currentTime - MP3_DELAY_S, this.from, this.to);
  }

  set time(seconds) {
    this.waiting = clamp(seconds, this.from, this.to);
    if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) this.#seekAtLast();
    this.told.changed();
  }

  play() {
    if (!this.ready) return;
    if (this.time >= this.to - 0.02) this.time = this.from;
    window.dispatchEvent(new CustomEvent(PLAYS, { detail: this }));
    for (const other of document.querySelectorAll("audio, video")) other.pause();
    this.audio.play().catch((problem) => {
      // Some browsers want a click first (NotAllowedError): Play is there for it.
      if (problem.name === "NotSupportedError") this.#breaks();
      this.told.changed();
    });
  }

  pause() {
    this.audio.pause();
  }

  destroy() {
    this.listening.abort();
    this.pause();
    this.audio.removeAttribute("src");
  }

  #seekAtLast() {
    if (this.waiting === null) return;
    const seconds = this.waiting - this.from;
    this.waiting = null;
    // At the very start the encoder's silence is part of the sound: nothing is cut.
    this.audio.currentTime = seconds > 0 ? seconds + MP3_DELAY_S : 0;
  }

  #breaks() {
    if (this.name === null) return;
    this.broken = true;
    this.told.broke();
  }

  #takeVolume() {
    // Ears hear loudness by proportion: half the way is to sound half as loud.
    this.audio.volume = volume() ** 2;
    this.told.changed();
  }
}

/** Give the volume of all players, 0 … 1, as it was last left. */
function volume() {
  const kept = parseFloat(stored.get(VOLUME) ?? heldVolume);
  return Number.isFinite(kept) ? clamp(kept, 0, 1) : 1;
}

let heldVolume = "1";

/** Set the volume of all players, here and at the next visit. */
function setVolume(value) {
  heldVolume = String(Math.round(clamp(value, 0, 1) * 100) / 100);
  stored.set(VOLUME, heldVolume);
  window.dispatchEvent(new CustomEvent(VOLUME));
}
