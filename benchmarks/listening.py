"""How far the player's cursor is from what is heard, in a real Chromium.

A file of separate notes is played on the page. For each note two moments are compared with the one
at which the cursor, as it is drawn, reaches the note: when the audio element's clock reaches the
note's onset in the decoded MP3, and when sound comes out of the element. What a loudspeaker adds
is known to nobody here.
"""

from __future__ import annotations

import shutil
import statistics
from itertools import pairwise
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright
from symusic.core import NoteTick as Note
from symusic.core import TrackTick as Track

from benchmarks.browser import HEAD, open_page, server, settle
from benchmarks.timing import table
from core.midi import TICKS_PER_QUARTER, empty_score, write_midi

NOTES = 16
GOAL_MS = 50
# Half a second apart and a quarter of one long: silence lies between, and the roll shows them all.
_STEP_TICKS, _LENGTH_TICKS = TICKS_PER_QUARTER, TICKS_PER_QUARTER // 2
_STEP_S = 0.5
_PITCH = 72

# Where notes begin in the decoded file: the first sample over a tenth of the note's loudest one.
_ONSETS = """
async (audio, [notes, step_s]) => {
  const file = await (await fetch(audio.src)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(file);
  const samples = sound.getChannelData(0).map(Math.abs);
  return Array.from({ length: notes }, (_, note) => {
    const from = Math.max(Math.round((note - 0.1) * step_s * sound.sampleRate), 0);
    const stretch = samples.subarray(from, from + Math.round(0.6 * step_s * sound.sampleRate));
    const loudest = stretch.reduce((most, one) => Math.max(most, one), 0);
    return (from + stretch.findIndex((one) => one > loudest / 10)) / sound.sampleRate;
  });
}
"""
# Once a frame: the clock, how loud it is, and where the cursor is drawn (the dark pixels of a row
# that holds no note).
_WATCH = """
(player) => {
  const audio = player.querySelector("audio");
  const canvas = player.querySelector(".roll canvas");
  const pen = canvas.getContext("2d");
  const context = new AudioContext();
  const ear = new AnalyserNode(context, { fftSize: 256 });
  context.createMediaElementSource(audio).connect(ear).connect(context.destination);
  const row = Math.round(canvas.height - 28 * devicePixelRatio);
  const heard = new Float32Array(256);
  const seen = { frames: [] };
  seen.cursor = () => {
    const { data } = pen.getImageData(0, row, canvas.width, 1);
    const dark = [];
    for (let x = 0; x < canvas.width; x += 1) {
      if (data[4 * x + 3] > 128 && data[4 * x] + data[4 * x + 1] + data[4 * x + 2] < 240) {
        dark.push(x);
      }
    }
    return dark.length ? dark.reduce((one, other) => one + other) / dark.length : null;
  };
  const after = new MessageChannel();
  after.port1.onmessage = () => {
    ear.getFloatTimeDomainData(heard);
    const loudness = heard.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    if (!audio.paused) seen.frames.push([audio.currentTime, loudness, seen.cursor()]);
  };
  // After all that is drawn for a frame, when it is there to be seen.
  const look = () => {
    after.port2.postMessage(null);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.seen = seen;
}
"""


def run() -> str:
    """Measure; give the table."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "The listening benchmark needs Chromium: apt-get install chromium\n"
    options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright, server() as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        page = open_page(browser, address)
        player = _opened(page, address)
        onsets_s: list[float] = player.locator("audio").evaluate(_ONSETS, [NOTES, _STEP_S])
        frames = _played(page, player)
        browser.close()
    notes_s = [note * _STEP_S for note in range(NOTES)]
    # The first note begins before there is a frame to compare with.
    by_clock = [
        _cursor_at(frames, onset) - note for onset, note in zip(onsets_s, notes_s, strict=True)
    ][1:]
    by_ear = [_cursor_heard(frames, note) - note for note in notes_s[1:]]
    in_file = [onset - note for onset, note in zip(onsets_s, notes_s, strict=True)]
    between = [after[0] - before[0] for before, after in pairwise(frames)]
    rows = [
        _row("the cursor from the note that the clock has reached", by_clock, f"≤ {GOAL_MS}"),
        _row("the cursor from the note that comes out, to a frame", by_ear, f"≤ {GOAL_MS}"),
        _row("from one frame to the next", between, ""),
        _row("the sound in the MP3 after its note, which the player allows for", in_file, ""),
    ]
    return table("Cursor and sound, milliseconds", HEAD, rows)


def _opened(page: Page, address: str) -> Locator:
    """Upload the notes on Compose, and have their sound made."""
    page.goto(f"{address}/compose")
    settle(page)
    page.get_by_role("radio", name="My MIDI file").click()
    page.wait_for_selector("input[type=file]", state="attached")
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.mid", "mimeType": "audio/midi", "buffer": _notes()}
    )
    player = page.locator(".player").first
    player.get_by_role("button", name="Play", exact=True).click()
    player.get_by_role("button", name="Pause", exact=True).click(timeout=30_000)
    return player


def _played(page: Page, player: Locator) -> list[tuple[float, float, float]]:
    """Play from the beginning; give each frame's clock (s), loudness and cursor (s)."""
    player.evaluate(_WATCH)
    roll = player.get_by_role("slider", name="Position").first
    roll.focus()
    edges = []
    for key in ("End", "Home"):
        roll.press(key)
        page.wait_for_timeout(300)
        edges.append(float(page.evaluate("seen.cursor()")))
    end_s = (NOTES - 1) * _STEP_S + _STEP_S * _LENGTH_TICKS / _STEP_TICKS
    right, left = edges
    roll.press("Space")
    page.wait_for_timeout(1_000 * end_s + 1_500)
    frames: list[list[Any]] = page.evaluate("seen.frames")
    return [
        (clock, loudness, (x - left) / (right - left) * end_s)
        for clock, loudness, x in frames
        if x is not None
    ]


def _cursor_at(frames: list[tuple[float, float, float]], clock_s: float) -> float:
    """Give where the cursor is at a time of the audio element's clock, between two frames."""
    for (before, _, one), (after, _, other) in pairwise(frames):
        if before <= clock_s < after:
            return one + (other - one) * (clock_s - before) / (after - before)
    raise ValueError(f"The sound was never at {clock_s:.2f} s.")


def _cursor_heard(frames: list[tuple[float, float, float]], note_s: float) -> float:
    """Give where the cursor is in the first frame that a note is heard in."""
    near = [frame for frame in frames if abs(frame[2] - note_s) < 0.4 * _STEP_S]
    levels = [loudness for _, loudness, _ in near]
    # The note before has not died away: loud is what is nearer to the loudest than to the softest.
    loud = (min(levels) + max(levels)) / 2
    return next(cursor for _, loudness, cursor in near if loudness > loud)


def _row(what: str, differences_s: list[float], goal: str) -> list[str]:
    sizes = [abs(1_000 * difference) for difference in differences_s]
    return [what, f"{statistics.median(sizes):.0f}", f"{max(sizes):.0f}", goal]


def _notes() -> bytes:
    score, track = empty_score(60 / _STEP_S), Track("", 0)
    for number in range(NOTES):
        track.notes.append(Note(number * _STEP_TICKS, _LENGTH_TICKS, _PITCH, 100))
    score.tracks.append(track)
    return write_midi(score)
