/*
 * The keys as one sees them: one row of octaves, or two rows where the place is narrow. Knows
 * where keys lie and how they look; what a press means is told by whoever listens.
 */

const WHITE = [0, 2, 4, 5, 7, 9, 11];
// The computer's keys, by where they lie, from C up: the row of A, and the black keys above it.
const LETTERS = ["A", "W", "S", "E", "D", "F", "T", "G", "Y", "H", "U", "J", "K", "O", "L", "P"];
const NARROWEST_PX = { fine: 28, coarse: 40 };

/** Tell how many octaves a row shows, and how many rows there are. */
function arrangeRows(width_px, octaves) {
  const coarse = matchMedia("(pointer: coarse), (max-width: 640px)").matches;
  const whites = Math.floor(width_px / NARROWEST_PX[coarse ? "coarse" : "fine"]);
  const fit = Math.min(Math.max(Math.floor((whites - 1) / 7), 1), octaves);
  return fit === 1 && octaves > 1 ? { octaves: 1, rows: 2 } : { octaves: fit, rows: 1 };
}

/** Draw the keys from C `first` up; `look` says what is written on them. Lower rows come last. */
function drawRows(strip, { first, octaves, rows }, look) {
  const drawn = [];
  for (let row = rows - 1; row >= 0; row -= 1) {
    const lowest = first + 12 * octaves * row;
    const closing = row === rows - 1 ? 1 : 0; // the C on top
    drawn.push(drawRow(lowest, 12 * octaves + closing, 7 * octaves + 1, look));
  }
  strip.replaceChildren(...drawn);
}

function drawRow(lowest, semitones, whites, look) {
  const row = element("div", "row");
  row.style.setProperty("--whites", whites);
  for (let pitch = lowest; pitch < lowest + semitones; pitch += 1) {
    const place = 7 * Math.floor((pitch - lowest) / 12) + whitesBelow(pitch);
    row.append(drawKey(pitch, place, look));
  }
  return row;
}

/** Count the white keys from C up to this key, itself left out. */
function whitesBelow(pitch) {
  return WHITE.filter((white) => white < pitch % 12).length;
}

function drawKey(pitch, place, look) {
  const white = WHITE.includes(pitch % 12);
  const key = element("button", white ? "key white" : "key black");
  key.type = "button";
  key.tabIndex = -1;
  key.dataset.pitch = pitch;
  key.style.setProperty("--place", place);
  key.disabled = pitch < look.lowest || pitch > look.highest;
  const name = look.names[pitch % 12];
  const full = `${name}${Math.floor(pitch / 12) - 1}`;
  const mark = look.marked[pitch];
  const says = mark && mark !== name && mark !== full; // more than the key's own name
  key.setAttribute("aria-label", says ? `${full}, ${mark}` : full);
  if (mark !== undefined) key.classList.add("marked");
  if (says) key.append(element("span", "mark", mark));
  const letter = LETTERS[pitch - look.hand];
  if (letter) key.append(element("kbd", "letter", letter));
  key.append(element("span", "name", mark === full || pitch % 12 === 0 ? full : name));
  return key;
}

/** Make an element with a class and, if given, text: never markup. */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(text, act, className = "small") {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Name a control that shows a sign only. */
function name(control, words) {
  control.setAttribute("aria-label", words);
  control.title = words;
}
