// What a person does to a player: buttons, gestures on the roll, keys.

const STEP_S = 5;
const STEP_VOLUME = 0.05;
const LEAST_PASSAGE_S = 0.15;
let loudBefore = 1;

/** Silence all players, or give them back the volume they had. */
function toggleMute() {
  if (volume() > 0) {
    loudBefore = volume();
    setVolume(0);
  } else {
    setVolume(loudBefore);
  }
}

/** Say what each button does, by its `data-does`. */
function buttonsOf(player) {
  const turn = (pages) => player.sheet.turnTo(player.sheet.page + pages);
  return {
    play: () => player.toggle(),
    start: () => player.seek(player.beginning),
    seam: () => player.seek(player.music.seam),
    loop: () => player.loop(!player.loops),
    unloop: () => player.choosePassage(null),
    mute: toggleMute,
    roll: () => player.look("roll"),
    score: () => player.look("score"),
    previous: () => turn(-1),
    next: () => turn(1),
  };
}

/** Say what gestures on the roll do (see `watchGestures`). */
function gesturesOf(player) {
  const { roll, sound, trim } = player;
  let resumes = false;
  return {
    click(x, y) {
      if (trim.bars && y < roll.ruler) trim.take(player.music.barAt(roll.time(x)));
      else player.seek(roll.time(x));
    },
    scrub(x) {
      resumes ||= sound.playing;
      sound.pause();
      player.seek(roll.time(x));
    },
    scrubbed() {
      if (resumes) sound.play();
      resumes = false;
    },
    select(one, other, done) {
      const [from, to] = [one, other].map((x) => roll.time(x)).sort((a, b) => a - b);
      if (to - from < LEAST_PASSAGE_S) return;
      player.choosePassage([from, to]);
      if (done && (player.time < from || player.time > to)) player.seek(from);
    },
    hover(x, y) {
      player.hover(x === null ? undefined : roll.noteAt(x, y));
    },
    scroll(pixels) {
      if (!roll.isLong || !pixels) return false;
      player.scrollTo(roll.from + pixels / roll.scale);
      return true;
    },
    selects: () => player.loops,
  };
}

/** Let keys that are pressed anywhere in a player work it. */
function watchKeys(element, player) {
  const moves = {
    ArrowLeft: () => player.seek(player.time - STEP_S),
    ArrowRight: () => player.seek(player.time + STEP_S),
    ArrowUp: () => setVolume(volume() + STEP_VOLUME),
    ArrowDown: () => setVolume(volume() - STEP_VOLUME),
    Home: () => player.seek(player.beginning),
    End: () => player.seek(player.sound.to),
  };
  const letters = {
    " ": () => player.toggle(),
    l: () => player.loop(!player.loops),
    s: () => player.music.seam !== null && player.seek(player.music.seam),
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Space presses the button that has the focus, and arrows move a slider.
    if (event.key === " " && event.target.matches("button")) return;
    const inSlider = event.target.matches("input");
    const does = (inSlider ? null : moves[event.key]) ?? letters[event.key.toLowerCase()];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  });
}
