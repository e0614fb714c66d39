"""The choice of what to compare: the seed, the networks, the searches, how many notes.

Seed, collection and way of reading are those of Compose: what is chosen here is chosen there. How
loops are kept away, and whatever else a search can be told, is as each search has it at first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core import limits
from core.checkpoint import CheckpointInfo
from core.composer import open_checkpoint
from core.errors import SemillaError
from core.recipe import Recipe
from pages.common.comparing.comparison import MOST_CELLS, Cell, begin
from pages.common.composing import DICE
from pages.common.i18n import _, n_, number, plain
from pages.common.networks import choose_family, model_of, network_title, tokens_a_note
from pages.common.seeds import Seed, choose_seed
from pages.common.session import visit
from pages.common.sounding import usual_arrangement
from pages.common.wishes import DRAWN
from pages.common.wording import notes_of, search_title
from pages.common.work import show_problem

TASK = "compare"
_SEARCHES = ("greedy", "beam", "diverse-beam", "sample")
_NOTES = (16, 24, 32, 48, 64, 96, 128, 160, 200, 300, limits.LENGTH_NOTES)


def choose() -> None:
    """Draw the choosers and the button that begins."""
    music_side, ways_side = st.columns(2, gap="large")
    with music_side:
        seed_place = st.container()
        family = choose_family()
    with ways_side:
        networks = _choose_networks(family)
        searches = _choose_searches(family[0].name if family else None)
        fields = _choose_size(searches, family[0].name if family else None)
    with seed_place:
        reader = networks[0] if networks else family[0].name if family else None
        seed = _choose_seed(reader)
    _compare_button(seed, networks, searches, fields)
    show_problem(TASK, _("Change the settings above and try again."))


def _choose_seed(reader: str | None) -> Seed | None:
    with st.expander(_("The seed"), icon=":material/psychiatry:"):
        seed = choose_seed(reader)
    if seed is not None and reader is not None:
        notes = n_(
            "{n} note", "{n} notes", len(notes_of(open_checkpoint(reader).codec, seed.words))
        )
        title = f"{plain(seed.title)} · " if seed.title else ""
        st.caption(
            f"{title}{notes}. {_('It is the seed of Compose too: change it here or there.')}"
        )
    return seed


def _choose_networks(family: Sequence[CheckpointInfo]) -> list[str]:
    if not family:
        return []
    titles = {info.name: network_title(info) for info in family}
    kinds = {model_of(info): info.name for info in reversed(family)}
    chosen = st.pills(
        _("Networks"),
        list(titles),
        selection_mode="multi",
        format_func=titles.__getitem__,
        default=[name for name in titles if name in kinds.values()],
        wrap=True,
        key=f"compare_networks_{family[0].name}",
        persist_state="session",
    )
    return [name for name in titles if name in (chosen or ())]


def _choose_searches(network: str | None) -> list[str]:
    usual = "sample" if tokens_a_note(network) > 1 else "beam"
    chosen = st.pills(
        _("Searches"),
        list(_SEARCHES),
        selection_mode="multi",
        format_func=search_title,
        default=[usual],
        wrap=True,
        key=f"compare_searches_{usual}",
        persist_state="session",
        help=_("Each network goes on in each of these ways."),
    )
    return [search for search in _SEARCHES if search in (chosen or ())]


def _choose_size(searches: Sequence[str], network: str | None) -> dict[str, Any]:
    """Draw what all cells have in common; give fields of a ``Recipe``."""
    notes = st.select_slider(
        _("Notes to add"),
        _NOTES,
        96 if tokens_a_note(network) > 1 else 64,
        format_func=number,
        key="compare_notes",
        persist_state="session",
    )
    fields = {"length": min(round(notes * tokens_a_note(network)), limits.LENGTH_TOKENS)}
    if not set(searches) <= {"greedy", "sample"}:
        fields["k"] = st.slider(
            _("Continuations kept (k)"),
            1,
            limits.BEAM_WIDTH,
            Recipe.k,
            key="compare_k",
            persist_state="session",
        )
    if set(searches) & set(DRAWN):
        fields["random_seed"] = _choose_dice()
    return fields


def _choose_dice() -> int:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dice = st.number_input(
            _("Number of the dice"),
            1,
            limits.RANDOM_SEED,
            key="compare_dice",
            persist_state="session",
            help=_("With the same number, a comparison comes out the same for everyone."),
        )
        st.button(
            _("Other dice"),
            icon=":material/casino:",
            key="compare_other_dice",
            on_click=lambda: st.session_state.update(compare_dice=random.randint(1, DICE)),
        )
    return int(dice)


def _compare_button(
    seed: Seed | None, networks: Sequence[str], searches: Sequence[str], fields: dict[str, Any]
) -> None:
    cells = len(networks) * len(searches)
    st.button(
        n_("Compare ({n} piece)", "Compare ({n} pieces)", cells) if cells else _("Compare"),
        type="primary",
        icon=":material/compare_arrows:",
        width="stretch",
        key="compare_go",
        disabled=seed is None or not 0 < cells <= MOST_CELLS,
        on_click=_start,
        args=[seed, networks, searches, fields],
    )
    if not cells:
        st.caption(_("Choose at least one network and one search."))
    if cells > MOST_CELLS:
        st.caption(
            _("That makes {n} pieces; at most {most} can be compared at once.").format(
                n=number(cells), most=number(MOST_CELLS)
            )
        )


def _start(
    seed: Seed, networks: Sequence[str], searches: Sequence[str], fields: dict[str, Any]
) -> None:
    """Begin, one row a search: what stands in it differs by the network alone."""
    visit().problems.pop(TASK, None)
    try:
        cells = [
            Cell(
                Recipe(network, seed.words, search=search, **fields),
                usual_arrangement(network, seed.score),
            )
            for search in searches
            for network in networks
        ]
    except SemillaError as problem:
        visit().problems[TASK] = problem
    else:
        begin(cells, title=seed.title)
