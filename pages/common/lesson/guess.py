"""Chapter 10: the visitor against the three networks."""

from __future__ import annotations

import random

import streamlit as st

from core.codecs import NoteChordCodec
from core.composer import open_checkpoint
from core.corpus import BUNDLED, split_of
from core.midi import last_note_end_ticks
from core.models import MODELS
from pages.common.i18n import _, n_, number
from pages.common.lesson import guessing, parts
from pages.common.lesson.guessing import Guess, Round
from pages.common.networks import codec_of, collection_of, installed, miss_networks, model_of
from pages.common.player import hear
from pages.common.seeds import read_piece
from pages.common.wording import labels, percentage

_COLLECTION = "fiddle"
_ADDRESS = "game"
_GAME, _ANSWERS = "learn_game", "learn_answers"
_MOST_GAME = 9_999


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Three networks have read hundreds of fiddle tunes. You have a lifetime of music in "
            "your ears. Here is a tune that none of them ever saw. **Which note comes next?**"
        )
    )
    networks = _networks()
    if not networks:
        miss_networks()
        return
    game, answers = _game(), _answers()
    played = len(answers)
    # After an answer its round stays, until the next one is asked for.
    shown = min(st.session_state.setdefault("learn_round", 0), guessing.ROUNDS - 1)
    asked, guesses = _round(game, shown, tuple(networks))
    st.markdown(
        _("#### Round {number} of {rounds}").format(
            number=number(shown + 1), rounds=number(guessing.ROUNDS)
        )
    )
    if played > shown:
        _show_solution(asked, guesses, networks, answers[shown])
    else:
        _ask(shown, asked, guesses)
    _show_score(game, networks, answers)
    _show_game(game)


def _networks() -> dict[str, str]:
    """Give the networks that play, by model: those of the fiddle tunes in the lecture's words."""
    found = {
        model_of(info): info.name
        for info in reversed(installed())
        if info.ok and collection_of(info) == _COLLECTION and codec_of(info) == "note_chord"
    }
    return {model: found[model] for model in MODELS if model in found}


def _game() -> int:
    """Give the game's number: the session's, or the address's, or one drawn now."""
    if _GAME not in st.session_state:
        asked = str(st.query_params.get(_ADDRESS, ""))
        fits = asked.isascii() and asked.isdecimal() and 1 <= int(asked[:6]) <= _MOST_GAME
        st.session_state[_GAME] = int(asked[:6]) if fits else random.randint(1, _MOST_GAME)
    game = int(st.session_state[_GAME])
    st.query_params[_ADDRESS] = str(game)
    return game


def _answers() -> list[str]:
    answers: list[str] = st.session_state.setdefault(_ANSWERS, [])
    return answers


@st.cache_data(max_entries=256, show_spinner=False)
def _round(game: int, number: int, models: tuple[str, ...]) -> tuple[Round, dict[str, Guess]]:
    """Give a round and what the networks think of it."""
    networks = _networks()
    pieces = [p.name for p in BUNDLED[_COLLECTION].pieces() if split_of(p.name) == "test"]
    piece = guessing.piece_of(pieces, game, number)
    words = NoteChordCodec().encode(read_piece(_COLLECTION, piece))
    asked = guessing.round_of(piece, words, game, number)
    return asked, {m: guessing.guess(open_checkpoint(networks[m]), asked) for m in models}


def _ask(shown: int, asked: Round, guesses: dict[str, Guess]) -> None:
    parts.try_it(_("listen, hum it to yourself, and choose the note that you think comes next."))
    codec = NoteChordCodec()
    hear(codec.decode(asked.before), key="learn_guess", title=_("What comes next?"), compact=True)
    choices = sorted(
        guessing.choices_of(asked, list(guesses.values())),
        key=lambda word: (codec.pitch(word) or 0, word),
    )
    with st.container(horizontal=True):
        for place, (word, name) in enumerate(zip(choices, labels(codec, choices), strict=True)):
            st.button(
                name,
                key=f"learn_choice_{place}",
                on_click=_answer,
                args=[shown, word],
                width="stretch",
            )
    last = labels(codec, asked.before[-4:])
    st.caption(
        _(
            "The last notes were {notes}. The choices go from low to high. All notes are equally "
            "long here, because the lecture's words leave lengths out."
        ).format(notes=" ".join(last))
    )


def _answer(shown: int, word: str) -> None:
    """Take an answer to the round that was shown; a second click answers nothing."""
    if len(_answers()) == shown:
        _answers().append(word)


def _show_solution(
    asked: Round, guesses: dict[str, Guess], networks: dict[str, str], answer: str
) -> None:
    codec = NoteChordCodec()
    truth, said = labels(codec, [asked.truth, answer])
    if answer == asked.truth:
        st.success(_("Right! It is **{note}**.").format(note=truth), icon=":material/celebration:")
    else:
        st.info(
            _("It is **{note}**. You said {said}.").format(note=truth, said=said),
            icon=":material/music_note:",
        )
    titles = {piece.name: piece.title for piece in BUNDLED[_COLLECTION].pieces()}
    hear(
        codec.decode([*asked.before, asked.truth, *asked.after]),
        key="learn_solution",
        title=titles[asked.piece],
        seed_ticks=last_note_end_ticks(codec.decode(asked.before)),
        compact=True,
    )
    st.table(
        [
            {
                _("Network"): parts.network_name(model),
                _("Its first guess"): labels(codec, [guesses[model].first])[0],
                _("Right?"): "✓" if guesses[model].first == asked.truth else "–",
                _("Chance it gave the true note"): _share(guesses[model].truth),
            }
            for model in networks
        ],
        hide_index=True,
    )
    if len(_answers()) < guessing.ROUNDS:
        st.button(
            _("Next round"),
            key="learn_next_round",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=_next,
        )


def _next() -> None:
    st.session_state["learn_round"] = len(_answers())


def _share(share: float) -> str:
    if 0 < share < 0.01:
        return _("under {share} %").format(share=number(1))
    return percentage(round(100 * share))


def _show_score(game: int, networks: dict[str, str], answers: list[str]) -> None:
    if not answers:
        return
    rounds = [_round(game, place, tuple(networks)) for place in range(len(answers))]
    said = {"you": answers} | {
        model: [guesses[model].first for _asked, guesses in rounds] for model in networks
    }
    counted = guessing.points([asked.truth for asked, _guesses in rounds], said)
    st.markdown(n_("#### Points after {n} round", "#### Points after {n} rounds", len(answers)))
    with st.container(horizontal=True):
        for player, won in counted.items():
            name = _("You") if player == "you" else parts.network_name(player)
            st.metric(name, number(won), border=True, width=150)
    if len(answers) == guessing.ROUNDS:
        best = max(counted[model] for model in networks)
        st.markdown(
            _("**You beat them all.** They had read {n} tunes; what had you?").format(
                n=number(_trained())
            )
            if counted["you"] > best
            else _("**A tie with the best of them.** Another game?")
            if counted["you"] == best
            else _("**The networks win this time.** They have practised a lot. Another game?")
        )


def _trained() -> int:
    pieces = BUNDLED[_COLLECTION].pieces()
    return sum(split_of(piece.name) == "train" for piece in pieces)


def _show_game(game: int) -> None:
    st.caption(
        _(
            "This is game number {game}. Whoever opens this page's address plays the same ten "
            "rounds. You choose among a few notes; the networks choose among all they know."
        ).format(game=game)
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            _("New game"), key="learn_new_game", icon=":material/restart_alt:", on_click=_new_game
        )
        chosen = st.number_input(
            _("Or play game number"), 1, _MOST_GAME, game, key=f"learn_game_{game}", width=180
        )
        st.button(
            _("Play this one"),
            key="learn_that_game",
            on_click=_new_game,
            args=[int(chosen)],
            disabled=chosen == game,
        )


def _new_game(game: int | None = None) -> None:
    st.session_state[_GAME] = game or random.randint(1, _MOST_GAME)
    st.session_state[_ANSWERS] = []
    st.session_state["learn_round"] = 0
