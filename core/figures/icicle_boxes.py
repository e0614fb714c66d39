"""The boxes of an icicle: which there are, where and how large, and how likely."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.note_tree import NoteTree

COLUMN_PX, HEIGHT_PX = 104.0, 460.0
ROOT_PX, LEFT_PX = 76.0, 4.0
# Boxes lower than this are left out.
_LEAST_PX = 2.0


@dataclass(frozen=True)
class Box:
    """A box: a node, or what else might have followed one if ``id`` is None."""

    id: int | None
    kind: str
    x: float
    width: float
    top: float
    height: float
    share: float


def boxes_of(tree: NoteTree, root: int, depth: int) -> Iterator[Box]:
    """Give all boxes high enough to be seen; the root's first."""
    going = [Box(root, "root", LEFT_PX, ROOT_PX, 0.0, HEIGHT_PX, 1.0)]
    yield going[0]
    for _ in range(depth):
        following = []
        for box in going:
            assert box.id is not None
            found = list(_followers(tree, box))
            following += [child for child in found if child.id is not None]
            yield from found
        going = following


def _followers(tree: NoteTree, box: Box) -> Iterator[Box]:
    """Divide a box among what follows it."""
    children = tree.children(box.id or 0)
    if not children:
        return
    x, top, rest = box.x + box.width, box.top, 1.0
    for child in children:
        share = math.exp(tree.node(child).log_probability)
        height = box.height * share
        if height >= _LEAST_PX:
            kind = tree.fate(child).kind
            # Kept for nothing, be it to the end: it looks the same.
            kind = "lost" if kind == "beaten" else kind
            yield Box(child, kind, x, COLUMN_PX, top, height, share)
            top, rest = top + height, rest - share
    if (height := box.top + box.height - top) >= _LEAST_PX:
        yield Box(None, "others", x, COLUMN_PX, top, height, rest)
