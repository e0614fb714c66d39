"""Chapter 6: what the three networks do, and where they look."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.attention_picture import Attention, attention_of, by_note, has_attention
from core.codecs import Codec, NoteChordCodec
from core.composer import open_checkpoint
from core.corpus import BUNDLED, Piece, split_of
from core.figures import Spot, attention_figure
from core.figures.palette import palette
from core.midi import TICKS_PER_QUARTER
from core.models import MODELS
from pages.common.drawing import show_figure, theme
from pages.common.i18n import _
from pages.common.lesson import parts
from pages.common.lesson.diagrams import diagram
from pages.common.networks import codec_of, collection_of, installed, miss_networks, model_of
from pages.common.player import hear
from pages.common.seeds import read_piece
from pages.common.wording import collection_title, labels, model_title, percentage

_COLLECTIONS = ("fiddle", "chorales")
_CODEC = "note_chord"
_NOTES = 32
_EXAMPLE = ("E4", "G4", "B4", "E5")
_PIECES = 12
_MOST_TOLD, _LEAST_TOLD = 5, 0.01


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "Three networks, one task: read some notes, then give **every** note a chance of being "
            "the next. They differ in how they use what they have read."
        )
    )
    parts.try_it(_("choose a network and see how it comes to its guess."))
    model = str(
        st.segmented_control(
            _("Network"),
            list(MODELS),
            format_func=model_title,
            default="gru-attention",
            required=True,
            wrap=True,
            key="learn_model",
        )
    )
    names = labels(NoteChordCodec(), _EXAMPLE)
    st.image(
        diagram(model, names, palette(theme())),
        width="stretch",
        alt=_("Notes in a row, with arrows for what the network hands on or looks back at."),
    )
    st.markdown(_story(model))
    st.divider()
    _show_attention(model)


def _story(model: str) -> str:
    stories = {
        "gru": _(
            "**GRU.** It reads note by note and hands a summary on, like a whisper passed along a "
            "row. At each note small gates decide what to keep and what to forget. The guess is "
            "made from the summary alone: what has faded from it is gone."
        ),
        "gru-attention": _(
            "**GRU with attention.** The same whisper, but before it guesses it also turns round: "
            "it compares where it stands with every note it has read, and mixes the fitting ones "
            "in. Far notes cost no more than near ones."
        ),
        "transformer": _(
            "**Transformer.** No whisper at all. Every note looks straight at all the notes before "
            "it, in several layers one upon another, and all notes are worked out at the same "
            "time. How far apart two notes lie is told to it separately."
        ),
    }
    return stories[model]


def _show_attention(model: str) -> None:
    st.markdown(_("#### Where it looks"))
    if not has_attention(model):
        st.info(
            _(
                "The plain GRU looks at nothing: it has only its summary. Choose one of the other "
                "two to see where they look."
            ),
            icon=":material/visibility_off:",
        )
        return
    found = {
        collection_of(info): info.name
        for info in reversed(installed())
        if info.ok
        and (model_of(info), codec_of(info)) == (model, _CODEC)
        and collection_of(info) in _COLLECTIONS
    }
    if not found:
        miss_networks()
        return
    collections = [name for name in _COLLECTIONS if name in found]
    collection = str(
        st.segmented_control(
            _("Collection"),
            collections,
            format_func=collection_title,
            default=collections[0],
            required=True,
            key=f"learn_look_music_{len(collections)}",
        )
    )
    pieces = unseen(collection)
    piece = st.selectbox(
        _("A piece that the network never saw"),
        list(pieces),
        format_func=lambda name: pieces[name].title,
        key=f"learn_look_piece_{collection}",
    )
    _show_looks(found[collection], collection, str(piece), pieces[str(piece)].title)


@st.cache_resource(show_spinner=False)
def unseen(collection: str) -> dict[str, Piece]:
    """Give some pieces of a collection's test split by name."""
    pieces = [piece for piece in BUNDLED[collection].pieces() if split_of(piece.name) == "test"]
    return {piece.name: piece for piece in pieces[:_PIECES]}


@st.cache_data(max_entries=64, show_spinner=False)
def _looked(checkpoint: str, collection: str, piece: str) -> tuple[list[str], Attention]:
    """Give a passage's words and where the network looked while it read them."""
    network = open_checkpoint(checkpoint)
    words = network.codec.encode(read_piece(collection, piece))[:_NOTES]
    known, _replaced = network.vocabulary.map_known(words, network.codec)
    begins = [network.codec.starts_note(word) for word in known]
    return known, by_note(attention_of(network, known), begins)


def _show_looks(checkpoint: str, collection: str, piece: str, title: str) -> None:
    words, attention = _looked(checkpoint, collection, piece)
    codec = open_checkpoint(checkpoint).codec
    names, score = labels(codec, words), codec.decode(words)
    parts.try_it(_("move the slider to another note and see what it looks back at."))
    at = int(
        st.slider(
            _("The note that looks"), 2, len(words), len(words) * 3 // 4, key=f"learn_look_{piece}"
        )
    )
    looks = attention.weights[at - 1].tolist()
    show_figure(
        attention_figure(
            spots_of(codec, words, names),
            looks,
            at - 1,
            theme=theme(),
            quarters=_("Quarter notes from the beginning"),
        ),
        key="learn_looks",
        alt=_("Notes on a roll; arcs lead from the chosen note back to those that it looks at."),
    )
    _tell_looks(names, looks, at, float(attention.start[at - 1]))
    hear(score, key="learn_look_sound", title=title, compact=True)


def spots_of(codec: Codec, words: Sequence[str], names: Sequence[str]) -> list[Spot]:
    """Tell where each of the lecture's words stands on a roll."""
    found = []
    by_onset: dict[int, list[tuple[int, int]]] = {}
    for note in codec.decode(words).tracks[0].notes:
        by_onset.setdefault(note.time, []).append((note.pitch, note.duration))
    for (onset_ticks, notes), name in zip(sorted(by_onset.items()), names, strict=True):
        found.append(
            Spot(
                onset_ticks / TICKS_PER_QUARTER,
                notes[0][1] / TICKS_PER_QUARTER,
                tuple(pitch for pitch, _length in notes),
                name,
            )
        )
    return found


def _tell_looks(names: Sequence[str], looks: Sequence[float], at: int, start: float) -> None:
    best = sorted(range(at), key=lambda place: -looks[place])[:_MOST_TOLD]
    told = ", ".join(
        _("{name} (note {place}, {share})").format(
            name=names[place], place=place + 1, share=percentage(round(100 * looks[place]))
        )
        for place in best
        if looks[place] >= _LEAST_TOLD
    )
    st.markdown(
        _("Having read note {at}, **{name}**, it looks most at: {told}.").format(
            at=at, name=names[at - 1], told=told
        )
    )
    if start >= _LEAST_TOLD:
        st.caption(
            _(
                "{share} of its look rests on the empty place before the first note, which means: "
                "on nothing in particular. The picture divides up the rest."
            ).format(share=percentage(round(100 * start)))
        )
    st.caption(
        _(
            "This is its last look before the guess. It shows what was mixed in, and does not "
            "explain the guess."
        )
    )
