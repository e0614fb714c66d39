"""Three networks on the page: the question, the comparison, and a card a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import SemillaError
from pages.common.i18n import _, n_, number, plain
from pages.common.networks import codec_of, collection_of
from pages.common.player import hear
from pages.common.session import Result
from pages.common.tree.networks import asking
from pages.common.tree.networks.answer import Answer, name_of
from pages.common.tree.networks.asking import Question
from pages.common.tree.networks.comparison import show_comparison
from pages.common.wishes import DRAWN
from pages.common.wording import codec_title, collection_title, percent
from pages.common.work import show_error

_NOTES = (8, 32, 12)
_THOUGHTS = 3


def show_networks(
    result: Result, words: tuple[str, ...], *, on_open: Callable[[Result], None]
) -> None:
    """Let all networks of a piece's collection go on from the same place, and compare them.

    Parameters
    ----------
    result
        The piece: its network, search and rules are asked for.
    words
        New words from the end of the seed to the place.
    on_open
        Called with what one of the networks made, when its tree is to be shown.
    """
    networks = asking.rivals(result.composition.recipe.checkpoint)
    if not networks:
        st.info(
            _("The network of this piece is not installed here: there is nothing to compare."),
            icon=":material/info:",
        )
        return
    if len(networks) < 2:
        st.info(
            _(
                "Only one network of “{collection}” that reads “{codec}” is installed: there is "
                "nothing to compare it with."
            ).format(
                collection=collection_title(collection_of(networks[0])),
                codec=codec_title(codec_of(networks[0])),
            ),
            icon=":material/info:",
        )
        return
    if words[-1:] == (result.composition.codec.end,):
        st.info(
            _("The piece ends here. Choose a note before its end in the tree."),
            icon=":material/info:",
        )
        return
    notes = _choose_notes(result, words)
    try:
        asked = asking.questions(result, networks, words, notes)
    except SemillaError as problem:
        show_error(problem, _("Choose an earlier note in the tree."))
        return
    button_place = st.container()
    with st.container():
        asking.collect(asked, result)
    # Only now is it known whether all have answered.
    with button_place:
        _ask_button(asked)
    answers = {
        place: Answer(question.title, found, len(words), notes)
        for place, question in enumerate(asked)
        if (found := asking.answer(question)) is not None
    }
    with st.container():
        running = asking.was_asked(asked) and any(map(asking.is_running, range(len(asked))))
        if len(answers) > 1 and not running:
            show_comparison(list(answers.values()))
    if answers or asking.was_asked(asked):
        for place, column in enumerate(st.columns(len(asked), border=True)):
            with column:
                st.markdown(f"**{asked[place].title}**")
                if place in answers:
                    _show_answer(answers[place], place, on_open)
                else:
                    _show_failure(asked, place)


def _choose_notes(result: Result, words: Sequence[str]) -> int:
    codec = result.composition.codec
    made = sum(map(codec.starts_note, words))
    st.markdown(
        _("All of them start from the same music: the seed, and {notes} behind it.").format(
            notes=n_("{n} new note", "{n} new notes", made)
        )
        if made
        else _("All of them start from the same music: the end of the seed.")
    )
    if result.composition.recipe.search in DRAWN:
        st.caption(_("This search draws by lot: a part of what differs is luck."))
    least, most, usual = _NOTES
    return int(
        st.slider(
            _("Notes to add"),
            least,
            most,
            usual,
            key="networks_notes",
            persist_state="session",
        )
    )


def _ask_button(asked: Sequence[Question]) -> None:
    answered = all(asking.answer(question) is not None for question in asked)
    st.button(
        _("Let all three go on from here")
        if len(asked) > 2
        else _("Let both networks go on from here"),
        type="secondary" if answered else "primary",
        icon=":material/call_split:",
        disabled=answered,
        key="networks_ask",
        help=_("They have. Change how many notes to add, or choose another note in the tree.")
        if answered
        else None,
        on_click=asking.ask,
        args=[asked],
    )


def _show_answer(answer: Answer, place: int, on_open: Callable[[Result], None]) -> None:
    st.markdown(_agreement(answer))
    if thoughts := answer.first_notes(_THOUGHTS):
        st.markdown(_("For the first note it thought of:"))
        st.markdown("\n".join(f"1. **{plain(name)}** — {percent(own)}" for name, own in thoughts))
        _tell_first(answer, thoughts[0][0])
    score, seed_ticks, given = answer.heard()
    hear(
        score,
        key=f"networks_player_{place}",
        title=answer.title,
        seed_ticks=seed_ticks,
        given=given,
        compact=True,
    )
    st.button(
        _("Open its tree"),
        icon=":material/account_tree:",
        key=f"networks_open_{place}",
        on_click=on_open,
        args=[answer.result],
    )


def _tell_first(answer: Answer, likeliest: str) -> None:
    """Say why its best path does not begin with the note that it found likeliest."""
    path = answer.path()
    first = name_of(answer, path[0]) if path else likeliest
    if first == likeliest or answer.composition.recipe.search not in ("beam", "diverse-beam"):
        return
    st.caption(
        _(
            "Its best path begins with **{first}** all the same: what follows makes up for it."
        ).format(first=plain(first))
    )


def _agreement(answer: Answer) -> str:
    """Say how far a network's own paths agree."""
    paths, (shared, notes) = len(answer.composition.beams), answer.agreed()
    if paths < 2:
        return _("Its search gives one path.")
    if notes and not shared:
        return _("Its own {paths} paths part at the first note.").format(paths=number(paths))
    return _("Its own {paths} paths agree for **{shared}** of {notes}.").format(
        paths=number(paths), shared=number(shared), notes=n_("{n} note", "{n} notes", notes)
    )


def _show_failure(asked: Sequence[Question], place: int) -> None:
    if not asking.was_asked(asked):
        st.caption(_("Not asked yet."))
        return
    if asking.is_running(place):
        return
    problem = asking.problem(place)
    if problem is None:
        st.caption(_("Stopped."))
    else:
        show_error(problem, "")
    st.button(
        _("Try again"),
        icon=":material/refresh:",
        key=f"networks_again_{place}",
        on_click=asking.ask,
        args=[asked],
    )
