"""The picture of a tree of notes: its branches, its marks, and their key."""

from core.figures.tree.ends import LATER, path_mark
from core.figures.tree.figure import node_x_px, tree_figure
from core.figures.tree.key import key_figure

__all__ = ["LATER", "key_figure", "node_x_px", "path_mark", "tree_figure"]
