"""How soon a large tree is there, answers and sounds, in a real Chromium, beside one drawn naively.

Two searches with the widest beam are made and kept before the server starts; their links are
opened. The rival is ``naive_tree.py``: of the first search, all nodes, and those kept alone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.browser import HEAD, VISITOR, open_page, rows, server, settle
from benchmarks.timing import table
from benchmarks.tree_page import MOVES, SOUNDS, TELLS, TreePage, folds, marks
from core import limits
from core.arrangement import PLAIN
from core.composer import compose, open_checkpoint
from core.corpus import BUNDLED
from core.midi import clip_bars
from core.note_tree import NoteTree
from core.recipe import Recipe
from core.store import Store

ROUNDS, NEW_ROUNDS, RIVAL_ROUNDS = 5, 2, 1
SEED = ("chorales", "bwv365", 3)
# Network, search, words to add: 200 notes, and of whole music more.
SEARCHES = {
    "Lecture's words": ("chorales-note_chord-gru-attention", "beam", 200),
    "Whole music": ("chorales-events-gru-attention", "diverse-beam", 680),
}
SHORT_NOTES, LONG_NOTES = 20, 200
KEYS = ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowRight")
OPEN_S, CLICK_S, SOUND_S, FIGURE_MB = 2, 0.5, 1, 1.5

# What it is, seconds or megabytes, the goal.
Measured = tuple[str, list[float], float | None]


@dataclass(frozen=True)
class Kept:
    """A search that is kept under a link."""

    title: str
    about: str
    link: str
    tree: NoteTree


def run() -> str:
    """Measure; give the tables."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "The tree's benchmark needs Chromium: apt-get install chromium\n"
    torch.set_num_threads(1)
    options = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    tables: list[str] = []
    sizes: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder, "pieces.db")
        searches = list(_searches(database))
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        with server(database=database) as address:
            # The server's workers are warm from then on.
            settle(open_page(browser, f"{address}/beam_tree?piece={searches[0].link}"), 3_000)
            for kept in searches:
                times, figures = _ours(browser, f"{address}/beam_tree?piece={kept.link}", kept)
                tables.append(table(f"{kept.about}, seconds", HEAD, rows(times)))
                sizes += figures
        rival = str(Path(__file__).with_name("naive_tree.py"))
        with server(rival, database) as address:
            times, figures = _rivals(browser, f"{address}/?piece={searches[0].link}")
            title = f"{searches[0].title}, the same tree drawn naively, seconds"
            tables.append(table(title, HEAD, rows(times)))
            sizes += figures
        browser.close()
    return "\n".join([*tables, table("A figure as it is sent, megabytes", HEAD, rows(sizes))])


def _searches(database: Path) -> Iterator[Kept]:
    """Make the searches and keep them."""
    store, (collection, name, bars) = Store(f"sqlite:///{database}"), SEED
    music = BUNDLED[collection]
    piece = next(piece for piece in music.pieces() if piece.name == name)
    opening = clip_bars(music.read(piece), 1, bars)
    for title, (network, search, words) in SEARCHES.items():
        seed = tuple(open_checkpoint(network).codec.encode(opening))
        recipe = Recipe(network, seed, search, limits.BEAM_WIDTH, words, may_end=False)
        composition = compose(recipe)
        tree = composition.note_tree()
        about = f"{title}, {search}, k = {recipe.k}, {tree.depth} notes, {len(tree):,} nodes"
        link = store.add("the benchmark", composition, PLAIN, name=title).link
        yield Kept(title, about, link, tree)
    store.close()


def _ours(browser: Browser, address: str, kept: Kept) -> tuple[list[Measured], list[Measured]]:
    """Measure Semilla's own page: seconds, and its figures' megabytes."""
    new = []
    for _ in range(NEW_ROUNDS):
        visitor = browser.new_context(**VISITOR)
        new.append(TreePage(visitor).open(address)[0])
        visitor.close()
    visitor = browser.new_context(**VISITOR)
    page = _opened(visitor, address)[0]
    there, whole = [], []
    for _ in range(ROUNDS):
        page.close()
        page, (tree_s, page_s) = _opened(visitor, address)
        there.append(tree_s)
        whole.append(page_s)
    opened_mb = page.figures_mb[:1]
    opening, folding = _folds(page)
    (marked, told, heard), long = _clicks(page, kept.tree, LONG_NOTES)
    walked, drawn = _walks(page)
    walked_mb = page.figures_mb
    page.close()
    page = _opened(visitor, address)[0]
    page.show_most()
    most_mb = page.figures_mb[-1:]
    (most_marked, most_told, soon_heard), short = _clicks(page, kept.tree, SHORT_NOTES)
    visitor.close()
    times: list[Measured] = [
        ("opened, in a browser that was there before", there, OPEN_S),
        ("… until the page under it stands, too", whole, None),
        ("opened, in a browser that never was there", new, None),
        ("click on a folded block, until it is open", opening, CLICK_S),
        ("key, until it is folded again", folding, CLICK_S),
        ("click on a node, until the picture has it marked", marked, CLICK_S),
        ("… until the line tells it", told, CLICK_S),
        ("nothing folded, most shown: until it is marked", most_marked, CLICK_S),
        ("… until the line tells it", most_told, CLICK_S),
        ("arrow key, until the node is told and ringed", walked, CLICK_S),
        ("… until the picture has it marked", drawn, None),
        (f"click, until a path of {short} notes is heard", soon_heard, SOUND_S),
        (f"click, until a path of {long} notes is heard", heard, SOUND_S),
    ]
    return times, [
        (f"{kept.title}, as it is opened", opened_mb, FIGURE_MB),
        (f"{kept.title}, as it is walked", walked_mb, FIGURE_MB),
        (f"{kept.title}, nothing folded and most shown", most_mb + page.figures_mb, FIGURE_MB),
    ]


def _opened(visitor: BrowserContext, address: str) -> tuple[TreePage, list[float]]:
    page = TreePage(visitor)
    return page, page.open(address)


def _folds(page: TreePage) -> tuple[list[float], list[float]]:
    """Open the first folded block and fold it again: seconds of each."""
    block = page.nodes(blocks=True)[0]
    opening, folding = [], []
    for _ in range(ROUNDS):
        page.rest()
        opening += page.click(block, [folds(block, False)])
        page.rest()
        folding += page.press("o", [folds(block, True)])
    return opening, folding


def _walks(page: TreePage) -> tuple[list[float], list[float]]:
    """Walk by keys: seconds until each node is told, and until the picture has it marked."""
    walked, drawn = [], []
    for key in KEYS:
        page.rest()
        told_s, drawn_s = page.press(key, [TELLS, MOVES])
        walked.append(told_s)
        drawn.append(drawn_s)
    return walked, drawn


def _clicks(page: TreePage, tree: NoteTree, notes: int) -> tuple[list[list[float]], str]:
    """Click nodes whose paths have about so many notes, or what is shown that is next to that.

    Give the seconds until they were marked, told, heard, and how many notes they have.
    """
    used: dict[int, int] = {}
    seconds = []
    for _ in range(ROUNDS):
        page.rest()
        shown = [node for node in page.nodes() if node and node not in used]
        node = min(shown, key=lambda node: abs(tree.number(node) - notes))
        used[node] = tree.number(node)
        seconds.append(page.click(node, [marks(node), TELLS, SOUNDS]))
    least, most = min(used.values()), max(used.values())
    columns = [list(column) for column in zip(*seconds, strict=True)]
    return columns, str(least) if least == most else f"{least} to {most}"


def _rivals(browser: Browser, address: str) -> tuple[list[Measured], list[Measured]]:
    """Measure the same tree drawn naively, its figure made before."""
    visitor = browser.new_context(**VISITOR)
    times: list[Measured] = []
    sizes: list[Measured] = []
    for what, asked in (("what was kept", "&kept=1"), ("all nodes", "")):
        page = TreePage(visitor)
        page.fetch(address + asked)
        page.close()
        opened, clicks = [], []
        for _ in range(RIVAL_ROUNDS):
            page = TreePage(visitor)
            opened.append(page.open(address + asked, has_walker=False)[0])
            page.rest()
            nodes: Sequence[int] = page.nodes()
            clicks += page.click(nodes[len(nodes) // 2], [MOVES])
            page.close()
        times += [
            (f"{what}, {len(nodes):,}: opened, in a browser that was there before", opened, None),
            ("… click on a node, until it is marked", clicks, None),
        ]
        sizes.append((f"drawn naively, {what}", page.figures_mb, None))
    visitor.close()
    return times, sizes
