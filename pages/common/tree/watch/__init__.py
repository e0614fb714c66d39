"""Watch a search happen: step by step, a small example first, then the search of a composition.

``steps`` reads a step off the tree; ``telling`` and ``table`` say it in words, ``pictures`` draws
it; ``playing`` is the slider and the clock, and ``stage`` puts all together.
"""

from pages.common.tree.watch.watching import show_small_example, show_watch

__all__ = ["show_small_example", "show_watch"]
