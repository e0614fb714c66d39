"""Bars stand in the order given, and marks on the line they belong to."""

from __future__ import annotations

import pytest

from core.figures import bars_figure, coverage_figure
from core.figures.palette import palette


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bars_are_named_and_the_chosen_one_looks_different(theme: str) -> None:
    figure = bars_figure(["C4", "E·G"], [0.5, 0.25], ["10", "5"], chosen=1, theme=theme)
    (bars,) = figure.data
    assert list(bars.x) == [0.5, 0.25]
    assert list(bars.text) == ["10", "5"]
    assert [name.strip() for name in figure.layout.yaxis.ticktext] == ["C4", "E·G"]
    # The first is on top: the axis runs downwards.
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    assert list(bars.marker.color) == [palette(theme).new, palette(theme).seed]
    assert list(bars.customdata) == [0, 1]


def test_no_bars_are_no_error() -> None:
    assert len(bars_figure([], [], []).data[0].x) == 0


def test_marks_lie_on_the_line_and_their_texts_inside_the_figure() -> None:
    shares = [0.4, 0.7, 0.9, 1.0]
    figure = coverage_figure(shares, [(2, "half"), (4, "all")], x_title="Words", y_title="Share")
    line, marks = figure.data
    on_line = dict(zip(line.x, line.y, strict=True))
    assert on_line == {0: 0, 1: 0.4, 2: 0.7, 3: 0.9, 4: 1.0}
    assert all(on_line[x] == y for x, y in zip(marks.x, marks.y, strict=True))
    assert figure.layout.xaxis.range[1] >= 2 * max(marks.x)


def test_a_marks_text_is_broken_so_that_a_phone_shows_all_of_it() -> None:
    """About 290 px wide is the line there, and half of it holds 14 characters of 14 px."""
    marks = [(2, "106 palabras: nueve décimas"), (1, "Donaudampfschifffahrt")]
    figure = coverage_figure([0.5, 0.9], marks, x_title="Words", y_title="Share")
    long, word = ([line.strip() for line in text.split("<br>")] for text in figure.data[1].text)
    assert long == ["106 palabras:", "nueve décimas"]
    assert word == ["Donaudampfschifffahrt"]
