"""How good a checkpoint is: on music it never saw, and on the music that it makes.

``music`` cuts a collection into seeds and passages, ``measure`` measures one checkpoint,
``every`` all that are installed, ``page`` writes the tables. None of it prints.
"""

from core.evaluation.every import Result, evaluate_all, write_card
from core.evaluation.measure import NOTES, SEEDS, Evaluation, evaluate
from core.evaluation.page import Run, page, tables

__all__ = [
    "NOTES",
    "SEEDS",
    "Evaluation",
    "Result",
    "Run",
    "evaluate",
    "evaluate_all",
    "page",
    "tables",
    "write_card",
]
