"""Beam tree: an empty state that helps, the final paths, what a click tells."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.performance import Performance
from pages.common.session import Result, Visit
from tests.pages.conftest import labelled, page, press

PATH = "pages/beam_tree.py"


def clicked(performance: Performance, node: int) -> AppTest:
    """Open the page and click a node of the tree."""
    result = Result.of(performance)
    at = page(PATH, memory=Visit(result=result))
    points = [{"customdata": node, "curve_number": 0, "point_index": 0}]
    at.session_state[f"tree_{result.number}"] = {"selection": {"points": points}}
    return at.run()


def test_without_a_search_it_says_how_to_get_one() -> None:
    at = page(PATH)
    assert "no search to look at yet" in at.info[0].value
    at = press(at, "Play an example")
    assert at.subheader[0].value.endswith("final paths")


def test_the_final_paths_are_counted_and_listed(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    assert "3 final paths" in [heading.value for heading in at.subheader]
    table = at.dataframe[0].value
    scores = [round(beam.log_probability, 2) for beam in performance.composition.beams]
    assert list(table["Log-probability"]) == scores


def test_the_meters_and_the_table_tell_where_the_paths_part(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    found = performance.composition.metrics
    tiles = {tile.label: tile for tile in at.metric}
    shared = found["common_prefix_notes"]
    assert tiles["Paths differ by"].value == f"{100 * found['pairwise_edit_distance']:.0f} %"
    assert tiles["Shared beginning"].value.startswith(f"{shared} :small[note")
    assert (
        tiles["Shared beginning"].delta == f"{100 * found['common_prefix_share']:.0f} % of the path"
    )
    leaves = list(at.dataframe[0].value["Leaves path 1 at note"])
    assert leaves[0] == "–"
    assert min(map(int, leaves[1:])) == shared + 1


def test_the_loop_is_told_of_the_path_that_is_heard(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    for rank, path in enumerate(performance.composition.metrics["beams"]):
        labelled(at.button_group, "Path to hear").set_value(rank).run()
        (tile,) = [tile for tile in at.metric if tile.label == "First loop"]
        loop = path["loops_from_note"]
        assert tile.value == ("none" if loop is None else f":small[note] {loop}")
        assert tile.delta == "in 12 notes"


def test_a_click_tells_the_path_the_chance_and_the_siblings(performance: Performance) -> None:
    tree = performance.composition.tree
    node = next(node for node in tree if node.step == 2 and not node.kept)
    at = clicked(performance, node.id)
    assert not at.exception
    names = performance.composition.vocabulary.tokens(tree.path(node.id))
    labels = [performance.composition.codec.label(name) for name in names]
    assert "  ".join(labels) in [text.value for text in at.text]
    assert any("The search dropped it here." in text.value for text in at.markdown)
    siblings = [other for other in tree if other.parent == node.parent]
    assert len(at.dataframe[0].value) == len(siblings)


def test_a_click_on_the_root_names_it(performance: Performance) -> None:
    at = clicked(performance, 0)
    assert any("the end of the seed" in text.value for text in at.markdown)


def test_the_window_moves(performance: Performance) -> None:
    at = page(PATH, memory=Visit(result=Result.of(performance)))
    at.slider[0].set_range(4, 12).run()
    assert not at.exception
    assert at.slider[0].value == (4, 12)
