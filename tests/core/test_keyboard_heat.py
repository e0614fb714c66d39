"""The keyboard: a click hits one key, warmth follows chance, names are where they can be read."""

from __future__ import annotations

import itertools

import pytest

from core.figures import Change, HeatKey, before_after_figure, keyboard_heat_figure
from core.figures.piano_keys import boxes, is_white, whites
from core.theory import shown_pitch


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def drawn(shares: dict[int, float], theme="light"):
    keys = {
        pitch: HeatKey(share, ("<b>",), place, forbidden=not share)
        for place, (pitch, share) in enumerate(shares.items())
    }
    return keyboard_heat_figure(keys, name=shown_pitch, percent=percent, theme=theme)


@pytest.mark.parametrize(("low", "high"), [(48, 72), (21, 108), (53, 59), (52, 76)])
def test_every_point_of_the_keyboard_belongs_to_one_key(low: int, high: int) -> None:
    tiles = boxes(low, high)
    assert {tile.pitch for tile in tiles} == set(range(low, high + 1))
    # Between the edges of tiles, at three heights.
    edges = sorted({edge for tile in tiles for edge in (tile.left, tile.right)})
    assert (edges[0], edges[-1]) == (0, whites(low, high + 1))
    for left, right in itertools.pairwise(edges):
        x = (left + right) / 2
        for y in (0.1, 0.35, 0.7):
            hit = {t.pitch for t in tiles if t.left < x < t.right and t.bottom < y < t.top}
            assert len(hit) == 1
            assert y > 0.39 or is_white(*hit)


def test_likelier_keys_are_warmer_and_their_bars_higher() -> None:
    figure = drawn({60: 0.1, 62: 0.6, 61: 0.1, 63: 0.2})
    tiles, _edges, bars = figure.data[:3]
    colours = dict(zip(tiles.meta["pitches"], tiles.marker.color, strict=True))
    green = {pitch: int(colour[3:5], 16) for pitch, colour in colours.items()}
    # From white and from black towards one green.
    assert green[64] == 255 > green[60] > green[62]
    assert green[66] == 0x1F < green[61] < green[63]
    heights = dict(zip(bars.meta["pitches"], bars.y, strict=True))
    assert heights[62] == pytest.approx(6 * heights[60], rel=1e-3)


@pytest.mark.parametrize(
    "shares",
    [
        {60: 0.3, 62: 0.25, 64: 0.2, 61: 0.15, 65: 0.06, 67: 0.04},
        {50: 0.99, 54: 1.0, 57: 0.96, 49: 0.01, 59: 0.036},
        dict.fromkeys(range(40, 80), 1 / 40),
    ],
)
def test_names_do_not_lie_on_each_other(shares: dict[int, float]) -> None:
    figure = drawn(shares)
    names = figure.layout.annotations
    assert 2 <= len(names) <= 5
    likeliest = max(shares, key=shares.__getitem__)
    assert any(f"<b>{shown_pitch(likeliest)}</b>" in name.text for name in names)
    across = figure.layout.xaxis.range[1] * 0.13
    for one, other in itertools.combinations(names, 2):
        assert abs(one.x - other.x) >= across or abs(one.ay - other.ay) >= 0.43
    assert all(name.ay + 0.4 <= figure.layout.yaxis.range[1] for name in names)


def test_only_the_octaves_that_matter_are_drawn_with_the_names_of_their_cs() -> None:
    shown = drawn({60: 0.5, 67: 0.499, 30: 0.001}).layout.xaxis
    assert shown.ticktext == ("C4", "C5")
    assert shown.range[1] <= 16
    empty = drawn({})
    assert empty.layout.xaxis.range[1] >= 14
    assert not empty.layout.annotations
    wide = drawn({21: 0.5, 108: 0.5})
    assert wide.layout.xaxis.range[1] == 52


def test_what_is_forbidden_is_crossed_out_and_clicks_tell_which_key() -> None:
    figure = drawn({60: 1.0, 61: 0.0, 64: 0.0})
    assert list(figure.data[3].text) == ["✕", "✕"]
    tiles = figure.data[0]
    places = dict(zip(tiles.meta["pitches"], tiles.customdata, strict=True))
    assert [places[pitch] for pitch in (60, 61, 62, 64)] == [0, 1, -1, 2]
    assert "&lt;b&gt;" in tiles.hovertext[tiles.meta["pitches"].index(60)]


def test_a_row_has_two_bars_and_can_be_clicked_as_a_whole() -> None:
    rows = [
        Change("<i>G4", "40 % → 60 %", 0.4, 0.6, 7),
        Change("C4", "5 % → 0 %", 0.05, 0.0, 3),
        Change("All the rest", "55 % → 40 %", 0.55, 0.4),
    ]
    figure = before_after_figure(rows, before="alone", after="searched", theme="dark")
    before, after, whole = figure.data
    assert (list(before.x), list(after.x)) == ([0.4, 0.05, 0.55], [0.6, 0.0, 0.4])
    assert before.width < after.width
    assert list(whole.customdata) == [7, 3, -1]
    assert set(whole.x) == {0.6}
    texts = [note.text for note in figure.layout.annotations]
    assert texts[0] == "<b>&lt;i&gt;G4</b>  40 % → 60 %"
