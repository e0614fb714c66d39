"""What the page says of each picture of the tree, before it."""

from __future__ import annotations

from core.arrangement import PLAIN
from core.composer import compose
from core.recipe import Recipe
from pages.common.session import Result
from pages.common.tree.state import TreeState
from pages.common.tree.views import explain_view
from tests.pages.conftest import EVENTS_NETWORK
from tests.pages.test_tree_picture import long_piece


def test_each_picture_is_explained_as_it_is(networks: object) -> None:
    state = TreeState(Result(long_piece(), PLAIN))
    run = state.tree.runs()[0]
    tree = explain_view(state)
    assert f"such as “All 2 agree for {run.last - run.first + 1} notes” opens" in tree
    # A note is one word there.
    assert "…" not in tree
    state.folded = False
    assert "opens" not in explain_view(state)
    state.view = "icicle"
    icicle = explain_view(state)
    state.view = "roll"
    assert len({tree, icicle, explain_view(state)}) == 3


def test_ellipses_and_words_are_explained_where_they_are(networks: object) -> None:
    recipe = Recipe(EVENTS_NETWORK, ("Bar_None",), search="beam", k=2, length=20)
    state = TreeState(Result(compose(recipe), PLAIN))
    assert "(…)" in explain_view(state)
    state.raw = True
    told = explain_view(state)
    assert "(…)" not in told
    assert told.endswith("‖ the end.")
