"""What was clicked in a figure or a table, as a browser tells it: any JSON can stand there."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def clicked(key: str) -> object | None:
    """Give the ``customdata`` of the first point selected in a figure; None where there is none.

    It is whatever the browser sent, the first part of it where it is a list.
    """
    points = _selection(key, "points")
    point = points[0] if points else None
    found = point.get("customdata") if isinstance(point, Mapping) else None
    return (found[0] if found else None) if isinstance(found, list | tuple) else found


def is_deselected(key: str) -> bool:
    """Tell whether a figure's browser says that no point is selected.

    In the callback of a change this means a second click on the point that was selected.
    """
    return _selection(key, "points") == []


def clicked_row(key: str, count: int) -> int | None:
    """Give the first row selected in a table of ``count``; None where there is none."""
    rows = _selection(key, "rows")
    return place_in(rows[0], count) if rows else None


def place_in(sent: object, count: int) -> int | None:
    """Read a whole number, 0 … ``count`` - 1, that a browser sent; None for all else."""
    # JSON's true is an int to Python.
    if isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent < count:
        return sent
    return None


def _selection(key: str, part: str) -> list[object] | None:
    """Give the list that a browser sent for a part of its selection; None if it is no list."""
    event = st.session_state.get(key)
    selection = event.get("selection") if isinstance(event, Mapping) else None
    found = selection.get(part) if isinstance(selection, Mapping) else None
    return list(found) if isinstance(found, list | tuple) else None
