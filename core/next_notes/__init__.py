"""What could come next at a place of a piece: the network's own chances, and what a recipe does.

``next_notes`` is asked by pages and runs in a worker process; what it gives can be asked again for
another temperature at once. It draws nothing, and knows neither trees nor the words on a page.
"""

from core.next_notes.asking import Looks, NextNotes, next_notes
from core.next_notes.outlook import Candidate, Outlook
from core.next_notes.rulings import RULES
from core.next_notes.unfolding import Unfolding, unfold

__all__ = [
    "RULES",
    "Candidate",
    "Looks",
    "NextNotes",
    "Outlook",
    "Unfolding",
    "next_notes",
    "unfold",
]
