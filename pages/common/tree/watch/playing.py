"""Going through a search step by step: by a slider, by buttons, or by the clock.

What step it is, is told by the clock alone while it plays: a page that is drawn twice, or late,
neither counts a step twice nor loses one. It knows nothing of what a step is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from pages.common.i18n import _
from pages.common.tree.watch.told import Told

Clock = Callable[[], float]

_PERIOD_S = {"slow": 2.0, "normal": 1.0, "fast": 0.4}
# Who was away for longer than so many periods and seconds goes on from what was seen last.
_AWAY_PERIODS, _AWAY_S = 3.0, 2.0


@dataclass
class Playing:
    """Where a visitor is in a search.

    Attributes
    ----------
    steps
        How many there are, at least one.
    step
        1 … ``steps``, as it was when it was last asked for.
    speed
        ``slow``, ``normal`` or ``fast``.
    begun
        The step and the time in seconds from which it plays; None while it rests.
    seen_s
        When the step was last asked for.
    told
        What the browser was told of the slider.
    """

    steps: int
    step: int = 1
    speed: str = "normal"
    begun: tuple[int, float] | None = None
    seen_s: float = 0.0
    told: Told = field(default_factory=Told)

    @property
    def period_s(self) -> float:
        """How long each step is shown."""
        return _PERIOD_S[self.speed]

    @property
    def beat_s(self) -> float | None:
        """How often it has to be asked for; None while it rests."""
        return None if self.begun is None else self.period_s

    def at(self, now_s: float) -> int:
        """Tell which step it is."""
        if self.begun is None:
            return self.step
        step, begun_s = self.begun
        # A hair's breadth early is on time: clocks count in fractions that are not whole.
        passed = int((now_s - begun_s) / self.period_s + 1e-6)
        return min(self.steps, step + max(passed, 0))

    def follow(self, now_s: float) -> int:
        """Go to the step that it is, and rest at the last one."""
        away_s = _AWAY_PERIODS * self.period_s + _AWAY_S
        if self.begun is not None and now_s - self.seen_s > away_s:
            self.begun = self.step, now_s
        self.seen_s = now_s
        self.step = self.at(now_s)
        if self.step == self.steps:
            self.begun = None
        return self.step

    def go(self, step: int) -> None:
        """Rest at a step."""
        self.step, self.begun = max(1, min(step, self.steps)), None

    def pause(self, now_s: float) -> None:
        """Rest at the step that it is."""
        self.go(self.at(now_s))

    def play(self, now_s: float) -> None:
        """Play on; at the end, from the start. What plays already is let alone."""
        if self.begun is None and self.steps > 1:
            if self.step == self.steps:
                self.step = 1
            self.begun, self.seen_s = (self.step, now_s), now_s

    def drag(self, step: int, turn: int) -> None:
        """Rest at the step to which a slider was drawn, if it was: an echo is nobody's wish.

        ``turn`` tells which slider it is: what one says that is gone comes too late.
        """
        if turn == self.told.turn and not self.told.hear(step):
            self.told.wish(step)
            self.go(step)

    def set_speed(self, speed: str, now_s: float) -> None:
        """Play faster or slower from here on."""
        if self.begun is not None:
            self.begun = self.at(now_s), now_s
        self.speed = speed


def playing_of(key: str, steps: int) -> Playing:
    """Give what this visit remembers under a key; it begins at the first step, resting."""
    name = f"watching_{key}"
    if name not in st.session_state or st.session_state[name].steps != steps:
        st.session_state[name] = Playing(steps)
    found: Playing = st.session_state[name]
    return found


def draw_controls(playing: Playing, *, key: str, clock: Clock = time.monotonic) -> None:
    """Draw the slider and the buttons; they do nothing where there is one step alone."""
    single = playing.steps == 1
    _draw_slider(playing, key=key)
    with st.container(horizontal=True, vertical_alignment="center", key=f"watch_keys_{key}"):
        plays = playing.begun is not None
        st.button(
            _("Pause") if plays else _("Play"),
            key=f"watch_play_{key}",
            icon=":material/pause:" if plays else ":material/play_arrow:",
            type="primary",
            # A click that is heard twice must not undo itself.
            on_click=lambda: playing.pause(clock()) if plays else playing.play(clock()),
            disabled=single,
        )
        for name, label, icon, step in (
            ("back", _("One step back"), ":material/skip_previous:", playing.step - 1),
            ("on", _("One step on"), ":material/skip_next:", playing.step + 1),
            ("start", _("From the start"), ":material/replay:", 1),
        ):
            st.button(
                label,
                key=f"watch_{name}_{key}",
                icon=icon,
                # A step and no distance: a click that is heard twice leads no further.
                on_click=playing.go,
                args=[step],
                disabled=single,
            )
        _choose_speed(playing, key=key, clock=clock)


def _draw_slider(playing: Playing, *, key: str) -> None:
    told = playing.told
    known = st.session_state.get(f"watch_step_{key}_{told.turn}")
    if known is not None:
        # The browser has come so far: to draw the slider further back is no echo from now on.
        told.hear(int(known))
    if playing.begun is None:
        told.rest(playing.step)
    else:
        told.tell(playing.step)
    slider = f"watch_step_{key}_{told.turn}"
    _set(slider, playing.step)
    st.slider(
        _("Step"),
        1,
        max(playing.steps, 2),
        key=slider,
        disabled=playing.steps == 1,
        label_visibility="collapsed",
        on_change=lambda turn: playing.drag(int(st.session_state[slider]), turn),
        args=[told.turn],
    )


def _choose_speed(playing: Playing, *, key: str, clock: Clock) -> None:
    names = {"slow": _("Slow"), "normal": _("Medium"), "fast": _("Fast")}
    chosen = f"watch_speed_{key}"
    _set(chosen, playing.speed)
    st.segmented_control(
        _("Speed"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=chosen,
        label_visibility="collapsed",
        on_change=lambda: playing.set_speed(str(st.session_state[chosen]), clock()),
        disabled=playing.steps == 1,
    )


def _set(key: str, value: object) -> None:
    """Set a widget, where it stands elsewhere: else a quick hand would be held back each time."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
