"""Who a visitor is: a secret token in a cookie, and nothing else about them.

The token tells whose pieces are whose after a reload, in a second tab, or when the server was
started anew. Nobody signs in, no name is asked for, and whoever clears the browser's cookies is a
new visitor. What belongs to a visitor is not known here.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

_COOKIE = "semilla_visitor"
_KEY = "visitor_token"
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")

_cookies = st.components.v2.component(
    "semilla.cookies", js=Path(__file__).with_name("cookies.js").read_text("utf-8")
)


def visitor() -> str:
    """Give this visitor's token: 192 bits that nobody else has."""
    memory = st.session_state
    if _KEY not in memory:
        kept = str(st.context.cookies.get(_COOKIE, ""))
        memory[_KEY] = kept if _TOKEN.fullmatch(kept) else secrets.token_urlsafe(_TOKEN_BYTES)
    return str(memory[_KEY])


def remember(wishes: Mapping[str, str]) -> None:
    """Keep the visitor's token in their browser, and wishes of theirs by the cookies' names."""
    token = visitor()
    refused = ""
    before = st.session_state.get("cookies") or {}
    if (found := before.get("token")) and not _TOKEN.fullmatch(str(found)):
        refused = str(found)
    answer = _cookies(
        key="cookies",
        data={"name": _COOKIE, "token": token, "refused": refused, "wishes": dict(wishes)},
        height=1,
        on_token_change=lambda: None,
    )
    if _TOKEN.fullmatch(str(answer.token or "")) and answer.token != token:
        st.session_state[_KEY] = str(answer.token)
        st.rerun()


def wish(name: str) -> str:
    """Give what a cookie of an earlier visit says; nothing where there is none."""
    return str(st.context.cookies.get(name, ""))
