"""The parts of the page on which a search is seen, heard and steered."""

from pages.common.tree.modes import MODE_KEY, MODES, mode_title, show_mode

__all__ = ["MODES", "MODE_KEY", "mode_title", "show_mode"]
