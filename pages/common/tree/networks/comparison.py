"""The best paths of several networks, compared: in a sentence, and note under note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from core.agreement import Parting, Sounding, align, partings, to_compare
from pages.common.drawing import theme
from pages.common.i18n import _, n_
from pages.common.tree.networks.answer import Answer, name_of
from pages.common.tree.networks.table import Cell, Stretch, table_html
from pages.common.tree.networks.verdict import agreed, verdict
from pages.common.wording import percent


def show_comparison(answers: Sequence[Answer]) -> None:
    """Say where two networks or more agree and part, and set their best paths side by side."""
    codec = answers[0].composition.codec
    paths = to_compare([answer.path() for answer in answers], codec.end, answers[0].notes)
    st.markdown(f"{_('Their best paths:')} **{verdict(answers, paths)}**")
    if not any(paths):
        return
    rows, stretches = _table(answers, paths)
    st.html(
        table_html(
            rows,
            stretches,
            caption=_("The best path of each network, note under note"),
            rest=_("no note begins here"),
            theme=theme(),
            ground=str(st.get_option(f"theme.{theme()}.backgroundColor")),
        )
    )
    said = _(
        "As many dots, so many networks have this note at this time. The percentage is how likely "
        "the network itself found it, after the notes before it."
    )
    if any(None in cells for _title, cells in rows):
        said = f"{said} {_('Where a place is empty, no note of that network begins.')}"
    st.caption(said)


def _table(
    answers: Sequence[Answer], paths: Sequence[Sequence[Sounding]]
) -> tuple[list[tuple[str, list[Cell | None]]], list[Stretch]]:
    """Give the table's rows, and the headings over its columns."""
    columns, found = align(paths), partings(paths)
    edges = set(_edges(columns, found))
    rows: list[tuple[str, list[Cell | None]]] = []
    for row, answer in enumerate(answers):
        cells: list[Cell | None] = []
        for place, column in enumerate(columns):
            notes = [
                None if at is None else path[at] for path, at in zip(paths, column, strict=True)
            ]
            own, parts = notes[row], (row, place) in edges
            cells.append(None if own is None else _cell(answer, own, notes.count(own), parts))
        rows.append((answer.title, cells))
    return rows, _stretches(answers, found, len(columns))


def _edges(
    columns: Sequence[tuple[int | None, ...]], found: Sequence[Parting]
) -> Iterator[tuple[int, int]]:
    """Give rows and columns where networks part that were together up to there."""
    for parting in found:
        members = [row for group in parting.groups for row in group]
        for row in members:
            for place, column in enumerate(columns):
                if column[row] == parting.after:
                    yield row, place


def _cell(answer: Answer, note: Sounding, alike: int, parts: bool) -> Cell:
    told = n_("{n} network has it", "{n} networks have it", alike)
    return Cell(name_of(answer, note), percent(note.log_probability), alike, told, parts)


def _stretches(answers: Sequence[Answer], found: Sequence[Parting], columns: int) -> list[Stretch]:
    """Divide the columns by where networks part; up to there a column is a note of all."""
    if not found:
        return [Stretch(agreed(len(answers), columns), columns, False)]
    first = found[0]
    head = Stretch(agreed(len(answers), first.after), first.after, False)
    if len(answers) > 2 and len(first.groups) == 2:
        text = _("{network} parts here").format(network=answers[first.groups[0][0]].title)
    else:
        text = _("They part here")
    return [head, Stretch(text, columns - first.after, True)]
