"""A class's vote, as its link opens it: hear the pieces under letters, say which is best.

Each visitor has one vote and may change it. Names and votes are shown to those who have voted, and
to the one who asked when they want to. Which letter stands for what is the same for all, so that a
class can talk about "B"; whether a vote was bought is not known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from core import limits
from core.errors import NoSuchPiece, SemillaError
from core.midi import write_midi
from core.store import Round
from pages.common.comparing.naming import letter, lettered, recipe_title
from pages.common.comparing.sight import stays_in_sight
from pages.common.comparing.tally import show_tally
from pages.common.i18n import _, number
from pages.common.player import hear
from pages.common.session import Result, visit
from pages.common.setup import ICONS, PAGES
from pages.common.sharing import share_address
from pages.common.shelf import page_address, read, store
from pages.common.visitor import visitor
from pages.common.work import show_error, show_problem

PARAMETER = "round"
_RUNNING = "running"
TASK = "round_vote"
_HEARD = "round_heard"
_TALLY_S = 2.0
# Pieces whose music and sound all listeners share, at about a megabyte each.
_KEPT_PIECES = 48
_MOST_COLUMNS = 3


def asked_round() -> str | None:
    """Give the link of the vote that the page's address asks for."""
    return st.query_params.get(PARAMETER) or None


def note_round(link: str) -> None:
    """Name a running vote in the page's address, so that a reload finds it again."""
    st.query_params[_RUNNING] = link


def lead_back() -> None:
    """Lead whoever comes back to the page, and asked for a vote, to it."""
    if link := st.query_params.get(_RUNNING):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_("A vote of yours is running."), width="content")
            st.page_link(
                PAGES["compare"],
                label=_("Open the vote"),
                icon=":material/how_to_vote:",
                query_params={PARAMETER: link},
            )


def share_round(link: str, title: str) -> None:
    """Show the whole address that opens a vote in any browser."""
    address = page_address("compare", {PARAMETER: link})
    share_address(address, key="share_round", title=title)


def share_sound(result: Result) -> None:
    """Let all listeners have a sound that is there already, instead of one made for each."""
    if (mp3 := result.sound(result.rank)) is not None:
        _shared(_music(result))["mp3"] = mp3


def hush_round() -> None:
    """Let nothing start to play by itself because a listener comes back to the page."""
    for link, (place, _autoplay) in st.session_state.get(_HEARD, {}).items():
        _hear(link, place, autoplay=False)


def show_round(link: str) -> None:
    """Draw the page that a vote's link leads to."""
    try:
        found = store().open_round(link)
        choice = store().choice_of(link, visitor())
    except SemillaError as problem:
        _show_missing(problem)
        return
    is_owner = found.belongs_to(visitor())
    st.title(_("Which do you prefer?"))
    if found.title:
        st.text(found.title[: limits.SHOWN_CHARACTERS])
    st.markdown(
        _(
            "{n} pieces that begin alike, hidden behind letters. Hear them all, then choose: "
            "names and votes are shown when you have. You may change your mind."
        ).format(n=number(len(found.links)))
    )
    shows_names = choice is not None
    if is_owner:
        st.info(
            _("You asked this. The votes come in below; the others see them when they have voted."),
            icon=":material/groups:",
        )
        share_round(link, found.title)
        shows_names = st.toggle(_("Show the names"), key=f"round_names_{link}")
    pieces = [_piece_or_none(piece) for piece in found.links]
    titles = [_("a deleted piece") if piece is None else _title(piece) for piece in pieces]
    _show_player(found, pieces)
    _show_cards(found, pieces, titles if shows_names else [], choice)
    show_problem(TASK, _("Please try again in a moment."))
    if is_owner or choice is not None:
        st.subheader(_("The votes so far"))
        live_tally(link, titles if shows_names else [])
    st.space("small")
    st.button(
        _("To the comparison") if is_owner else _("Compare something yourself"),
        icon=ICONS["compare"],
        key="round_leave",
        on_click=_leave,
    )


@st.fragment(run_every=_TALLY_S)
def live_tally(link: str, titles: Sequence[str]) -> None:
    """Draw a vote's bars, and again every few seconds.

    Parameters
    ----------
    titles
        What stands behind the letters; nothing while that is hidden.
    """
    try:
        counts = store().tally(link)
    except SemillaError as problem:
        show_error(problem, _("Please try again in a moment."))
        return
    names = [f"**{letter(place)}**" for place in range(len(counts))]
    for place, title in enumerate(titles[: len(counts)]):
        names[place] += f" · {title}"
    show_tally(dict(zip(names, counts, strict=True)))


def _show_player(found: Round, pieces: Sequence[Result | None]) -> None:
    place, autoplay = st.session_state.get(_HEARD, {}).get(found.link, (None, False))
    if place is None or (piece := pieces[place]) is None:
        return
    with stays_in_sight("round_listen"):
        st.markdown(f"**{lettered(place)}**")
        hear(
            piece.score(piece.rank),
            # No component's key may have two "_" together, as a link can.
            key="round_player",
            title=lettered(place),
            seed_ticks=piece.seed_ticks(piece.rank),
            given=piece.given(),
            mp3=_shared(_music(piece)).get("mp3"),
            autoplay=autoplay,
            compact=True,
        )


def _show_cards(
    found: Round, pieces: Sequence[Result | None], titles: Sequence[str], choice: int | None
) -> None:
    wide = min(len(pieces), _MOST_COLUMNS)
    for begin in range(0, len(pieces), wide):
        for column, place in zip(
            st.columns(wide), range(begin, min(begin + wide, len(pieces))), strict=False
        ):
            with column, st.container(border=True, height="stretch"):
                title = f" · {titles[place]}" if titles else ""
                st.markdown(f"#### {letter(place)}{title}")
                if pieces[place] is None:
                    st.caption(_("This piece was deleted by its owner."))
                else:
                    with st.container(horizontal=True):
                        _show_buttons(found.link, place, chosen=place == choice)


def _show_buttons(link: str, place: int, *, chosen: bool) -> None:
    st.button(
        _("Play {letter}").format(letter=letter(place)),
        icon=":material/play_arrow:",
        width="stretch",
        key=f"round_play_{link}_{place}",
        on_click=_hear,
        args=[link, place],
    )
    st.button(
        _("Your choice") if chosen else _("I prefer {letter}").format(letter=letter(place)),
        icon=":material/favorite:" if chosen else ":material/how_to_vote:",
        type="primary" if chosen else "secondary",
        width="stretch",
        key=f"round_vote_{link}_{place}",
        on_click=_vote,
        args=[link, place],
    )


def _hear(link: str, place: int, *, autoplay: bool = True) -> None:
    st.session_state.setdefault(_HEARD, {})[link] = place, autoplay


def _vote(link: str, place: int) -> None:
    visit().problems.pop(TASK, None)
    try:
        store().vote(link, visitor(), place)
    except SemillaError as problem:
        visit().problems[TASK] = problem


def _leave() -> None:
    st.query_params.pop(PARAMETER, None)


def _show_missing(problem: SemillaError) -> None:
    st.title(_("Which do you prefer?"))
    if isinstance(problem, NoSuchPiece):
        st.info(
            _(
                "There is no vote at this link: it may have been copied in part, or the vote is "
                "gone. Please ask the one who gave you the link for a new one."
            ),
            icon=":material/how_to_vote:",
        )
    else:
        show_error(problem, _("Please try again in a moment."))
    st.button(
        _("Compare something yourself"),
        icon=ICONS["compare"],
        key="round_leave",
        on_click=_leave,
    )
    st.page_link(PAGES["welcome"], label=_("Welcome"), icon=ICONS["welcome"])


def _title(piece: Result) -> str:
    return recipe_title(piece.composition.recipe)


def _piece_or_none(link: str) -> Result | None:
    try:
        return _piece(link)
    except SemillaError:
        return None


@st.cache_resource(max_entries=_KEPT_PIECES, ttl="1m", show_spinner=False)
def _piece(link: str) -> Result:
    """Read a piece as it is kept, for all listeners at once; not to be changed."""
    return read(link)


@st.cache_resource(max_entries=_KEPT_PIECES, show_spinner=False)
def _shared(music: str) -> dict[str, bytes]:
    """Give the place where the sound of some music lies for all listeners, if it is there."""
    return {}


def _music(piece: Result) -> str:
    """Name music as it sounds: another path, or another arrangement, has another sound."""
    return hashlib.sha256(write_midi(piece.score(piece.rank))).hexdigest()
