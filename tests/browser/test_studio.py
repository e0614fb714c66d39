"""A musician's visit, in each language: a file, some bars of it, music, more of it, and away."""

from __future__ import annotations

import io
import json
import re
import wave
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import music21
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.midi import last_note_end_ticks, read_midi
from core.recipe import Recipe
from pages.common.i18n import translations
from tests.browser.conftest import serving
from tests.browser.steps import D_MAJOR_TUNE, settled

Say = Callable[[str], str]


@pytest.fixture(params=["en-GB", "es-ES"])
def locale(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def say(locale: str) -> Say:
    """What the page says for one of the code's texts."""
    return translations(locale[:2]).gettext


@pytest.fixture
def page(chromium: Browser, server: str, locale: str) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale=locale, accept_downloads=True
    )
    page = context.new_page()
    page.goto(f"{server}/compose")
    settled(page)
    yield page
    context.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """An English visitor's first page, not opened yet."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


def compose_first(page: Page, address: str) -> str:
    """Open Compose and press its button; give the piece's link."""
    page.goto(f"{address}/compose")
    settled(page)
    return composed(page, page.get_by_test_id("stMain").get_by_test_id("stBaseButton-primary"))


def players(page: Page) -> Locator:
    return page.locator(".player")


def is_heard(player: Locator) -> None:
    """Wait until a player's sound moves on by itself, and its cursor with it."""
    player.locator("audio").evaluate(
        """audio => new Promise((done, fail) => {
            const begun = Date.now();
            const look = () => {
                if (audio.currentTime > 0.5 && !audio.paused) done();
                else if (Date.now() - begun > 60000) fail(Error("no sound"));
                else setTimeout(look, 50);
            };
            look();
        })"""
    )
    roll = player.locator(".roll")
    before = float(roll.get_attribute("aria-valuenow"))
    player.page.wait_for_timeout(1_200)
    assert float(roll.get_attribute("aria-valuenow")) > before


def link_of(page: Page) -> str:
    return page.url.partition("piece=")[2].partition("&")[0]


def composed(page: Page, press: Locator) -> str:
    """Press what makes music; give the new piece's link once it is there."""
    before = link_of(page)
    press.click()
    page.wait_for_function(
        "before => { const found = new URL(location.href).searchParams.get('piece');"
        " return found && found !== before }",
        arg=before,
        timeout=90_000,
    )
    settled(page)
    return link_of(page)


def downloaded(page: Page, label: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    download = waiting.value
    with open(download.path(), "rb") as file:
        return download.suggested_filename, file.read()


def test_a_musicians_visit(page: Page, say: Say, chromium: Browser, server: str) -> None:
    main = page.get_by_test_id("stMain")
    # A file of one's own, and its first two bars.
    page.get_by_role("radio", name=say("My MIDI file")).click()
    settled(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "<b>tune</b>.mid", "mimeType": "audio/midi", "buffer": D_MAJOR_TUNE}
    )
    settled(page)
    expect(main.get_by_text("<b>tune</b>.mid").first).to_be_visible()
    last = players(page).first.locator(".handle.last")
    last.focus()
    while last.get_attribute("aria-valuenow") != "1":
        last.press("ArrowLeft")
        settled(page)
    expect(page.get_by_role("spinbutton", name=say("Number of bars"))).to_have_value("1")
    # No chance in it: where two voices meet in one tone, a score writes it once, and MIDI twice.
    page.get_by_role("radio", name=say("Beam"), exact=True).click()
    settled(page)
    # Half of the tune is the seed: eight notes.
    first = composed(page, main.get_by_test_id("stBaseButton-primary"))
    result = players(page).nth(1)
    is_heard(result)
    result.locator("[data-does=play]").click()
    # On, and back.
    more = composed(page, main.get_by_role("button", name=say("Go on from here")))
    assert more != first
    is_heard(players(page).nth(1))
    back = composed(page, main.get_by_role("button", name=say("Take it back")))
    assert back == first
    # Away with it, in every form.
    files = {
        name.partition(".")[2]: data
        for name, data in (
            downloaded(page, label)
            for label in ("MIDI", "MusicXML", say("Score (PDF)"), "MP3", "WAV")
        )
    }
    played = music21.converter.parse(files["mid"], format="midi")
    written = music21.converter.parse(files["musicxml"].decode(), format="musicxml")
    assert pitches(written) == pitches(played) != []
    assert files["pdf"].startswith(b"%PDF")
    assert b"\xff\xfb" in files["mp3"][:4096]
    with wave.open(io.BytesIO(files["wav"])) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    score = read_midi(files["mid"])
    assert last_note_end_ticks(score) / 480 * 60 / score.tempos[0].qpm <= seconds
    name, data = downloaded(page, say("Everything (zip)"))
    assert re.fullmatch(r"semilla[a-z0-9-]*\.zip", name)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        record = json.loads(bundle.read("recipe.json"))
        assert {name.rpartition(".")[2] for name in bundle.namelist()} == {
            *("mid", "musicxml", "pdf", "mp3", "wav", "json")
        }
    assert Recipe.from_json(record["recipe"]).seed
    # Somebody else, far away, opens the link.
    with_link(chromium, f"{server}/piece?id={first}")


def with_link(chromium: Browser, address: str) -> None:
    """Open a piece as somebody else: to hear and to make again, and not theirs to change."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(address)
    settled(page)
    players(page).first.locator("[data-does=play]").click()
    is_heard(players(page).first)
    expect(page.get_by_role("button", name="Take it back")).to_have_count(0)
    expect(page.get_by_role("button", name="Rename")).to_have_count(0)
    page.get_by_role("button", name="Make it again").click()
    expect(page.get_by_text("The same notes came out, one by one.")).to_be_visible(timeout=60_000)
    page.goto(address.partition("/piece")[0] + "/pieces")
    settled(page)
    expect(page.get_by_text("Nothing is here yet.")).to_be_visible()
    context.close()


def pitches(score: music21.stream.Score) -> list[int]:
    joined = score.stripTies()
    return sorted(pitch.midi for note in joined.recurse().notes for pitch in note.pitches)


def test_three_clicks_make_and_share_a_first_piece(chromium: Browser, server: str) -> None:
    """Compose, Compose, copy the link: what is on the clipboard opens the piece."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page = context.new_page()
    page.goto(server)
    settled(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Compose").click()
    page.get_by_test_id("stMain").get_by_test_id("stBaseButton-primary").click()
    page.get_by_role("button", name="Copy the link").click(timeout=60_000)
    expect(page.get_by_text("Copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(server) + r"/piece\?id=[A-Za-z0-9_-]{22}", address)
    context.close()


def test_a_name_is_text_and_no_link(visitor: Page, server: str) -> None:
    link = compose_first(visitor, server)
    visitor.get_by_role("button", name="Rename").click()
    field = visitor.get_by_role("textbox", name="Name")
    field.fill("https://a.example www.a.example me@a.example ![x](http://a.example/i.png) 🎵")
    field.press("Enter")
    settled(visitor)
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    for path in (f"piece?id={link}", "pieces"):
        visitor.goto(f"{server}/{path}")
        settled(visitor)
        expect(visitor.get_by_test_id("stMain").get_by_text("https:").first).to_be_visible()
        assert visitor.locator("a[href*='a.example']").count() == 0
    assert not [url for url in asked if "a.example" in url]


def test_nothing_is_lost_by_a_reload_or_a_second_tab(visitor: Page, server: str) -> None:
    compose_first(visitor, server)
    visitor.reload()
    settled(visitor)
    expect(visitor.get_by_role("heading", name="Your music")).to_be_visible()
    second = visitor.context.new_page()
    second.goto(f"{server}/pieces")
    settled(second)
    expect(second.get_by_role("button", name="Listen")).to_have_count(1)
    # Deleted, and taken back.
    second.get_by_role("button", name="Delete").click()
    expect(second.get_by_text("Nothing is here yet.")).to_be_visible()
    second.get_by_role("button", name="Undo").click()
    expect(second.get_by_role("button", name="Listen")).to_have_count(1)


def test_a_sound_goes_on_while_the_page_is_run_again(visitor: Page, server: str) -> None:
    """What was drawn above a player only while music was made moved it, and it fell silent."""
    compose_first(visitor, server)
    player = players(visitor).nth(1)
    is_heard(player)
    before_s = player.locator("audio").evaluate("audio => audio.currentTime")
    player.locator("[data-does=score]").click()
    expect(player.locator(".paper > svg")).to_be_visible(timeout=60_000)
    settled(visitor)
    paused, now_s = player.locator("audio").evaluate("audio => [audio.paused, audio.currentTime]")
    assert not paused
    assert now_s > before_s


def test_nothing_is_lost_by_a_restart_of_the_server(visitor: Page, tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        link = compose_first(visitor, address)
    with serving(tmp_path) as address:
        visitor.goto(f"{address}/pieces")
        settled(visitor)
        expect(visitor.get_by_role("button", name="Listen")).to_have_count(1)
        visitor.goto(f"{address}/piece?id={link}")
        settled(visitor)
        players(visitor).first.locator("[data-does=play]").click()
        is_heard(players(visitor).first)
