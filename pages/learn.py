"""Learn: the lecture as a page one can touch."""

from __future__ import annotations

import streamlit as st

from pages.common.lesson.chapters import show_lesson
from pages.common.setup import page_name, setup_page


def main() -> None:
    """Draw the page."""
    setup_page("learn", layout="centered")
    st.title(page_name("learn"))
    show_lesson()


if __name__ == "__main__":
    main()
