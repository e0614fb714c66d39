"""The search tree, walked by keys and buttons, and its picture, saved as SVG or PNG."""

from pages.common.tree.walker.walking import Stop, walk

__all__ = ["Stop", "walk"]
