"""The beam tree's page as a benchmark uses it: opened, clicked and timed inside the browser.

What is timed begins with the navigation or with the event of the mouse or the key, as the browser
dates it, and ends when the frame in which it is seen has been drawn. A mark counts once it stands
in the picture's SVG, where the figure that came with it has the node.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from playwright.sync_api import BrowserContext
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.browser import go, settle

_PAUSE_MS = 300
# The rival of all nodes takes its time.
_MOST_S = 120
# What Chromium finds: for a moment the old drawing may be there beside the new one.
_WATCH = """
window.tree = {
  drawings: () => [...document.querySelectorAll(".st-key-tree_picture .js-plotly-plot")]
    .filter((drawing) => drawing._fullData && drawing.querySelector(".main-svg .textpoint")),
  inside: (selector) =>
    [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
      .flatMap((host) => [...(host.shadowRoot ?? host).querySelectorAll(selector)]),
  line: () => tree.inside(".walker .here").map((here) => here.textContent).join(),
  audios: () => [...document.querySelectorAll("[class*=st-key-node_]")]
    .flatMap((place) => tree.inside("audio").filter(
      (audio) => place.contains(audio.getRootNode().host ?? audio))),

  // The nodes that can be clicked, in the figure's own pixels.
  points: (drawing) => drawing._fullData.filter((trace) => trace.customdata).flatMap((trace) =>
    [...trace.customdata].map((id, at) => ({
      id, isBlock: trace.type === "bar", y: trace.y[at],
      x: trace.x[at] / (trace.type === "bar" ? 2 : 1) + (trace.base?.[at] ?? 0),
    }))).filter(({ id }) => Number.isInteger(id)),
  place: (drawing, { x, y }) => {
    const { xaxis, yaxis } = drawing._fullLayout;
    const { left, top } = drawing.getBoundingClientRect();
    return [left + xaxis._offset + xaxis.c2p(x), top + yaxis._offset + yaxis.c2p(y)];
  },
  seek: (id) => {
    const drawing = tree.drawings()[0];
    const point = tree.points(drawing).findLast((one) => one.id === id);
    for (let up = drawing; (up = up.parentElement); ) {
      const [[x, y], box] = [tree.place(drawing, point), up.getBoundingClientRect()];
      const style = getComputedStyle(up);
      if (/auto|scroll/.test(style.overflowX)) up.scrollLeft += x - box.left - box.width / 2;
      if (/auto|scroll/.test(style.overflowY)) up.scrollTop += y - box.top - box.height / 2;
    }
    return tree.place(drawing, point);
  },

  // The nodes with a ring round them, and the folded runs with a thick edge.
  marked: (drawing) => {
    const rings = drawing._fullData.filter(
      ({ marker, x }) => marker?.symbol === "circle-open" && x.length === 1);
    const { xaxis, yaxis } = drawing._fullLayout;
    const isThere = (ring) => {
      const path = drawing.querySelector(`.trace${ring.uid} .points path`);
      const [x, y] = (path?.getAttribute("transform") ?? "").match(/[-\\d.]+/g) ?? [];
      return Math.hypot(x - xaxis.c2p(ring.x[0]), y - yaxis.c2p(ring.y[0])) < 1;
    };
    const points = tree.points(drawing);
    return [
      ...rings.filter(isThere).flatMap((ring) => points.filter(
        (one) => Math.hypot(one.x - ring.x[0], one.y - ring.y[0]) < 1).map(({ id }) => id)),
      ...drawing._fullData.filter(({ type }) => type === "bar").flatMap((trace) =>
        [...(trace.customdata ?? [])].filter((_, at) => trace.marker.line.width[at] > 2)),
    ];
  },

  // Each gives what is to be so.
  opens: (hasWalker) => () => tree.drawings().length > 0 && (!hasWalker || tree.line() !== ""),
  stands: () => () => tree.drawings().length > 0
    && document.querySelector("[data-test-script-state=notRunning]"),
  marks: (id) => () => tree.drawings().some((drawing) => tree.marked(drawing).includes(id)),
  moves: () => {
    const before = String(tree.drawings().map(tree.marked));
    return () => tree.drawings().length > 0 && String(tree.drawings().map(tree.marked)) !== before;
  },
  tells: () => {
    const before = tree.line();
    return () => ![before, ""].includes(tree.line());
  },
  folds: ([id, is]) => () => tree.drawings().length > 0 && tree.drawings().every((drawing) =>
    tree.points(drawing).some((point) => point.isBlock && point.id === id) === is),
  sounds: () => {
    const before = tree.audios().map((audio) => audio.src);
    return () => tree.audios().some((audio) =>
      !audio.paused && audio.currentTime > 0 && !before.includes(audio.src));
  },

  // Give for each condition the seconds until a frame in which it holds has been drawn.
  watch: (event, conditions, most_s) => {
    let began = event ? null : 0;
    const begin = ({ timeStamp }) => (began = timeStamp);
    if (event) addEventListener(event, begin, { capture: true, once: true });
    tree.seconds = Promise.all(conditions.map(([name, asked]) => new Promise((seen, lost) => {
      setTimeout(lost, 1000 * most_s, new Error(`${name} ${asked} was not seen`));
      const isSo = tree[name](asked);
      // At once after the frame, before whatever else waits for its turn.
      const after = () => scheduler.postTask(
        () => seen((performance.now() - began) / 1000), { priority: "user-blocking" });
      const look = () => began !== null && isSo() ? after() : requestAnimationFrame(look);
      requestAnimationFrame(look);
    })));
  },
};
"""

# A condition's name among those above, and what it is asked with.
Condition = tuple[str, object]
TELLS: Condition = ("tells", None)
MOVES: Condition = ("moves", None)
SOUNDS: Condition = ("sounds", None)


def marks(node: int) -> Condition:
    """Ask that a node has its ring in the picture."""
    return "marks", node


def folds(block: int, is_folded: bool) -> Condition:
    """Ask that a folded run is in the picture, or is not."""
    return "folds", [block, is_folded]


class TreePage:
    """A new tab, for a page with a tree on it.

    Attributes
    ----------
    figures_mb
        Sizes of the tree's figures in the order in which they came: of their JSON as it stands in
        the messages of Streamlit's websocket.
    """

    def __init__(self, visitor: BrowserContext) -> None:
        self.figures_mb: list[float] = []
        self._page = visitor.new_page()
        self._page.add_init_script(_WATCH)
        self._page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def open(self, address: str, *, has_walker: bool = True) -> list[float]:
        """Go to a tree; give the seconds until it is there, and until the whole page is."""
        opens = "opens", has_walker
        begin = json.dumps([None, [opens, ("stands", None)], _MOST_S])
        self._page.add_init_script(f"tree.watch(...{begin})")
        self._page.goto(address, wait_until="commit")
        return self._seen()

    def fetch(self, address: str) -> None:
        """Go to a tree until its figure has been sent, and no further."""
        go(self._page, address)
        while not self.figures_mb:
            self._page.wait_for_timeout(_PAUSE_MS)

    def close(self) -> None:
        """Close the tab."""
        self._page.close()

    def rest(self) -> None:
        """Wait until nothing goes on, and be silent."""
        settle(self._page, _PAUSE_MS)
        self._page.evaluate("tree.audios().forEach((audio) => audio.pause())")

    def nodes(self, *, blocks: bool = False) -> list[int]:
        """Give the nodes that can be clicked, or those that stand for folded runs: their ids."""
        found: list[int] = self._page.evaluate(
            """(blocks) => tree.points(tree.drawings()[0])
                 .filter(({ isBlock }) => isBlock === blocks).map(({ id }) => id)""",
            blocks,
        )
        return sorted(set(found))

    def show_most(self) -> None:
        """Fold nothing, and show as much as can be of what the search let go of."""
        self._page.get_by_test_id("stPopoverButton").get_by_text("What is shown").click()
        for choice in ("More", "Fold what runs side by side"):
            self._page.get_by_text(choice, exact=True).click()
            settle(self._page, _PAUSE_MS)
        self._page.keyboard.press("Escape")

    def click(self, node: int, until: Sequence[Condition]) -> list[float]:
        """Click a node, scrolled to before; give the seconds until each condition holds."""
        self._page.evaluate("(id) => tree.seek(id)", node)
        self._page.wait_for_timeout(_PAUSE_MS)
        x, y = self._page.evaluate("(id) => tree.seek(id)", node)
        self._watch("mousedown", until)
        self._page.mouse.click(x, y)
        return self._seen()

    def press(self, key: str, until: Sequence[Condition]) -> list[float]:
        """Press a key on the picture; give the seconds until each condition holds."""
        self._page.locator(".st-key-tree_picture").focus()
        self._watch("keydown", until)
        self._page.keyboard.press(key)
        return self._seen()

    def _watch(self, event: str, until: Sequence[Condition]) -> None:
        asked = [event, until, _MOST_S]
        self._page.evaluate("(asked) => { tree.watch(...asked) }", asked)

    def _seen(self) -> list[float]:
        seconds: list[float] = self._page.evaluate("tree.seconds")
        return seconds

    def _take(self, payload: str | bytes) -> None:
        """Measure a message of Streamlit's, if it brings a tree."""
        if isinstance(payload, bytes):
            chart = ForwardMsg.FromString(payload).delta.new_element.plotly_chart
            # Streamlit's ids of elements end in their keys.
            if "-tree_" in chart.id:
                self.figures_mb.append(len(chart.spec.encode()) / 1e6)
