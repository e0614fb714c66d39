// How a piano roll looks.

const BAR_STEPS = [1, 2, 4, 8, 16, 32, 64, 128];
const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300];
const DIMMED = 0.74;

/**
 * @param {Roll} roll
 * @param {object} scene time; touched, whether what sounds at it is lit; looks; labels; and where
 *   there are any: passage and chosen ([from, to], seconds) and hovered (a note's number)
 */
function drawRoll(roll, scene) {
  if (!roll.width || !roll.music) return;
  const { ink } = roll;
  const { looks } = scene;
  ink.clear(looks.font);
  for (const [, y] of roll.octaves) ink.line(roll.gutter, y, roll.width, y, looks.grid);
  let numbers = drawBarLines(roll, looks);
  if (scene.passage) drawPassage(roll, scene.passage, looks);
  drawNotes(roll, scene);
  if (scene.chosen) dimAllBut(roll, scene.chosen, looks);
  if (roll.foot > 10) drawSeconds(roll, looks);
  if (roll.music.seam !== null) numbers = drawSeam(roll, scene, numbers);
  for (const [number, x] of numbers) ink.write(number, x + 4, roll.ruler / 2 - 1, looks.faint);
  drawCursor(roll, scene.time, looks);
  drawGutter(roll, looks);
  if (scene.hovered !== undefined) nameNote(roll, scene.hovered, looks);
}

/** Draw the bar lines; give where their numbers find room: [number, x] each. */
function drawBarLines(roll, looks) {
  const { bars, barCount, end } = roll.music;
  const usual = ((end || 1) / barCount) * roll.scale;
  const step = stepAbove(BAR_STEPS, 38 / usual);
  const numbers = [];
  for (let bar = 0; bar < barCount; bar += 1) {
    const x = roll.x(bars[bar]);
    if (x < roll.gutter - 30 || x > roll.width) continue;
    const numbered = bar % step === 0;
    if (numbered && x < roll.width - 16) numbers.push([bar + 1, x]);
    if (numbered || usual >= 7) {
      roll.ink.line(x, roll.ruler - (numbered ? 6 : 0), x, roll.bottom, looks.grid);
    }
  }
  return numbers;
}

function drawNotes(roll, { time, touched, looks, hovered }) {
  const { music, ink, rowHeight } = roll;
  const height = clamp(rowHeight * 0.86, 2.5, 15);
  const lit = new Set(touched ? music.sounding(time) : []);
  for (const note of music.between(roll.from, roll.from + roll.span * 1.02)) {
    const grown = lit.has(note) || note === hovered ? 1 : 0;
    const width = Math.max(music.lengths[note] * roll.scale - 1.5, 2);
    const top = roll.y(music.pitches[note]) + (rowHeight - height) / 2;
    const kind = lit.has(note) ? "lit" : music.fresh[note] ? "new" : "seed";
    // New notes are solid and given ones framed, so that nothing hangs on colour alone.
    const given = kind === "seed";
    ink.box(
      roll.x(music.starts[note]) - grown,
      top - grown,
      width + 2 * grown,
      height + 2 * grown,
      looks[kind],
      { alpha: given ? 0.42 : 1, round: height / 3 },
    );
    if (given) ink.frame(looks.seed, 1.25);
  }
}

function drawPassage(roll, [from, to], looks) {
  const { ink } = roll;
  const [left, right] = [Math.max(roll.x(from), roll.gutter), roll.x(to)];
  ink.box(left, roll.ruler, right - left, roll.bottom - roll.ruler, looks.accent, { alpha: 0.13 });
  ink.box(left, roll.ruler - 3, right - left, 3, looks.accent);
  for (const x of [left, right]) ink.line(x, roll.ruler, x, roll.bottom, looks.accent);
}

function dimAllBut(roll, [from, to], looks) {
  const { ink, gutter, ruler, width } = roll;
  const [left, right] = [clamp(roll.x(from), gutter, width), clamp(roll.x(to), gutter, width)];
  const tall = roll.bottom - ruler;
  ink.box(gutter, ruler, left - gutter, tall, looks.ground, { alpha: DIMMED });
  ink.box(right, ruler, width - right, tall, looks.ground, { alpha: DIMMED });
}

/** Mark where new music begins; give the bar numbers that are left beside the mark. */
function drawSeam(roll, { looks, labels }, numbers) {
  const { ink } = roll;
  const x = roll.x(roll.music.seam);
  if (x < roll.gutter || x > roll.width - 8) return numbers;
  ink.pen.setLineDash([2, 4]);
  ink.line(x, roll.ruler, x, roll.bottom, looks.ink, 1.5);
  ink.pen.setLineDash([]);
  ink.font = looks.font;
  const wide = ink.labelWidth(labels.new);
  const left = x + wide > roll.width ? x - wide : x;
  ink.label(labels.new, left, 2, roll.ruler - 6, looks.new, looks.ground);
  return numbers.filter(([, place]) => place < left - 22 || place > left + wide);
}

function drawSeconds(roll, looks) {
  const { ink, bottom } = roll;
  const step = stepAbove(TIME_STEPS_S, 64 / roll.scale);
  const last = roll.from + roll.span;
  for (let time = Math.ceil(roll.from / step) * step; time <= last; time += step) {
    const x = roll.x(time);
    if (x < roll.width - 30) ink.write(clock(time), x + 4, bottom + 13, looks.faint);
    ink.line(x, bottom, x, bottom + 5, looks.grid);
  }
}

function drawCursor(roll, time, looks) {
  const x = roll.x(time);
  roll.ink.line(x, roll.ruler - 4, x, roll.bottom, looks.ink, 2);
  roll.ink.box(x - 4, roll.ruler - 9, 8, 8, looks.ink, { round: 4 });
}

/** Write the octaves' names on a strip that what is scrolled passes under. */
function drawGutter(roll, looks) {
  const { ink, gutter, rowHeight } = roll;
  ink.box(0, 0, gutter - 5, ink.height, looks.ground);
  for (const [c, y] of roll.octaves) {
    const middle = Math.min(y - rowHeight / 2, ink.height - 7);
    ink.write(roll.music.names[c] ?? "", gutter - 9, middle, looks.faint, { align: "right" });
  }
}

/** Name the note under the pointer. */
function nameNote(roll, note, looks) {
  const { music, ink, rowHeight } = roll;
  const text = music.names[music.pitches[note]];
  const widest = roll.width - ink.labelWidth(text) - 2;
  const x = clamp(roll.x(music.starts[note]), roll.gutter, widest);
  const top = roll.y(music.pitches[note]);
  ink.label(text, x, top < 28 ? top + rowHeight + 4 : top - 26, 22, looks.ink, looks.ground);
}
