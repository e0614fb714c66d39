"""Plotly figures of scores and searches; they know no page and no language but ``Words``."""

from core.figures.attention import Spot, attention_figure
from core.figures.bars import bars_figure, coverage_figure
from core.figures.beams_roll import beams_roll_figure
from core.figures.before_after import Change, before_after_figure
from core.figures.icicle import icicle_figure
from core.figures.keyboard_heat import HeatKey, keyboard_heat_figure
from core.figures.memory import memory_figure
from core.figures.palette import Theme
from core.figures.piano_roll import piano_roll_figure
from core.figures.race import race_figure
from core.figures.race_rows import Runner
from core.figures.tree import node_x_px, tree_figure
from core.figures.waves import wave_figure
from core.figures.words import Words

__all__ = [
    "Change",
    "HeatKey",
    "Runner",
    "Spot",
    "Theme",
    "Words",
    "attention_figure",
    "bars_figure",
    "beams_roll_figure",
    "before_after_figure",
    "coverage_figure",
    "icicle_figure",
    "keyboard_heat_figure",
    "memory_figure",
    "node_x_px",
    "piano_roll_figure",
    "race_figure",
    "tree_figure",
    "wave_figure",
]
