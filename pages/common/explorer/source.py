"""The chooser of what is looked into: a collection or the visitor's file, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from symusic.core import ScoreTick as Score

from core import limits
from core.checkpoint import CheckpointInfo
from core.codecs import CODECS, Codec, EventsCodec, NoteChordCodec
from core.composer import open_checkpoint
from core.corpus import BUNDLED
from pages.common.i18n import _
from pages.common.networks import codec_of, collection_of, installed
from pages.common.seeds import read_piece, take_file
from pages.common.session import Upload
from pages.common.wording import codec_story, codec_title, collection_story, collection_title

OWN = "upload"


@dataclass(frozen=True)
class Source:
    """What is looked into.

    Attributes
    ----------
    collection
        Its name; of the visitor's own music, that of the collection it is held against.
    codec_name
        How it is read.
    upload
        The visitor's own music; None for a collection.
    """

    collection: str
    codec_name: str
    upload: Upload | None = None

    @property
    def key(self) -> str:
        """What keys of widgets and tasks hang on."""
        music = f"{OWN}{self.upload.number}_" if self.upload else ""
        return f"{music}{self.collection}_{self.codec_name}"

    def networks(self) -> list[CheckpointInfo]:
        """List the networks that learned from the collection and read this way."""
        wanted = self.collection, self.codec_name
        return [i for i in installed() if i.ok and (collection_of(i), codec_of(i)) == wanted]

    def codec(self) -> Codec:
        """Give the networks' own codec, or, where there are none, the one they would have."""
        for info in self.networks():
            return open_checkpoint(info.name).codec
        if self.codec_name == EventsCodec.name:
            return EventsCodec()
        music = BUNDLED[self.collection]
        return NoteChordCodec(music.step_ql, music.parts)

    def score(self, piece: str) -> Score:
        """Give a piece's music, not to be changed."""
        return self.upload.score if self.upload else read_piece(self.collection, piece)


def choose_source() -> Source | None:
    """Draw the chooser; give None, having said why, where there is nothing to look into yet."""
    music = st.segmented_control(
        _("Music"),
        [*BUNDLED, OWN],
        format_func=lambda name: _("My own file") if name == OWN else collection_title(name),
        default="chorales",
        required=True,
        wrap=True,
        key="explore_music",
        persist_state="session",
    )
    upload = None
    if music == OWN:
        if (upload := _take_own()) is None:
            return None
        collection = _choose_compared()
    else:
        collection = str(music)
        st.caption(collection_story(collection))
    codec = st.segmented_control(
        _("How it is read"),
        list(CODECS),
        format_func=codec_title,
        default=next(iter(CODECS)),
        required=True,
        wrap=True,
        key="explore_codec",
        persist_state="session",
    )
    st.caption(codec_story(str(codec)))
    return Source(collection, str(codec), upload)


def _choose_compared() -> str:
    return str(
        st.segmented_control(
            _("Hold it against"),
            list(BUNDLED),
            format_func=collection_title,
            default="chorales",
            required=True,
            wrap=True,
            key="explore_against",
            persist_state="session",
            help=_("Your file is read in the way of this collection's networks."),
        )
    )


def _take_own() -> Upload | None:
    if (upload := take_file("explore_upload")) is None:
        st.info(
            _("Give Semilla a file, and see which notes it uses most and which the networks know."),
            icon=":material/upload_file:",
        )
    else:
        st.text(upload.name[: limits.SHOWN_CHARACTERS])
    return upload
