"""A piece to take away: MIDI, score, sound, everything in one zip, and the search as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from core import audio
from core.bundle import bundle_of, file_stem, musicxml_of, pdf_of
from core.errors import SemillaError
from core.midi import write_midi
from core.performance import mp3_of, wav_of
from pages.common import work
from pages.common.i18n import _
from pages.common.session import Result, visit
from pages.common.sounding import sounding

TASK = "download"


def offer_downloads(result: Result) -> None:
    """Offer the path that is heard in every form; what takes time is made at the click."""
    work.show_problem(TASK, _("Please try again."))
    midi, name = write_midi(sounding(result, result.rank)), result.name
    sounds = audio.missing() is None
    with st.container(horizontal=True):
        _offer(result, "MIDI", "mid", "audio/midi", lambda: midi)
        _offer(
            result,
            "MusicXML",
            "musicxml",
            "application/vnd.recordare.musicxml+xml",
            lambda: work.now(musicxml_of, midi, name),
        )
        _offer(
            result,
            _("Score (PDF)"),
            "pdf",
            "application/pdf",
            lambda: work.now(pdf_of, midi, name),
        )
        if sounds:
            _offer(
                result,
                "MP3",
                "mp3",
                "audio/mpeg",
                lambda: result.sound(result.rank) or work.now(mp3_of, midi),
            )
            _offer(result, "WAV", "wav", "audio/wav", lambda: work.now(wav_of, midi))
        _offer(
            result,
            _("Everything (zip)"),
            "zip",
            "application/zip",
            lambda: work.now(
                bundle_of, midi, result.composition, result.arrangement, result.rank, name
            ),
        )
        offer_tree(result)


def offer_tree(result: Result) -> None:
    """Offer the whole search as JSON."""
    _offer(
        result,
        _("Tree (JSON)"),
        "tree.json",
        "application/json",
        lambda: json.dumps(result.composition.tree_json(), ensure_ascii=False).encode(),
    )


def told(problems: dict[str, SemillaError], make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Let a file that cannot be made leave its reason among a visit's problems.

    Streamlit makes it beside the page and says only that it failed; the page says why as soon as
    it is drawn again.
    """

    def made() -> bytes:
        problems.pop(TASK, None)
        try:
            return make()
        except SemillaError as problem:
            problems[TASK] = problem
            raise

    return made


def _offer(result: Result, label: str, ending: str, mime: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        told(visit().problems, make),
        f"{file_stem(result.name)}.{ending}",
        mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"{ending}_{result.number}",
    )
