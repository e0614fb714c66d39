"""The tree's pictures show what the search did, where it can be read and clicked."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.codecs import NoteChordCodec
from core.decoding import BeamTree, beam_search
from core.figures import Words, beams_roll_figure, icicle_figure, node_x_px, tree_figure
from core.figures.canvas import balanced, fitted, text_width_px
from core.figures.palette import palette
from core.figures.tree import key_figure
from core.figures.tree.branches import CLASSES, branch, class_of
from core.figures.words import ranks_told
from core.note_tree import NoteTree, Run, Sight, look
from tests.core.test_figures import GROUNDS, contrast
from tests.steppers import random_stepper

WORDS = Words(beam="Path", beams="Paths")
# Fingers hit what has 24 pixels.
_COLUMN_PX, _ROW_PX = 100, 25


def whole(token: int) -> bool:
    return True


def grown(width: int = 4, length: int = 12, words: int = 8) -> NoteTree:
    return NoteTree(beam_search(random_stepper(words, 2), [0], length, width), whole)


def four_fates() -> NoteTree:
    """A tree in which everything happens.

    0 ─┬─ 1 (.5) ─┬─ 4 (.8) ─┬─ 7 (.7, the best path's)
       │          │          └─ 8 (.2, the second's)
       │          └─ 5 (.1, dropped)
       ├─ 2 (.3, kept) ── 6 (.02, dropped)
       └─ 3 (.04, kept: it ended the piece, and was overtaken)
    """
    tree = BeamTree()
    shares = [[0.5, 0.3, 0.04], [0.8, 0.1, 0.02], [0.7, 0.2]]
    sums = np.zeros(9)
    for parents, share, kept in zip(
        ([0, 0, 0], [1, 1, 2], [4, 4]), shares, ([1, 1, 1], [1, 0, 0], [1, 1]), strict=True
    ):
        own = np.log(share)
        first = len(tree)
        sums[first : first + len(own)] = sums[parents] + own
        tree.add(parents, range(first, first + len(own)), own, sums[parents] + own, kept)
    tree.finish([7, 8])
    return NoteTree(tree, whole)


def name(number: int) -> str:
    return f"N{number}" if number else "End of the seed"


def why(number: int) -> str:
    return f"Why {number}."


def block(run: Run, number: int) -> str:
    return f"All agree for {run.last - run.first + 1} notes"


def draw(tree: NoteTree, sight: Sight, **options):
    given = {"name": name, "why": why, "block": block, "words": WORDS, **options}
    return tree_figure(tree, sight, **given)


def clickable(figure) -> dict[int, tuple[float, float]]:
    """Give where each node is clicked first; a second place can only be its cross."""
    found = {}
    for trace in figure.data:
        if trace.customdata is not None:
            xs = trace.x if trace.type == "scatter" else np.add(trace.base, np.array(trace.x) / 2)
            for number, x, y in zip(trace.customdata, xs, trace.y, strict=True):
                if isinstance(number, str):
                    continue
                first = found.setdefault(int(number), (float(x), float(y)))
                assert first[1] == y
    return found


def texts(figure) -> dict[str, tuple[float, float]]:
    return {
        text: (float(x), float(y))
        for trace in figure.data
        if trace.type == "scatter" and trace.text is not None
        for text, x, y in zip(trace.text, trace.x, trace.y, strict=True)
    }


def lines(figure, **look) -> list:
    """Give the traces of lines whose looks are these."""
    return [
        trace
        for trace in figure.data
        if trace.mode == "lines" and all(trace.line[key] == value for key, value in look.items())
    ]


@pytest.mark.parametrize("folded", [True, False])
def test_all_that_is_shown_can_be_clicked_and_has_room(folded: bool) -> None:
    tree = grown()
    sight = look(tree, folded=folded, columns=12, beside=5)
    places = clickable(draw(tree, sight))
    assert places.keys() == sight.places.keys()
    for number, (x, _) in places.items():
        assert x == pytest.approx(node_x_px(sight, number), abs=0.1)
    for one, (x, y) in places.items():
        for other, (u, v) in places.items():
            assert one == other or abs(x - u) >= _COLUMN_PX or abs(y - v) >= _ROW_PX


def test_a_branch_leaves_and_arrives_level_and_never_turns_back() -> None:
    points = branch((10.0, 20.0), (114.0, 300.0))
    assert (points[0], points[-1]) == ((10.0, 20.0), (114.0, 300.0))
    xs, ys = zip(*points, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys)
    assert points[1][1] == 20.0
    assert points[-2][1] == 300.0
    assert branch((0.0, 5.0), (9.0, 5.0)) == [(0.0, 5.0), (9.0, 5.0)]


def test_likelier_branches_are_wider_and_further_from_the_page() -> None:
    assert [class_of(share) for share in (0.0, 0.049, 0.05, 0.3, 0.5, 0.8, 1.0)] == [
        *(0, 0, 1, 2, 3, 4, 4)
    ]
    widths = [width for _, width in CLASSES]
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chances_are_seen_on_the_page_in_their_order(theme) -> None:
    colours = palette(theme)
    assert colours.page == GROUNDS[theme][0]
    assert len(colours.chances) == len(CLASSES)
    contrasts = [contrast(colour, colours.page) for colour in colours.chances]
    assert contrasts == sorted(contrasts)
    assert contrasts[0] >= 3
    # Names stand on the felt pen's line too.
    assert contrast(colours.ink, colours.highlight) >= 4.5


def test_each_fate_has_its_own_mark_and_line() -> None:
    tree = four_fates()
    drawn = draw(tree, look(tree, folded=False, beside=None), key=False)
    marks = {
        (float(x), float(y)): trace.marker
        for trace in drawn.data
        if trace.mode == "markers" and trace.customdata is None
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    colours, places = palette("light"), clickable(drawn)

    def found(number: int):
        x, y = places[number]
        return next(look for (u, v), look in marks.items() if v == y and u <= x < u + 60)

    assert found(4).symbol is None
    assert (found(2).symbol, found(2).color) == ("circle", colours.page)
    assert found(3).symbol == "diamond"
    assert found(5).symbol == found(6).symbol == "x-thin"
    dashes = {trace.line.dash: trace.line.width for trace in lines(drawn) if trace.fill is None}
    assert {"solid", "7px,4px", "2px,3px"} <= dashes.keys()


def test_dropped_nodes_are_told_small_and_kept_ones_large() -> None:
    tree = four_fates()
    drawn = draw(tree, look(tree, folded=False, beside=None), key=False)
    sizes = {
        text: trace.textfont.size
        for trace in drawn.data
        if trace.text is not None
        for text in trace.text
    }
    assert sizes["<b>N4</b>"] == 14
    assert sizes["N5 10 %"] == 12
    assert {"80 %", "70 %", "50 %", "4 %"} <= sizes.keys()
    assert min(sizes.values()) >= 12


def test_final_paths_end_in_their_rank_and_name() -> None:
    tree = four_fates()
    drawn = draw(tree, look(tree, folded=False), path=1, key=False)
    told = texts(drawn)
    places = clickable(drawn)
    for rank, final in enumerate(tree.finals):
        assert told[f"<b>{rank + 1}</b>"] == pytest.approx(places[final])
    assert told["Path 1"][0] > places[tree.finals[0]][0]
    assert "<b>Path 2</b>" in told
    assert drawn.layout.width > told["Path 1"][0] + text_width_px("Path 1", 14)


def test_paths_that_go_on_are_named_at_the_edge() -> None:
    tree = grown(4, 12)
    first = look(tree, folded=False, columns=1)
    ends = [text for text in texts(draw(tree, first)) if text.endswith("→")]
    told = sorted(int(n) for text in ends for n in _ranks(text))
    assert told == [1, 2, 3, 4]


def _ranks(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(" ", 1)[1].removesuffix(" →").split(", "):
        begin, _, end = part.partition("–")
        found += range(int(begin), int(end or begin) + 1)
    return found


def test_ranks_are_told_briefly() -> None:
    assert ranks_told([2], WORDS) == "Path 3"
    assert ranks_told([1, 0], WORDS) == "Paths 1, 2"
    assert ranks_told([0, 1, 2, 3, 6], WORDS) == "Paths 1–4, 7"


@pytest.mark.parametrize("chosen", [5, 7])
def test_the_chosen_node_has_a_ring_and_a_line_back_to_the_seed(chosen: int) -> None:
    tree, colours = four_fates(), palette("light")
    drawn = draw(tree, look(tree, folded=False, chosen=chosen), chosen=chosen, key=False)
    (ring,) = [t for t in drawn.data if t.marker.symbol == "circle-open"]
    x, y = clickable(drawn)[chosen]
    assert ring.y[0] == pytest.approx(y)
    assert abs(ring.x[0] - x) < 50
    (pen,) = lines(drawn, color=colours.highlight)
    assert np.isnan(pen.x).sum() == len(tree.path(chosen))
    assert np.nanmin(pen.x) == pytest.approx(clickable(drawn)[0][0])


def test_nothing_is_marked_where_nothing_is_chosen() -> None:
    drawn = draw(four_fates(), look(four_fates(), folded=False), chosen=None)
    assert not [t for t in drawn.data if t.marker.symbol == "circle-open"]
    assert not lines(drawn, color=palette("light").highlight)


def test_the_key_explains_what_is_there_and_no_more() -> None:
    everything = texts(draw(four_fates(), look(four_fates(), folded=False, beside=None)))
    fates = ["On a final path", "Kept, lost later", "Ended, overtaken", "Dropped"]
    assert all(told in everything for told in fates)
    alone = texts(draw(agreeing(), look(agreeing())))
    assert [told in alone for told in fates] == [True, False, False, False]
    hidden = texts(draw(four_fates(), look(four_fates(), folded=False, beside=0)))
    assert ("So many not shown" in hidden, "So many not shown" in everything) == (True, False)
    assert fates[0] not in texts(draw(agreeing(), look(agreeing()), key=False))


def test_the_key_alone_tells_all_that_is_marked_and_fits_on_a_phone() -> None:
    tree = agreeing()
    sight = look(tree)
    drawn = key_figure(tree, sight, chosen=6, path=1, words=WORDS)
    told = texts(drawn)
    marked = [WORDS.end, WORDS.picked, WORDS.chosen, WORDS.way, WORDS.folded, WORDS.on_path]
    assert set(marked) <= told.keys()
    assert drawn.layout.width <= 358
    assert max(x + text_width_px(text, 13) for text, (x, _) in told.items()) <= 358
    assert max(y for _, y in told.values()) < drawn.layout.height
    assert len(set(told.values())) == len(told)
    bare = texts(key_figure(tree, look(tree, folded=False), chosen=None, words=WORDS))
    assert [text for text in marked if text in bare] == [WORDS.end, WORDS.on_path]
    wide = key_figure(tree, sight, chosen=6, path=1, words=WORDS, width_px=900)
    assert wide.layout.height < drawn.layout.height


def test_names_have_their_chances_beside_them_and_fit_between_the_columns() -> None:
    tree = four_fates()
    drawn = draw(
        tree, look(tree, folded=False), name=lambda number: f"F{number} half-diminished", key=False
    )
    told, places = texts(drawn), clickable(drawn)
    x, y = told["80 %"]
    (name,) = [text for text in told if text.startswith("<b>F4 ")]
    assert name.endswith("…</b>")
    assert told[name][0] < x < told[name][0] + 10
    left = told[name][0] - text_width_px(name.removeprefix("<b>").removesuffix("</b>"), 14)
    right = x + text_width_px("80 %", 12)
    assert places[4][0] - 56 <= left < right <= places[4][0] + 56
    assert places[4][1] - 30 < y < places[4][1] - 5


def test_a_final_path_is_outlined_in_its_look() -> None:
    tree, colours = four_fates(), palette("dark")
    sight = look(tree, folded=False)
    outline = lines(draw(tree, sight, path=1, theme="dark", key=False), color=colours.beams[1])
    assert [line.line.dash for line in outline] == ["10px,5px"]
    assert np.isnan(outline[0].x).sum() == len(tree.path(tree.finals[1]))
    assert not lines(draw(tree, sight, theme="dark"), color=colours.beams[1])


def agreeing() -> NoteTree:
    """Two paths that share five notes and part then."""
    tree = BeamTree()
    for node in range(5):
        tree.add([node], [node], [-0.1], [-0.1 * (node + 1)], [True])
    tree.add([5, 5], [5, 6], [-0.5, -1.0], [-1.0, -1.5], [True, True])
    tree.finish([6, 7])
    return NoteTree(tree, whole)


def test_what_was_beaten_at_the_end_looks_like_what_was_lost() -> None:
    tree = BeamTree()
    tree.add([0, 0, 0], [0, 1, 2], [-0.7, -1.0, -1.2], [-0.7, -1.0, -1.2], [True, True, False])
    tree.finish([1])
    notes_tree = NoteTree(tree, whole)
    assert notes_tree.fate(2).kind == "beaten"
    drawn = draw(notes_tree, look(notes_tree))
    assert clickable(drawn).keys() == {0, 1, 2, 3}
    hollow = [t for t in drawn.data if t.mode == "markers" and t.marker.symbol == "circle"]
    assert sum(len(t.x) for t in hollow) >= 1
    assert "Kept, lost later" in texts(drawn)
    assert {0, 1, 2, 3} <= boxes(icicle(notes_tree)).keys()


def test_a_folded_run_is_one_box_with_its_numbers() -> None:
    tree = agreeing()
    sight = look(tree)
    drawn = draw(tree, sight)
    boxes = [t for t in drawn.data if t.type == "bar" and t.customdata is not None]
    assert [list(t.customdata) for t in boxes] == [[5]]
    assert "All agree<br>for 5 notes" in texts(drawn)
    assert list(drawn.layout.xaxis.ticktext) == ["", "Note 1–5", "6"]
    assert "Why 5." in boxes[0].hovertext[0]
    opened = draw(tree, look(tree, folded=False))
    assert clickable(opened).keys() == set(range(8))


def test_a_strangers_names_are_text_and_fit() -> None:
    tree = four_fates()
    drawn = draw(
        tree,
        look(tree, folded=False, beside=None),
        name=lambda number: f"<i>{number}</i> and then on and on",
        why=lambda number: "<script>",
    )
    told = [text for t in drawn.data if t.text is not None for text in t.text]
    told += [text for t in drawn.data if t.hovertext is not None for text in t.hovertext]
    assert not any("<i>" in text or "<script>" in text for text in told)
    assert any("&lt;i&gt;4&lt;/i&gt;" in text and "…" in text for text in told)


def test_texts_are_fitted_and_broken() -> None:
    assert fitted("C5 ♩", 90, 14) == "C5 ♩"
    short = fitted("F# half-diminished seventh", 90, 14)
    assert short.endswith("…")
    assert text_width_px(short, 14) <= 90
    assert balanced("All 5 agree for 37 notes", 20) == "All 5 agree<br>for 37 notes"
    assert balanced("unbreakable" * 4, 10) == "unbreakable" * 4
    assert balanced("", 10) == ""


def test_a_tree_of_one_node_is_a_seed() -> None:
    tree = NoteTree(BeamTree(), whole)
    drawn = draw(tree, look(tree))
    assert clickable(drawn).keys() == {0}
    assert "<b>End of<br>the seed</b>" in texts(drawn)
    assert drawn.layout.width <= 358
    assert drawn.layout.height < 300


def test_the_widest_tree_stays_small_enough_to_send() -> None:
    """16 paths of 200 notes, 40 columns of them: 1.5 MB at most."""
    tree = NoteTree(beam_search(random_stepper(40, 3), [0], 200, 16), whole)
    sight = look(tree, folded=False, columns=40, beside=40)
    drawn = draw(tree, sight, why=lambda number: "It fell to place 7 of k = 5. " * 2)
    assert len(sight.places) > 1000
    assert len(drawn.to_json()) < 1_500_000


def boxes(figure) -> dict[int | None, list[tuple[float, float, float]]]:
    """Give by id (None for all others) each box's left edge, top and height; the key left out."""
    found: dict[int | None, list[tuple[float, float, float]]] = {}
    for trace in figure.data:
        if trace.type == "bar" and trace.hoverinfo == "text":
            ids = trace.customdata if trace.customdata is not None else [None] * len(trace.x)
            for number, x, y, height in zip(ids, trace.base, trace.y, trace.width, strict=True):
                found.setdefault(number, []).append((x, y - height / 2, height))
    return found


def icicle(tree: NoteTree, root: int = 0, **options):
    return icicle_figure(tree, root=root, name=name, why=why, words=WORDS, **options)


def test_an_icicles_boxes_are_as_high_as_they_are_likely_and_fill_their_parents() -> None:
    tree = four_fates()
    found = boxes(icicle(tree))
    ((_, top, whole_px),) = found[0]
    assert top == 0
    for number in range(1, 9):
        ((_, _, height),) = found[number]
        assert height == pytest.approx(whole_px * math.exp(tree.sum(number)), abs=0.02)
    for parent in (0, 1, 2, 4):
        ((x, top, height),) = found[parent]
        right = found[tree.children(parent)[0]][0][0]
        inside = sorted(
            (t, h)
            for place in found.values()
            for u, t, h in place
            if u == right > x and top - 0.1 <= t < top + height - 0.1
        )
        assert sum(h for _, h in inside) == pytest.approx(height, abs=0.1)
        edges = [t for t, _ in inside]
        assert edges == pytest.approx([top, *(t + h for t, h in inside[:-1])], abs=0.1)


def test_an_icicle_tells_fates_by_hatching_and_names_what_has_room() -> None:
    tree = four_fates()
    drawn = icicle(tree, chosen=2)
    shapes = {
        number: trace.marker.pattern.shape
        for trace in drawn.data
        if trace.type == "bar" and trace.customdata is not None
        for number in trace.customdata
    }
    assert [shapes[number] for number in (1, 2, 3, 5)] == [None, "/", "x", "."]
    told = " ".join(texts(drawn))
    assert "<b>N4</b><br>80 %" in told
    assert "Others<br>16 %" in told
    assert "<b>N6</b>" not in told
    (frame,) = [t for t in drawn.data if t.type == "scatter" and t.mode == "lines"]
    ((x, top, height),) = boxes(drawn)[2]
    assert (min(frame.x), min(frame.y)) == pytest.approx((x, top), abs=0.1)
    assert max(frame.y) == pytest.approx(top + height, abs=0.1)


def test_an_icicle_leaves_out_what_nobody_sees_and_stops_in_time() -> None:
    tree = grown(4, 12)
    found = boxes(icicle(tree, depth=3))
    assert min(height for place in found.values() for *_, height in place) >= 2
    assert max(tree.number(number) for number in found if number is not None) <= 3
    assert "Nothing follows" in texts(icicle(tree, tree.finals[0]))
    assert boxes(icicle(NoteTree(BeamTree(), whole))).keys() == {0}


CODEC = NoteChordCodec()
SEED = ["C4", "D4"]


def roll(*paths: list[str], **options):
    scores = [CODEC.decode([*SEED, *path]) for path in paths]
    return beams_roll_figure(scores, seed_ticks=480, words=WORDS, **options)


def notes(figure) -> list[tuple[str, list[tuple[float, int]], list[int] | None]]:
    """Give the colour, the notes' beginnings and pitches, and the ranks of each trace of notes."""
    return [
        (
            trace.marker.color,
            list(zip(trace.base, trace.y, strict=True)),
            None if trace.customdata is None else list(trace.customdata),
        )
        for trace in figure.data
        if trace.type == "bar" and trace.xaxis != "x2"
    ]


def test_what_paths_share_is_on_the_roll_once() -> None:
    colours = palette("light")
    drawn = roll(["E4", "F4"], ["E4", "G4"], ["E4", "G4", "A4"])
    assert notes(drawn) == [
        (colours.seed, [(0.0, 60), (0.25, 62)], None),
        (colours.beams[2], [(1.0, 69)], [2]),
        (colours.beams[1], [(0.75, 67)], [1]),
        (colours.beams[0], [(0.75, 65)], [0]),
        (colours.faint, [(0.5, 64)], [0]),
    ]
    told = [text for t in drawn.data if t.hovertext is not None for text in t.hovertext]
    assert "<b>G4</b> · Paths 2, 3<br>0.25 – 0.50 s" in told
    assert list(texts(drawn)) == ["Path 1", "Path 2", "Path 3", "All agree", "Seed"]
    key = [t.marker for t in drawn.data if t.type == "bar" and t.xaxis == "x2"]
    assert len({(look.color, look.pattern.shape) for look in key}) == 5


def test_a_chosen_path_lies_over_the_others_in_its_own_look() -> None:
    drawn = roll(["E4", "F4"], ["E4", "G4"], ["E4", "G4", "A4"], chosen_rank=2)
    given, first, chosen, shared = (t for t in drawn.data if t.xaxis != "x2" and t.type == "bar")
    assert (list(chosen.y), set(chosen.customdata)) == ([67, 69], {2})
    assert chosen.marker.opacity == 1 > first.marker.opacity
    assert list(shared.customdata) == [2]
    assert list(given.y) == [60, 62]


def test_a_roll_counts_from_the_first_new_note_and_shows_how_far_the_chosen_path_goes() -> None:
    drawn = roll(["E4", "F4"], ["E4", "G4", *["A4"] * 6], chosen_rank=1)
    axis = drawn.layout.xaxis
    assert axis.title.text == WORDS.since_new
    assert dict(zip(axis.ticktext, axis.tickvals, strict=True))["0"] == 0.5
    (line,) = [shape for shape in drawn.layout.shapes if shape.line.width == 5]
    assert (line.x0, line.x1, line.line.color) == (0.5, 2.5, palette("light").beams[1])
    told = [note.text for note in drawn.layout.annotations]
    assert told == ["← Seed ", " New →", "<b>Path 2</b>"]
    assert not [s for s in roll(["E4"], ["F4"]).layout.shapes if s.line.width == 5]


def test_names_in_an_icicle_stand_on_a_ground_of_their_own() -> None:
    drawn = icicle(four_fates())
    grounds = [t for t in drawn.data if t.type == "bar" and t.hoverinfo == "skip"]
    middles = {
        (round(float(x) + w / 2), round(float(y)))
        for t in grounds
        for x, w, y in zip(t.base, t.x, t.y, strict=True)
    }
    hatched = [text for text in texts(drawn) if "N2" in text or text.startswith("Others<br>")]
    assert len(hatched) >= 2
    for text in hatched:
        x, y = texts(drawn)[text]
        assert any(abs(x - u) <= 1 and abs(y - v) <= 1 for u, v in middles)


def test_a_new_note_may_begin_with_the_seeds_last_ones() -> None:
    """In music in bars, new notes can begin before ``seed_ticks``: the seed's own are known."""
    score = CODEC.decode([*SEED, "E4"])
    given = {(note.time, note.pitch) for note in CODEC.decode(SEED[:1]).tracks[0].notes}
    drawn = beams_roll_figure([score], seed_ticks=480, given=given, words=WORDS)
    colours = palette("light")
    assert notes(drawn) == [
        (colours.seed, [(0.0, 60)], None),
        (colours.beams[0], [(0.25, 62), (0.5, 64)], [0, 0]),
    ]


def test_a_roll_of_one_path_or_of_nothing_new_is_clear() -> None:
    colours = palette("light")
    assert [colour for colour, *_ in notes(roll(["E4"]))] == [colours.seed, colours.beams[0]]
    alone = roll([])
    assert [colour for colour, *_ in notes(alone)] == [colours.seed]
    empty = beams_roll_figure([CODEC.decode([])], seed_ticks=0, words=WORDS)
    assert [a.text for a in empty.layout.annotations] == ["Nothing follows"]
    assert alone.layout.width <= 358
