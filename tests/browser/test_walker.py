"""The walker in a real browser, under a small tree of its own, on a server that takes its time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser import conftest
from tests.browser.steps import settled

# Twelve notes with three candidates each: the best of note n is 10 n, the others 10 n + 1 and + 2.
APP = """
import time

import plotly.graph_objects as go
import streamlit as st

from pages.common.tree.walker import Stop, walk

DEPTH, STEP_PX, LEFT_PX = 12, 160, 60
state = st.session_state
state.setdefault("node", 0)
state.setdefault("calls", [])


def call(name, node=None):
    state["calls"].append([name, node])
    if node is not None:
        state["node"] = node


def stop(number):
    depth, place = divmod(number, 10)
    following = depth + 1 if place == 0 and depth < DEPTH else 0
    return Stop(
        id=number,
        parent=10 * (depth - 1) if depth else None,
        children=tuple(10 * following + other for other in range(3)) if following else (),
        text=f"Note {depth}, place {place + 1}" if depth else "End of the seed",
        x_px=LEFT_PX + depth * STEP_PX,
    )


stops = [stop(0)]
stops += [stop(10 * depth + place) for depth in range(1, DEPTH + 1) for place in range(3)]
st.html(
    "<style>.st-key-tree_picture { overflow-x: auto; }"
    ".st-key-tree_picture > * { max-width: none; flex-shrink: 0; }</style>"
)
st.button("Elsewhere", on_click=call, args=("elsewhere", 62))
if st.toggle("More above"):
    st.text("Something above.")
    st.text("And more.")
with st.container(key="tree_picture"):
    ink = "white" if st.context.theme.type == "dark" else "black"
    colours = ["red" if s.id == state["node"] else "teal" for s in stops]
    figure = go.Figure(
        go.Scatter(
            x=[s.x_px for s in stops],
            y=[-(s.id % 10) for s in stops],
            text=[s.text.replace(", place ", "<b>&</b>") for s in stops],
            customdata=[s.id for s in stops],
            mode="markers+text",
            textposition="top center",
            marker={"size": 14, "color": colours},
        )
    )
    width = LEFT_PX * 2 + DEPTH * STEP_PX
    figure.update_layout(
        width=width,
        height=300,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        font={"color": ink, "family": "Source Sans, sans-serif"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"range": [0, width], "visible": False},
        yaxis={"range": [-3, 1], "visible": False},
        dragmode=False,
    )
    config = {"displayModeBar": False}
    st.plotly_chart(figure, theme=None, key="tree", width="content", config=config, alt="Tree")
walk(
    stops,
    state["node"],
    key="walk_1",
    picture="tree_picture",
    file_name="My tree",
    on_walk=lambda node: call("walk", node),
    on_hear=lambda node: call("hear", node),
    on_fold=lambda: call("fold"),
    can_fold=True,
)
time.sleep(0.3)
st.text(f"calls {state['calls']}")
"""

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tree")
    (folder / "app.py").write_text(APP)
    (folder / ".streamlit").symlink_to(conftest.ROOT / ".streamlit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(conftest.ROOT))
        patch.setattr(conftest, "ROOT", folder)
        with conftest.serving(folder) as address:
            yield address


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    drawn(page)
    yield page
    context.close()


def drawn(page: Page) -> None:
    settled(page)
    page.locator(".st-key-tree_picture .main-svg").first.wait_for()
    page.locator(".walker .here").wait_for()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def is_at(page: Page, text: str) -> None:
    expect(page.locator(".here")).to_have_text(text)


def calls(page: Page) -> list[list[object]]:
    """Give what the page was called for, once it is drawn."""
    settled(page)
    text = page.get_by_text("calls [").inner_text()
    return list(ast.literal_eval(text.removeprefix("calls ")))


def is_in_view(page: Page, text: str) -> None:
    """The node's name stands within what is seen of the picture."""
    # For a moment the old drawing is there beside the new one.
    label = page.locator(".main-svg .textpoint text", has_text=text).first
    expect(label).to_be_in_viewport(ratio=1)


def test_keys_walk_play_and_are_never_lost(page: Page) -> None:
    page.locator(".walker").evaluate(
        """(walker) => {
            window.seen = [];
            const here = walker.querySelector(".here");
            const look = () => seen.push(here.textContent);
            new MutationObserver(look).observe(here, { childList: true });
        }"""
    )
    page.get_by_role("toolbar").focus()
    press(page, *["ArrowRight"] * 4)
    page.wait_for_timeout(250)  # Python has been told, and takes its time
    press(page, *["ArrowRight"] * 6)
    is_at(page, "Note 10, place 1")
    assert calls(page)[-1] == ["walk", 100]
    # What Python said of the fourth note came too late to lead back to it.
    assert page.evaluate("seen") == [f"Note {n}, place 1" for n in range(1, 11)]
    is_in_view(page, "Note 10&1")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    is_at(page, "Note 10, place 3")
    heard = calls(page)
    assert heard[-2:] == [["walk", 102], ["hear", 102]]
    assert ["hear", 102] not in heard[:-1]
    press(page, "ArrowUp", "ArrowRight")  # nothing follows there
    is_at(page, "Note 10, place 2")
    press(page, "ArrowLeft", "End")
    is_at(page, "Note 12, place 1")
    is_in_view(page, "Note 12&1")
    press(page, "Home", "ArrowLeft", "ArrowUp")
    is_at(page, "End of the seed")
    is_in_view(page, "End of the seed")
    page.get_by_role("toolbar").evaluate(
        """(bar) => {
            for (const key of "oo") bar.dispatchEvent(new KeyboardEvent("keydown", { key }));
        }"""
    )
    # The second asked for nothing: what it would do was not known yet.
    assert calls(page)[-2:] == [["walk", 0], ["fold", None]]
    press(page, "o")
    assert calls(page)[-2:] == [["fold", None], ["fold", None]]


def test_the_picture_has_the_same_keys_and_follows_python(page: Page) -> None:
    picture = page.get_by_role("group", name="Picture of the tree")
    picture.focus()
    press(page, "ArrowRight", " ")
    assert calls(page) == [["walk", 10], ["hear", 10]]
    expect(picture).to_be_focused()
    page.get_by_role("button", name="Elsewhere").click()
    is_at(page, "Note 6, place 3")
    is_in_view(page, "Note 6&3")
    expect(page.get_by_role("button", name="On to its best continuation")).to_be_disabled()
    page.get_by_role("button", name="The candidate above").click()
    is_at(page, "Note 6, place 2")
    press(page, "ArrowUp")  # the clicked button has the focus, and the same keys
    is_at(page, "Note 6, place 1")
    settled(page)
    # Streamlit puts another container in the picture's place.
    page.get_by_text("More above").click()
    page.get_by_text("And more.").wait_for()
    drawn(page)
    expect(picture).to_have_attribute("tabindex", "0")
    is_in_view(page, "Note 6&1")
    # A ring is where Python has not drawn anything yet.
    ringed = picture.evaluate(
        """(picture) => {
            picture.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            const ring = picture.querySelector(".walked-ring").getBoundingClientRect();
            return ring.x + ring.width / 2
                - picture.querySelector(".main-svg").getBoundingClientRect().x;
        }"""
    )
    assert ringed == pytest.approx(60 + 7 * 160, abs=1)
    is_at(page, "Note 7, place 1")
    settled(page)
    expect(page.locator(".walked-ring")).to_have_count(0)


def saved(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save what is shown as {kind}").click()
    assert download.value.suggested_filename == f"My tree.{kind.lower()}"
    path = folder / kind
    download.value.save_as(path)
    return path


def test_the_picture_is_saved_whole(page: Page, tmp_path: Path) -> None:
    drawing = ElementTree.parse(saved(page, "SVG", tmp_path)).getroot()
    assert drawing.get("width") == "2040"
    for name, least in (("text", 37), ("path", 37)):
        shown = page.locator(f".st-key-tree_picture svg.main-svg {name}")
        words = [" ".join("".join(part.itertext()).split()) for part in drawing.iter(SVG + name)]
        assert words == [" ".join(text.split()) for text in shown.all_text_contents()]
        assert len(words) >= least
    # It leans on nothing outside of it, and brings its letters.
    values = [value for part in drawing.iter() for value in part.attrib.values()]
    assert not [value for value in values if re.search(r"//|url\((?!#)", value)]
    (style,) = drawing.iter(SVG + "style")
    assert re.findall(r"url\(.{20}", style.text or "") == ["url(data:font/woff2;base"]

    picture = Image.open(saved(page, "PNG", tmp_path)).convert("RGB")
    assert picture.size == (4080, 600)
    assert picture.getpixel((0, 599)) == (0xFB, 0xF9, 0xF4)
    assert picture.getpixel((120, 150)) == (255, 0, 0)  # where we are
    assert picture.getpixel((120 + 2 * 160 * 12, 150)) == (0, 128, 128)
