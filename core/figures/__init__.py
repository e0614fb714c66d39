"""Plotly figures of scores and searches; they know no page and no language but ``Words``."""

from core.figures.attention import Spot, attention_figure
from core.figures.bars import bars_figure, coverage_figure
from core.figures.beam_tree import beam_tree_figure
from core.figures.memory import memory_figure
from core.figures.palette import Theme
from core.figures.piano_roll import piano_roll_figure
from core.figures.waves import wave_figure
from core.figures.words import Words

__all__ = [
    "Spot",
    "Theme",
    "Words",
    "attention_figure",
    "bars_figure",
    "beam_tree_figure",
    "coverage_figure",
    "memory_figure",
    "piano_roll_figure",
    "wave_figure",
]
