"""The chooser of a trained network: what it learned from, how it reads, how it thinks."""

from __future__ import annotations

import math

import streamlit as st

from core.checkpoint import CheckpointInfo, list_checkpoints
from core.codecs import EventsCodec
from pages.common.i18n import _, number, plain, sentence
from pages.common.wording import (
    codec_story,
    codec_title,
    collection_story,
    collection_title,
    model_story,
    model_title,
)

_ORDER = ("chorales", "fiddle", "quartets", "events", "note_chord", "gru", "gru-attention")


@st.cache_data(ttl="20s", show_spinner=False)
def installed() -> list[CheckpointInfo]:
    """List the checkpoints, damaged ones too, in the order in which they are shown."""
    parts = (collection_of, codec_of, model_of)
    return sorted(list_checkpoints(), key=lambda info: [_place(part(info)) for part in parts])


def miss_networks() -> None:
    """Say that there is no network for what is shown here, and how to get one."""
    st.info(
        _("No trained network is installed. Train one with: `python -m core train`"),
        icon=":material/info:",
    )


def choose_network() -> str | None:
    """Draw the chooser; give a checkpoint's name, or None where there is none to choose."""
    if (reading := _choose_reading()) is None:
        return None
    choices = {info.name: info for info in _family(*reading)}
    chosen = None
    if choices:
        collection, codec = reading
        chosen = st.radio(
            _("How it thinks"),
            list(choices),
            index=_best(list(choices.values())),
            format_func=lambda name: network_title(choices[name]),
            captions=[_caption(info) for info in choices.values()],
            key=f"network_{collection}_{codec}",
            persist_state="session",
        )
    _show_damaged(reading[0])
    return chosen


def choose_family() -> list[CheckpointInfo]:
    """Draw the choosers of a collection and a way of reading it; give the networks that have both.

    What is chosen holds for ``choose_network`` too, on all pages.
    """
    if (reading := _choose_reading()) is None:
        return []
    _show_damaged(reading[0])
    return _family(*reading)


def _choose_reading() -> tuple[str, str] | None:
    """Draw the choosers; give a collection and a codec, or None where there is no network."""
    sound = [info for info in installed() if info.ok]
    if not sound:
        miss_networks()
        _show_damaged()
        return None
    collection = st.pills(
        _("It learned from"),
        list(dict.fromkeys(collection_of(info) for info in installed())),
        format_func=collection_title,
        default=collection_of(sound[0]),
        required=True,
        wrap=True,
        key="network_collection",
        persist_state="session",
        help=_("A network only knows the style of the music it was trained on."),
    )
    st.caption(collection_story(str(collection)))
    return str(collection), _choose_codec(str(collection), sound)


def _family(collection: str, codec: str) -> list[CheckpointInfo]:
    return [
        info
        for info in installed()
        if info.ok and (collection_of(info), codec_of(info)) == (collection, codec)
    ]


def _choose_codec(collection: str, sound: list[CheckpointInfo]) -> str:
    """Draw the chooser of what the collection's networks read; nothing where all read alike."""
    codecs = list(
        dict.fromkeys(codec_of(info) for info in sound if collection_of(info) == collection)
    )
    codec = codecs[0] if codecs else ""
    if len(codecs) > 1:
        codec = str(
            st.pills(
                _("How it reads music"),
                codecs,
                format_func=codec_title,
                default=codecs[0],
                required=True,
                wrap=True,
                key=f"network_codec_{collection}",
                persist_state="session",
            )
        )
    if codec:
        st.caption(codec_story(codec))
    return codec


def tokens_a_note(checkpoint: str | None) -> float:
    """Tell how many words a network's music takes for one note; 1 where a word is a note."""
    for info in installed():
        data = info.card.get("data") if info.name == checkpoint else None
        trained = data.get("train") if isinstance(data, dict) else None
        if isinstance(trained, dict) and trained.get("notes"):
            return float(trained["tokens"]) / float(trained["notes"])
    return 1.0


def ends_pieces(checkpoint: str | None) -> bool:
    """Tell whether a network can end a piece by itself: its words have one for the end."""
    return any(
        info.name == checkpoint and codec_of(info) == EventsCodec.name for info in installed()
    )


def codec_of(info: CheckpointInfo) -> str:
    """Tell how a network reads music."""
    return str(info.card.get("codec") or info.name.partition("-")[2].partition("-")[0])


def collection_of(info: CheckpointInfo) -> str:
    """Tell what a network learned from; a damaged card leaves its name to tell."""
    return str(info.card.get("collection") or info.name.split("-")[0])


def model_of(info: CheckpointInfo) -> str:
    """Tell which of the three networks it is."""
    return str(info.card.get("model") or info.name.partition("-")[2].partition("-")[2])


def _place(name: str) -> tuple[int, str]:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER), name


def network_title(info: CheckpointInfo) -> str:
    """Name a network by which of the three it is, and by its own name if that is unusual."""
    title = model_title(model_of(info))
    usual = info.name.startswith(f"{collection_of(info)}-") and info.name.endswith(
        f"-{model_of(info)}"
    )
    return title if usual else f"{title} ({plain(info.name)})"


def _caption(info: CheckpointInfo) -> str:
    story, loss = model_story(model_of(info)), _loss(info)
    if loss is None:
        return story
    hesitates = _("On music it never saw, it wavers between about {choices} notes at each step.")
    return f"{story} {hesitates.format(choices=number(math.exp(loss), 1))}"


def _best(infos: list[CheckpointInfo]) -> int:
    """Tell which network foretells its collection best: it is chosen until a visitor chooses."""
    losses = [math.inf if (loss := _loss(info)) is None else loss for info in infos]
    return losses.index(min(losses))


def _loss(info: CheckpointInfo) -> float | None:
    """Give the loss a note in nats that a network's card tells."""
    loss = info.card.get("loss_per_note")
    return float(loss) if isinstance(loss, (int, float)) else None


def _show_damaged(collection: str | None = None) -> None:
    """Name the networks that cannot be used, of one collection or of all, and say why."""
    for info in installed():
        if info.ok or collection not in (None, collection_of(info)):
            continue
        st.radio(
            network_title(info),
            [network_title(info)],
            index=None,
            disabled=True,
            key=f"damaged_{info.name}",
            label_visibility="collapsed",
        )
        if info.problem is not None:
            st.caption(f":material/error: {sentence(info.problem)}")
