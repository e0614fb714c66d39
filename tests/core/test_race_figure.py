"""The race of a step's candidates: everyone in a row, and nothing told by colour alone."""

from __future__ import annotations

import pytest

from core.figures import Runner, race_figure

RUNNERS = [
    Runner(1, "A", "B", "40 %", before=-0.7, own=-1.6, score=-1.6, rank=0),
    Runner(2, "", "‖", "", before=-1.8, own=-1.8, score=-1.8, rank=1, waits=True),
    Runner(3, "A", "C", "30 %", before=-0.7, own=-1.9, score=-2.4, rank=None),
    Runner(4, "B", "A", "10 %", before=-0.9, own=-3.2, score=-3.2, rank=None),
]


def drawn(**asked):
    return race_figure(RUNNERS, cut=(2, "k = 2"), rows=4, **asked)


def trace(figure, name: str):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def test_lines_end_at_their_scores_the_best_on_top() -> None:
    kept, dropped = (trace(drawn(), name) for name in ("Kept", "Dropped"))
    assert (*kept.customdata, *dropped.customdata) == (1, 2, 3, 4)
    assert (*kept.x, *dropped.x) == (-1.6, -1.8, -2.4, -3.2)
    ys = [*kept.y, *dropped.y]
    assert ys == sorted(ys)
    bottom, top = drawn().layout.yaxis.range
    assert top < min(ys) < max(ys) < bottom


def test_a_line_begins_where_its_hypothesis_stood_and_shows_what_penalties_took() -> None:
    lines = [trace for trace in drawn().data if trace.mode == "lines"]
    spans = {(trace.x[at], trace.x[at + 1]) for trace in lines for at in range(0, len(trace.x), 3)}
    assert {(-0.7, -1.6), (-0.7, -1.9), (-1.9, -2.4), (-0.9, -3.2)} <= spans
    dotted = [trace.x[:2] for trace in lines if trace.line.dash == "dot" and trace.x]
    assert dotted == [(-1.9, -2.4)]


def test_what_goes_on_has_its_number_and_what_falls_a_cross() -> None:
    kept, dropped = (trace(drawn(), name) for name in ("Kept", "Dropped"))
    assert kept.text == ("<b>1</b>", "<b>2</b>")
    assert kept.marker.symbol == ("circle", "diamond")
    assert set(dropped.marker.symbol) == {"x"}
    # No colour of a rank's own: it would jump from path to path at each step.
    assert isinstance(kept.marker.color, str)


def test_the_line_runs_between_the_last_survivor_and_the_first_that_falls() -> None:
    figure = drawn()
    kept, dropped = (trace(figure, name) for name in ("Kept", "Dropped"))
    (line,) = figure.layout.shapes
    assert max(kept.y) < line.y0 == line.y1 < min(dropped.y)
    assert [note.text for note in figure.layout.annotations] == ["<b>k = 2</b>"]
    assert not race_figure(RUNNERS).layout.shapes


def test_it_is_as_high_from_step_to_step() -> None:
    heights = {
        race_figure(RUNNERS[:count], cut=cut, more=more, rows=6).layout.height
        for count, cut, more in ((1, None, ""), (4, (2, "k = 2"), "and 9 more"), (4, None, ""))
    }
    assert len(heights) == 1
    assert race_figure(RUNNERS * 5, rows=6).layout.height > max(heights)


def test_who_is_far_behind_stands_at_the_edge_and_is_marked() -> None:
    far = Runner(5, "B", "D", "under 0.01 %", before=-0.9, own=-60, score=-60, rank=None)
    figure = race_figure([*RUNNERS, far])
    dropped = trace(figure, "Dropped")
    left, right = figure.layout.xaxis.range
    assert dropped.x[-1] == left > -16
    assert all(left <= x <= right for x in (*dropped.x, *trace(figure, "Kept").x))
    assert dropped.marker.symbol[-1] == "triangle-left-open"
    assert "-60.000" in dropped.hovertext[-1]


def test_names_can_be_read_and_are_no_markup() -> None:
    evil = Runner(1, "<i>", "<b>x</b>", "50 %", before=0, own=-0.7, score=-0.7, rank=0)
    figure = race_figure([evil], more="<u>", cut=(1, "<s>"))
    written = [text for trace in figure.data if trace.text for text in trace.text]
    written += [note.text for note in figure.layout.annotations]
    written += [text for trace in figure.data if trace.hovertext for text in trace.hovertext]
    assert not any(sign in text for text in written for sign in ("<i>", "x</b>", "<u>", "<s>"))
    sizes = [trace.textfont.size for trace in figure.data if trace.text]
    sizes += [note.font.size for note in figure.layout.annotations]
    assert min([*sizes, figure.layout.xaxis.tickfont.size]) >= 12


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_single_runner_can_be_drawn(theme) -> None:
    figure = race_figure(RUNNERS[:1], theme=theme)
    left, right = figure.layout.xaxis.range
    assert left < -1.6 < -0.7 < right
