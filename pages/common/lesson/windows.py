"""Chapter 5: how music becomes words, and words become questions for a network."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.checkpoint import Checkpoint
from core.codecs import EventsCodec
from core.composer import open_checkpoint
from core.errors import SemillaError
from core.midi import last_note_end_ticks
from pages.common.i18n import _, n_, number
from pages.common.lesson import parts
from pages.common.lesson.material import Material, choose_material
from pages.common.networks import codec_of, collection_of, installed, miss_networks
from pages.common.player import hear
from pages.common.wording import codec_story, codec_title, labels
from pages.common.work import show_error

_WINDOW = 30
_CODECS = ("note_chord", "events")
_MOST_UNKNOWN = 8


@dataclass(frozen=True)
class Question:
    """A window: what a network reads, and the word that it is to foretell."""

    words: tuple[str, ...]
    answer: str


def questions(words: list[str]) -> list[Question]:
    """Give all windows of a piece, each one word further on; one shorter one if it is short."""
    size = min(_WINDOW, len(words) - 1)
    return [
        Question(tuple(words[begin : begin + size]), words[begin + size])
        for begin in range(len(words) - size if size > 0 else 0)
    ]


def draw() -> None:
    """Draw the chapter."""
    st.markdown(
        _(
            "A network reads neither sound nor staves. It reads **words**, one after another, and "
            "learns a single thing: **which word comes next**."
        )
    )
    music = choose_material("words")
    codec = str(
        st.segmented_control(
            _("How it reads music"),
            _CODECS,
            format_func=codec_title,
            default="note_chord",
            required=True,
            wrap=True,
            key="learn_codec",
        )
    )
    st.caption(codec_story(codec))
    try:
        if (checkpoint := _reader(codec, music.collection)) is None:
            miss_networks()
            return
        words = checkpoint.codec.encode(music.score)
    except SemillaError as problem:
        show_error(problem, _("Please choose other music, or another way of reading it."))
        return
    asked = questions(words)
    if not asked:
        st.info(_("This music is a single word. Choose a longer piece."), icon=":material/info:")
        return
    _show_window(checkpoint, asked, f"{codec}_{music.whose}")
    _tell_numbers(checkpoint, words, music)


def _reader(codec: str, collection: str) -> Checkpoint | None:
    """Open a network that reads with this codec, of this collection if there is one."""
    fitting = [info for info in installed() if info.ok and codec_of(info) == codec]
    fitting.sort(key=lambda info: collection_of(info) != collection)
    return open_checkpoint(fitting[0].name) if fitting else None


def _show_window(checkpoint: Checkpoint, asked: list[Question], key: str) -> None:
    size, at_key = len(asked[0].words), f"learn_window_{key}"
    st.markdown(
        _(
            "#### Windows of {size} words\n"
            "The network sees {size} words and must say the next one. Then the window moves on by "
            "one word: this music gives **{count}** such questions."
        ).format(size=number(size), count=number(len(asked)))
    )
    parts.try_it(_("move the window and watch the answer become part of the next question."))
    at = 1
    if len(asked) > 1:
        at = int(st.slider(_("Question"), 1, len(asked), key=at_key))
        with st.container(horizontal=True):
            for label, change, icon in (
                (_("Back"), -1, ":material/chevron_left:"),
                (_("One word on"), 1, ":material/chevron_right:"),
            ):
                st.button(
                    label,
                    key=f"learn_window_{change}",
                    icon=icon,
                    on_click=_go_to,
                    args=[at_key, at + change],
                    disabled=not 1 <= at + change <= len(asked),
                )
    st.caption(
        _(
            "So it was done in the lecture. The network used here learned from windows of "
            "{context} words, from every place in them at once; the question is the same."
        ).format(context=number(checkpoint.context))
    )
    question = asked[at - 1]
    *read, answer = labels(checkpoint.codec, [*question.words, question.answer])
    with st.container(border=True):
        st.markdown(" ".join(f":gray-badge[{word}]" for word in read))
        st.markdown(f"{_('Which word comes next?')} :green-badge[{answer}]")
    _hear_window(checkpoint, question)


def _go_to(key: str, question: int) -> None:
    # A place and no distance: a click that is heard twice leads no further.
    st.session_state[key] = question


def _hear_window(checkpoint: Checkpoint, question: Question) -> None:
    codec = checkpoint.codec
    if not any(map(codec.starts_note, question.words)):
        return
    hear(
        codec.decode([*question.words, question.answer]),
        key="learn_window",
        title=_("The window as these words sound"),
        seed_ticks=last_note_end_ticks(codec.decode(question.words)),
        compact=True,
    )
    if codec.name == EventsCodec.name:
        st.caption(
            _(
                "Here a note takes several words: `@` tells its beat in the bar, then comes its "
                "name, and `×` tells how many beats it lasts. `|` begins a bar."
            )
        )


def _tell_numbers(checkpoint: Checkpoint, words: list[str], music: Material) -> None:
    vocabulary, codec = checkpoint.vocabulary, checkpoint.codec
    st.markdown(
        _(
            "#### Words become numbers\n"
            "A network counts, so each word has a number in its dictionary. This one knows "
            "**{known}** words; number 0 is the commonest."
        ).format(known=number(len(vocabulary)))
    )
    known = [word for word in dict.fromkeys(words) if word in vocabulary]
    st.dataframe(
        [
            {
                _("Word"): word,
                _("Which is"): label,
                _("Number"): vocabulary.ids([word])[0],
                _("Times in this music"): words.count(word),
            }
            for word, label in zip(known, labels(codec, known), strict=True)
        ],
        hide_index=True,
        height=240,
        key="learn_words",
    )
    unknown = [word for word in dict.fromkeys(words) if word not in vocabulary]
    if not unknown:
        st.caption(_("It knows every word of this music."))
        return
    st.markdown(
        n_(
            "**{n} word** of this music never came up in its training. "
            "It reads the nearest one that it knows:",
            "**{n} words** of this music never came up in its training. "
            "It reads the nearest ones that it knows:",
            len(unknown),
        )
    )
    for word in unknown[:_MOST_UNKNOWN]:
        nearest, own = labels(codec, [codec.nearest(word, vocabulary.words), word])
        st.markdown(f":orange-badge[{own}] → :gray-badge[{nearest}]")
