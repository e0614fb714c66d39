"""Figures show what the search and the score hold, and no more bytes than a phone can take."""

from __future__ import annotations

import math

import pytest

from core.codecs import NoteChordCodec
from core.decoding import BeamTree, beam_search, greedy
from core.figures import (
    Spot,
    Words,
    attention_figure,
    beam_tree_figure,
    memory_figure,
    piano_roll_figure,
    wave_figure,
)
from core.figures.palette import palette
from tests.steppers import random_stepper


def tree(width: int = 3, length: int = 8) -> BeamTree:
    return beam_search(random_stepper(6, 2), [0], length, width)


def markers(figure):
    return [trace for trace in figure.data if trace.mode == "markers+text"]


@pytest.mark.parametrize("width", [1, 3, 16])
def test_each_final_path_is_a_trace_of_its_own(width: int) -> None:
    drawn = beam_tree_figure(tree(width), str)
    ranks = [trace.meta["final_rank"] for trace in drawn.data if trace.meta]
    assert ranks == list(range(width))
    looks = {(t.line.color, t.line.dash) for t in drawn.data if t.meta}
    assert len(looks) == width


def test_agreeing_paths_run_side_by_side_and_the_best_through_its_nodes() -> None:
    search = tree(5, 12)
    drawn = beam_tree_figure(search, str)
    kept = markers(drawn)[1]
    at = dict(zip(kept.customdata, zip(kept.x, kept.y, strict=True), strict=True))
    points = [list(zip(t.x, t.y, strict=True)) for t in drawn.data if t.meta]
    assert len({p for strand in points for p in strand}) == sum(map(len, points))
    seen: set[int] = set()
    for strand, path in zip(points, search.beams(), strict=True):
        for place, number in zip(strand, (0, *path), strict=True):
            if number not in seen:
                assert place == pytest.approx(at[number], abs=1e-3)
        seen |= {0, *path}


def test_names_stand_in_the_window_and_only_where_they_can_be_read() -> None:
    """Nodes just before the window stood half outside, their names cut off."""
    search = tree(3, 20)
    narrow = beam_tree_figure(search, str, first_step=3, steps=4)
    for trace in markers(narrow):
        assert [bool(text) for text in trace.text] == [x >= 3 for x in trace.x]
    wide = beam_tree_figure(search, str, first_step=1, steps=20)
    assert not any(text for trace in markers(wide) for text in trace.text)
    assert all(text for trace in markers(wide) for text in trace.hovertext)


def test_every_node_in_the_window_stands_once_and_alone() -> None:
    search = tree()
    drawn = beam_tree_figure(search, str, first_step=3, steps=4, most_dropped=None)
    ids = [number for trace in markers(drawn) for number in trace.customdata]
    inside = [n.id for n in search if 3 <= n.step < 7 or (n.step == 2 and n.kept)]
    assert sorted(ids) == inside
    places = [(x, y) for trace in markers(drawn) for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(set(places)) == len(places)


def test_kept_and_dropped_are_told_apart_and_explained() -> None:
    search = tree()
    dropped, kept = markers(beam_tree_figure(search, str, most_dropped=None))
    for trace, expected in ((dropped, False), (kept, True)):
        for number, text in zip(trace.customdata, trace.hovertext, strict=True):
            node = search.node(number)
            assert node.kept is expected
            if node.token is not None:
                assert f"{node.log_probability:.3f}" in text
                assert f"{node.sum:.3f}" in text
                assert ("Kept" if expected else "Dropped") in text
                share = math.exp(node.log_probability)
                assert share < 0.01 or f"{share:.0%}".rstrip("%") in text


def test_only_the_likeliest_of_the_dropped_are_drawn_when_asked() -> None:
    search = tree()
    dropped, _ = markers(beam_tree_figure(search, str, most_dropped=1))
    for step in range(2, 9):
        best = max((n for n in search if n.step == step and not n.kept), key=lambda n: n.sum)
        assert [i for i in dropped.customdata if search.node(i).step == step] == [best.id]


def test_a_strangers_words_are_text_and_not_markup() -> None:
    drawn = beam_tree_figure(tree(), lambda token: f"<i>{token}</i>")
    texts = [text for trace in markers(drawn) for text in (*trace.text, *trace.hovertext)]
    assert not any("<i>" in text for text in texts)
    assert any("&lt;i&gt;" in text for text in texts)


def test_the_smallest_trees_can_be_drawn() -> None:
    for search in (BeamTree(), greedy(random_stepper(1, 1), [0], 1)):
        assert beam_tree_figure(search, str).layout.height > 0


def test_a_large_tree_stays_small_enough_to_send() -> None:
    """The widest beam there is, 1.5 MB at most: 12 steps whole, or 200 without the unlikeliest."""
    wide = beam_search(random_stepper(40, 3), [0], 200, 16)
    whole = beam_tree_figure(wide, str, first_step=20, steps=12, most_dropped=None)
    trimmed = beam_tree_figure(wide, str, steps=200)
    assert max(len(drawn.to_json()) for drawn in (whole, trimmed)) < 1_500_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_roll_tells_new_notes_from_the_seed(theme) -> None:
    codec = NoteChordCodec()
    score = codec.decode(["C4", "D4", "0.4.7", "E4"])
    words = Words(seed="Semilla", new="Nuevo")
    drawn = piano_roll_figure(score, seed_ticks=480, theme=theme, words=words)
    given, made = drawn.data
    assert (given.name, made.name) == ("Semilla", "Nuevo")
    assert (len(given.x), len(made.x)) == (2, 4)
    assert list(made.base) == [0.5, 0.5, 0.5, 0.75]
    assert given.hovertext[0] == "<b>C4</b> · 0.00 – 0.25 s"
    low, high = drawn.layout.yaxis.range
    assert high - low >= 12
    assert len(piano_roll_figure(score).data) == 1


def test_the_roll_names_octaves_in_the_readers_way() -> None:
    score = NoteChordCodec().decode(["C4"])
    assert "Do4" in piano_roll_figure(score, solfege=True).layout.yaxis.ticktext


# The pages' grounds, as .streamlit/config.toml has them.
GROUNDS = {"light": ("#FBF9F4", "#F1EDE2"), "dark": ("#14181A", "#1F2629")}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out_from_the_page_as_aa_asks(theme) -> None:
    """What was dropped was named in a grey of 2.97 to 1."""
    colours, (page, panel) = palette(theme), GROUNDS[theme]
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert all(
        contrast(text, g) >= 4.5 for text in (colours.ink, colours.faint) for g in (page, panel)
    )
    assert all(contrast(beam, page) >= 4.5 for beam in colours.beams)
    assert all(contrast(note, page) >= 3 for note in (colours.seed, colours.new))


def test_each_network_is_named_at_the_end_of_its_own_line() -> None:
    losses = {"gru": {512: 1.8, 30: 2.0}, "transformer": {30: 2.2, 128: 1.9, 512: 1.7}}
    drawn = memory_figure(losses)
    assert [list(zip(t.x, t.y, strict=True)) for t in drawn.data] == [
        [(30, 2.0), (512, 1.8)],
        [(30, 2.2), (128, 1.9), (512, 1.7)],
    ]
    assert [t.text[-1].strip() for t in drawn.data] == list(losses)
    looks = {(t.line.color, t.line.dash, t.marker.symbol) for t in drawn.data}
    assert len(looks) == len(losses)
    assert list(drawn.layout.xaxis.tickvals) == [30, 128, 512]


def test_a_wave_has_as_many_crests_as_its_frequency_says() -> None:
    drawn = wave_figure({"A4": 440, "A5": 880}, span_ms=25)
    crests = [
        sum(a < b >= c for a, b, c in zip(t.y, t.y[1:], t.y[2:], strict=False)) for t in drawn.data
    ]
    assert crests == [11, 22]
    assert [t.name for t in drawn.data] == ["A4", "A5"]
    assert drawn.layout.showlegend


SPOTS = [Spot(at / 2, 0.5, (60 + at, 64 + at), f"<b>{at}") for at in range(5)]


def test_looks_are_arcs_to_what_was_seen_and_strength_of_notes() -> None:
    drawn = attention_figure(SPOTS, [0.6, 0.01, 0.25, 0.14], 3)
    arcs = [trace for trace in drawn.data if trace.type == "scatter"]
    assert [(a.x[0], a.x[-1]) for a in arcs] == [(1.75, 1.25), (1.75, 0.25)]
    assert arcs[0].line.width < arcs[1].line.width
    notes = {trace.meta["place"]: trace for trace in drawn.data if trace.type == "bar"}
    assert sorted(notes) == [-3, -2, -1, 0, 1]
    assert notes[0].opacity == 1
    assert notes[-3].opacity > notes[-1].opacity > notes[-2].opacity > notes[1].opacity
    assert [tuple(notes[place].y) for place in (-3, 0)] == [(60, 64), (63, 67)]


def test_the_attention_pictures_names_are_text() -> None:
    drawn = attention_figure(SPOTS, [0.6, 0.4], 1)
    texts = [note.text for note in drawn.layout.annotations]
    texts += [trace.hovertext for trace in drawn.data if trace.type == "bar"]
    assert texts
    assert all("<b>&lt;b&gt;" in text for text in texts)


def test_a_first_note_looks_at_nothing() -> None:
    drawn = attention_figure(SPOTS, [1.0], 0)
    assert not [trace for trace in drawn.data if trace.type == "scatter"]
    assert not drawn.layout.annotations
