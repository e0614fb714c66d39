"""A composition on the page: its sound, its picture, what to know about it, its downloads."""

from __future__ import annotations

import json

import streamlit as st

from core.arrangement import Arrangement, arrange
from core.midi import write_midi
from core.performance import mp3_of, wav_of
from pages.common import work
from pages.common.drawing import draw_roll
from pages.common.i18n import _, sentence
from pages.common.meters import show_meters
from pages.common.player import play
from pages.common.session import Result, visit
from pages.common.setup import ICONS, PAGES
from pages.common.sounding import choose_arrangement
from pages.common.wishes import asked_of
from pages.common.wording import beams_table, remarks


def show_result(result: Result) -> None:
    """Show a composition with all its paths."""
    composition = result.composition
    rank = choose_path(result)
    music = st.container()
    _choose_sound(result, rank)
    with music:
        show_sound(result, rank)
        show_roll(result, rank)
    show_meters(composition, rank)
    if said := [*remarks(composition, rank), *asked_of(composition)]:
        st.markdown("\n".join(f"- {remark}" for remark in said))
    if len(composition.beams) > 1:
        with st.expander(_("All the paths found, side by side")):
            show_paths(result)
    offer_downloads(result, rank)


def choose_path(result: Result) -> int:
    """Let the visitor pick one of the finished paths; give its rank, 0 for the best."""
    count = len(result.composition.beams)
    if count == 1:
        return 0
    key = f"path_{result.number}"
    rank = st.pills(
        _("Path to hear"),
        range(count),
        format_func=lambda rank: _("1 (best)") if rank == 0 else str(rank + 1),
        default=0,
        required=True,
        key=key,
        persist_state="session",
        on_change=lambda: _listen(result, int(st.session_state[key] or 0), result.arrangement),
    )
    return int(rank or 0)


def show_sound(result: Result, rank: int) -> None:
    """Show a player for a path; one that was not heard before can be asked for.

    While its sound is being made anew, the one before it can be heard.
    """
    sound = rank, result.arrangement
    task = _task(result, *sound)
    player = st.container()
    if (mp3 := work.follow(task, _("Making the sound"))) is not None:
        result.keep_sound(*sound, mp3)
        result.autoplay = True
    if sound in result.sounds:
        result.heard = rank, result.sounds[sound]
    again = work.is_running(task) and result.heard is not None and result.heard[0] == rank
    if result.heard is not None and (sound in result.sounds or again):
        with player:
            play(result.heard[1], autoplay=result.autoplay)
    elif result.sound_problem is not None:
        st.info(
            f"{sentence(result.sound_problem)} {_('The MIDI file can be played elsewhere.')}",
            icon=":material/volume_off:",
        )
    elif not work.is_running(task):
        st.button(
            _("Listen to this path"),
            icon=":material/play_arrow:",
            on_click=_listen,
            args=[result, rank, result.arrangement],
            key=f"listen_{result.number}_{rank}",
        )
    work.show_problem(task, _("Please try again."))


def show_roll(result: Result, rank: int) -> None:
    """Draw a path behind its seed."""
    draw_roll(
        result.score(rank),
        seed_ticks=result.seed_ticks(rank),
        key=f"roll_{result.number}_{rank}",
    )


def show_paths(result: Result) -> None:
    """Show the finished paths as a table."""
    st.dataframe(
        beams_table(result.composition),
        hide_index=True,
        column_config={_("Log-probability"): st.column_config.NumberColumn(format="%.2f")},
        key=f"paths_{result.number}",
    )
    st.caption(
        _(
            "The log-probability adds up how likely each note was, on a scale where 0 is certain: "
            "the closer to 0, the likelier the path."
        )
    )
    likelihoods = [beam.log_probability for beam in result.composition.beams]
    if max(likelihoods) > likelihoods[0]:
        st.caption(
            _(
                "Path 1 is the best by what you asked for. What repeats itself counts less, "
                "so that another path can be likelier."
            )
        )


def link_to_tree() -> None:
    """Lead on to the tree of what is shown here."""
    st.page_link(
        PAGES["beam_tree"], label=_("See what the search was thinking"), icon=ICONS["beam_tree"]
    )


def offer_downloads(result: Result, rank: int) -> None:
    """Offer a path as MIDI, MP3 and WAV, and the search as JSON."""
    midi, sound = write_midi(result.score(rank)), (rank, result.arrangement)
    name = f"semilla-{rank + 1}"
    with st.container(horizontal=True):
        st.download_button(
            "MIDI",
            midi,
            f"{name}.mid",
            "audio/midi",
            on_click="ignore",
            icon=":material/download:",
            key=f"midi_{result.number}",
        )
        if result.sound_problem is None:
            st.download_button(
                "MP3",
                lambda: result.sounds.get(sound) or work.now(mp3_of, midi),
                f"{name}.mp3",
                "audio/mpeg",
                on_click="ignore",
                icon=":material/download:",
                key=f"mp3_{result.number}",
            )
            st.download_button(
                "WAV",
                lambda: work.now(wav_of, midi),
                f"{name}.wav",
                "audio/wav",
                on_click="ignore",
                icon=":material/download:",
                key=f"wav_{result.number}",
            )
        offer_tree(result)


def offer_tree(result: Result) -> None:
    """Offer the whole search as JSON."""
    st.download_button(
        _("Tree (JSON)"),
        lambda: json.dumps(result.composition.tree_json(), ensure_ascii=False).encode(),
        "semilla-tree.json",
        "application/json",
        on_click="ignore",
        icon=":material/download:",
        key=f"tree_json_{result.number}",
    )


def _choose_sound(result: Result, rank: int) -> None:
    """Let the visitor change how it sounds, and make the sound anew."""
    arrangement = choose_arrangement(result)
    if arrangement != result.arrangement:
        _listen(result, rank, arrangement)
        # Not before: a run that is broken off by the next choice must leave nothing half done.
        result.arrangement = arrangement


def _listen(result: Result, rank: int, arrangement: Arrangement) -> None:
    """Have a sound made that is not there, instead of another one of the same music."""
    jobs = visit().jobs
    for task in [task for task in jobs if task.startswith(_prefix(result))]:
        if (job := jobs.pop(task, None)) is not None:
            job.cancel()
    if (rank, arrangement) in result.sounds:
        result.autoplay = True
    elif result.sound_problem is None:
        midi = write_midi(arrange(result.composition.score(rank), arrangement))
        work.start(_task(result, rank, arrangement), mp3_of, midi)


def _task(result: Result, rank: int, arrangement: Arrangement) -> str:
    return f"{_prefix(result)}{rank}_{arrangement}"


def _prefix(result: Result) -> str:
    return f"sound_{result.number}_"
