"""Three networks on the same prefix, side by side: where they agree and where they part.

``asking`` has each of them go on from a chosen place, ``answer`` reads what came of it, ``verdict``
says it in a sentence, ``comparison`` and ``table`` set it note under note, ``showing`` puts it all
on the page.
"""

from pages.common.tree.networks.showing import show_networks

__all__ = ["show_networks"]
