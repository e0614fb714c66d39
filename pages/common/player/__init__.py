"""The one player of all pages: ``hear`` draws music, plays it, loops, trims and shows its score."""

from pages.common.player.hearing import hear

__all__ = ["hear"]
