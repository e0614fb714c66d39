"""Figures show what the search and the score hold, and no more bytes than a phone can take."""

from __future__ import annotations

import pytest

from core.codecs import NoteChordCodec
from core.figures import (
    Spot,
    Words,
    attention_figure,
    memory_figure,
    piano_roll_figure,
    wave_figure,
)
from core.figures.palette import palette


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
