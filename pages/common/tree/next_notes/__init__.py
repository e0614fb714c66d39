"""The panel of what could come next: asked of a worker, told in words and figures."""

from pages.common.tree.next_notes.panel import show_next_notes

__all__ = ["show_next_notes"]
