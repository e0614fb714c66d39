"""The words that stand in figures, in English; pages give them in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Texts of the figures, and the sign before a number's decimals."""

    seed: str = "Seed"
    new: str = "New"
    beam: str = "Beam"
    probability: str = "Probability"
    log_probability: str = "Log-probability"
    sum: str = "Sum so far"
    kept: str = "Kept"
    pruned: str = "Dropped"
    step: str = "Note"
    seconds: str = "Seconds"
    end_of_seed: str = "End of the seed"
    memory: str = "Words that it may look back"
    loss_per_note: str = "Loss a note, nats (less is better)"
    decimal: str = "."

    def number(self, value: float, digits: int) -> str:
        """Write a number with so many digits after the decimal sign."""
        return f"{value:.{digits}f}".replace(".", self.decimal)


def percent(share: float) -> str:
    """Write a share, 0 … 1, as a whole percentage, in Plotly's HTML."""
    return "&lt;1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"
