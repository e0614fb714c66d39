"""The link that opens a piece anywhere: shown, and copied or handed on by a click."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core import limits
from pages.common import shelf
from pages.common.i18n import _
from pages.common.session import Result

_HERE = Path(__file__).parent

_sharing = st.components.v2.component(
    "semilla.sharing",
    html=(_HERE / "sharing.html").read_text("utf-8"),
    css=(_HERE / "sharing.css").read_text("utf-8"),
    js=(_HERE / "sharing.js").read_text("utf-8"),
)


def share(result: Result) -> None:
    """Show the link of a piece; nothing where the piece could not be kept."""
    if result.link is not None:
        share_address(shelf.address(result.link), key=f"share_{result.number}", title=result.name)


def share_address(address: str, *, key: str, title: str) -> None:
    """Show an address to copy.

    Parameters
    ----------
    title
        What it leads to: a stranger's text, perhaps.
    """
    _sharing(
        key=key,
        data={
            "address": address,
            "title": title[: limits.SHOWN_CHARACTERS],
            "labels": {
                "share": _("Share it:"),
                "copy": _("Copy the link"),
                "send": _("Send it"),
                "copied": _("Copied."),
                "failed": _("Please select the link and copy it."),
            },
        },
    )
