"""The words that stand in figures, in English; pages give them in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Texts of the figures, and the sign before a number's decimals."""

    seed: str = "Seed"
    new: str = "New"
    beam: str = "Beam"
    beams: str = "Beams"
    probability: str = "Probability"
    log_probability: str = "Log-probability"
    sum: str = "Sum so far"
    kept: str = "Kept"
    pruned: str = "Dropped"
    step: str = "Note"
    seconds: str = "Seconds"
    since_new: str = "Seconds from the first new note"
    memory: str = "Words that it may look back"
    loss_per_note: str = "Loss a note, nats (less is better)"
    on_path: str = "On a final path"
    lost: str = "Kept, lost later"
    overtaken: str = "Ended, overtaken"
    wide: str = "Wider is likelier"
    hidden: str = "So many not shown"
    end: str = "A path’s end"
    picked: str = "The chosen path"
    chosen: str = "What is chosen"
    way: str = "The way to it"
    folded: str = "Folded: a click opens it"
    others: str = "Others"
    agree: str = "All agree"
    nothing: str = "Nothing follows"
    decimal: str = "."

    def number(self, value: float, digits: int) -> str:
        """Write a number with so many digits after the decimal sign."""
        return f"{value:.{digits}f}".replace(".", self.decimal)


def ranks_told(ranks: Iterable[int], words: Words) -> str:
    """Name final paths, counted from 0 here and from 1 there: ``Path 3``, ``Paths 1–4, 7``."""
    runs: list[list[int]] = []
    for rank in sorted(ranks):
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    told = [f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 2 else _listed(run) for run in runs]
    many = len(runs) > 1 or len(runs[0]) > 1
    return f"{words.beams if many else words.beam} {', '.join(told)}"


def _listed(ranks: Iterable[int]) -> str:
    return ", ".join(str(rank + 1) for rank in ranks)


def percent(share: float) -> str:
    """Write a share, 0 … 1, as a whole percentage, in Plotly's HTML."""
    return "&lt;1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"
