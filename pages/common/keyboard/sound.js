/*
 * Sound of single notes: the soundfont's own, once they have come, and a soft voice of the
 * browser's until then. Knows pitches (MIDI numbers) and no keys.
 */

const PLAYING = "semilla-player-plays"; // said to all players of the page: whoever hears it falls silent
const VOLUME = "semilla-volume"; // where the players keep theirs, 0 … 1
const HEADROOM = 0.5; // for chords
const QUIET_S = 0.08; // a damper's time constant
let context = null;
let sprite = null; // { buffer, lead_s, lowest, step, count, note_s }

/** Take in notes that follow one another in one MP3; does nothing the second time. */
async function loadSprite(sound) {
  if (sprite || !sound) return;
  const bytes = Uint8Array.from(atob(sound.mp3), (letter) => letter.charCodeAt(0));
  // Needs no click before it, which a context that is heard does.
  const buffer = await new OfflineAudioContext(2, 1, 44100).decodeAudioData(bytes.buffer);
  sprite = { ...sound, mp3: "", buffer, lead_s: silenceBefore(buffer) };
}

function hasSprite() {
  return sprite !== null;
}

/** An encoder puts some silence before the first note, and so before all. */
function silenceBefore(buffer) {
  const samples = buffer.getChannelData(0);
  const first = samples.findIndex((sample) => Math.abs(sample) > 0.003);
  return Math.max(first / buffer.sampleRate - 0.002, 0);
}

/** Give the players' volume, 0 … 1: squared as theirs is, for ears hear by proportion. */
function volume() {
  let kept = null;
  try {
    kept = localStorage.getItem(VOLUME);
  } catch {
    // A private window may refuse.
  }
  const asked = Number.parseFloat(kept ?? "1");
  return HEADROOM * (asked >= 0 && asked <= 1 ? asked : 1) ** 2;
}

/** Begin a note, and let it be the only sound of the page; give the function that ends it. */
function strike(pitch) {
  for (const other of document.querySelectorAll("audio, video")) other.pause();
  context ??= new AudioContext({ latencyHint: "interactive" });
  if (context.state === "suspended") context.resume();
  const now = context.currentTime;
  const gain = new GainNode(context, { gain: volume() });
  gain.connect(context.destination);
  const source = sprite ? sampled(pitch, gain, now) : synthetic(pitch, gain, now);
  return () => {
    const end = context.currentTime;
    gain.gain.cancelScheduledValues(end);
    gain.gain.setTargetAtTime(0, end, QUIET_S);
    source.stop(end + 8 * QUIET_S);
  };
}

/** The nearest note of the soundfont, played faster or slower. */
function sampled(pitch, gain, now) {
  const nearest = Math.round((pitch - sprite.lowest) / sprite.step);
  const number = Math.min(Math.max(nearest, 0), sprite.count - 1);
  const rate = 2 ** ((pitch - sprite.lowest - number * sprite.step) / 12);
  const source = new AudioBufferSourceNode(context, { buffer: sprite.buffer, playbackRate: rate });
  source.connect(gain);
  source.start(now, sprite.lead_s + number * sprite.note_s, sprite.note_s);
  gain.gain.setTargetAtTime(0, now + (0.8 * sprite.note_s) / rate, QUIET_S);
  return source;
}

function synthetic(pitch, gain, now) {
  const frequency = 440 * 2 ** ((pitch - 69) / 12);
  const source = new OscillatorNode(context, { type: "triangle", frequency });
  source.connect(gain);
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(0.3 * volume(), now + 0.01);
  gain.gain.setTargetAtTime(0, now + 0.01, 0.6);
  source.start(now);
  return source;
}
