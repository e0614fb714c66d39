"""The picture of a tree of notes: its branches, its marks, and their key."""

from core.figures.tree.figure import node_x_px, tree_figure

__all__ = ["node_x_px", "tree_figure"]
