"""Pages run by Streamlit's own AppTest, on small networks, with one set of workers for all."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core.arrangement import Arrangement
from core.performance import Performance, perform
from core.recipe import Recipe
from pages.common import shelf, work
from pages.common.session import Visit
from tests.checkpoints import TINY, write_tiny_checkpoint

ROOT = Path(__file__).resolve().parents[2]
NETWORK = "tiny-note_chord-gru"
EVENTS_NETWORK = "tiny-events-gru"


@pytest.fixture(scope="session", autouse=True)
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install tiny networks beside those that are shipped; workers see them too."""
    folder = tmp_path_factory.mktemp("checkpoints")
    for model in TINY:
        write_tiny_checkpoint(folder, model)
    write_tiny_checkpoint(folder, "gru", "events")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEMILLA_CHECKPOINTS", str(folder))
        yield folder
        work.queue().close()
        work.queue.clear()


@pytest.fixture(scope="session", autouse=True)
def _components() -> Iterator[None]:
    """Look once for packages that bring components of their own, and not again for each visit."""
    found = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True)
def _forget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of what is installed, and whether there is sound, are kept for seconds.

    Pieces are kept for good: here, as long as the test. And what AppTest runs stays the main
    module, which a process that is started later would run again.
    """
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    st.cache_data.clear()
    monkeypatch.setenv("SEMILLA_DATABASE", f"sqlite:///{tmp_path / 'pieces.db'}")
    shelf.store.clear()


@pytest.fixture(scope="session")
def performance(networks: Path) -> Performance:
    """A composition with three paths, made once."""
    recipe = Recipe(NETWORK, ("C4", "E4", "G4"), search="beam", k=3, length=12)
    return perform(recipe, Arrangement(tempo_qpm=120), progress=lambda _: None)


def page(path: str, *, locale: str = "en-GB", memory: Visit | None = None) -> AppTest:
    """Open a page cold, as a link from elsewhere does."""
    return settled(unopened(path, locale=locale, memory=memory).run())


def unopened(path: str, *, locale: str = "en-GB", memory: Visit | None = None) -> AppTest:
    """Get ready to open a page."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.context["locale"] = locale
    if memory is not None:
        at.session_state["visit"] = memory
    return at if path == "app.py" else at.switch_page(path)


def settled(at: AppTest) -> AppTest:
    """Run the page again, as its progress bar does, until no task of the visit is left."""
    for _ in range(200):
        assert not at.exception, at.exception
        if not memory_of(at).jobs:
            return at
        time.sleep(0.1)
        at.run()
    raise AssertionError(f"Still running: {memory_of(at).jobs}")


def memory_of(at: AppTest) -> Visit:
    memory: Visit = at.session_state["visit"]
    return memory


def with_open(at: AppTest, key: str) -> AppTest:
    """Open what is drawn only where it is open."""
    at.session_state[key] = True
    return settled(at.run())


def labelled(elements: object, label: str) -> object:
    """Give the one element with this label."""
    (found,) = [element for element in elements if element.label == label]
    return found


def player_of(at: AppTest, key: str) -> dict[str, Any]:
    """Give what the browser's player of that key was sent."""
    sent = [json.loads(element.proto.json) for element in at.get("bidi_component")]
    (found,) = [data for data in sent if data.get("key") == key]
    return found


def choose_network(at: AppTest, name: str) -> AppTest:
    """Choose a tiny network on Compose, with its three choosers."""
    labelled(at.button_group, "It learned from").set_value("fiddle")
    at.run()
    labelled(at.button_group, "How it reads music").set_value(name.split("-")[1])
    at.run()
    labelled(at.radio, "How it thinks").set_value(name)
    return at


def press_twice(at: AppTest, button: Any) -> AppTest:
    """Press so quickly that the second click comes before the page is drawn anew."""
    button.click()
    clicked = at._tree.get_widget_states()
    # A browser tells of pressed buttons alone, AppTest of all of them.
    for state in [
        s for s in clicked.widgets if s.HasField("trigger_value") and not s.trigger_value
    ]:
        clicked.widgets.remove(state)
    return settled(at._run(clicked)._run(clicked))


def press(at: AppTest, label: str) -> AppTest:
    """Press a button and wait for what comes of it."""
    return settled(labelled(at.button, label).click().run())


def spanish_upload_page() -> AppTest:
    """Open Compose in Spanish, with a tiny network and a file for a seed chosen."""
    # AppTest asks for the names of choices outside the page, where no language is chosen.
    at = unopened("pages/compose.py", locale="es-ES")
    chosen = {
        "network_collection": "fiddle",
        "network_codec_fiddle": "note_chord",
        "network_fiddle_note_chord": NETWORK,
        "seed": "upload",
    }
    for key, value in chosen.items():
        at.session_state[key] = value
    return at.run()
