"""A search's tree told in notes: one node a note or chord, and what of it is shown where."""

from core.note_tree.fates import Fate
from core.note_tree.runs import Run
from core.note_tree.sight import Column, Sight, look
from core.note_tree.tree import NoteNode, NoteTree

__all__ = ["Column", "Fate", "NoteNode", "NoteTree", "Run", "Sight", "look"]
