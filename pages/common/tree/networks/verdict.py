"""Where networks agree and where they part, in a sentence or two of Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from core.agreement import Parting, Sounding, partings
from pages.common.i18n import _, n_, plain
from pages.common.tree.networks.answer import Answer, name_of


def verdict(answers: Sequence[Answer], paths: Sequence[Sequence[Sounding]]) -> str:
    """Say for how many notes networks agree, and where each goes then.

    Parameters
    ----------
    answers
        Two or more.
    paths
        What is compared of each, as ``core.agreement.to_compare`` gives it.
    """
    found = partings(paths)
    if not found:
        return _alike(len(answers), paths[0], answers[0])
    first, *later = found
    ways = _ways(answers, paths, first)
    if first.after:
        agreement = agreed(len(answers), first.after)
        said = _("{agreement}; then {ways}.").format(agreement=agreement, ways=ways)
    else:
        said = _("They part at the first note: {ways}.").format(ways=ways)
    if len(answers) > 2 and len(first.groups) == 2:
        said = f"{said} {_others(answers, first, later)}"
    return said


def agreed(networks: int, notes: int) -> str:
    """Say that all networks agree for so many notes, as the beginning of a sentence."""
    if networks > 2:
        return n_("All three agree for {n} note", "All three agree for {n} notes", notes)
    return n_("Both agree for {n} note", "Both agree for {n} notes", notes)


def _alike(networks: int, path: Sequence[Sounding], answer: Answer) -> str:
    if not path:
        return _("There is no whole note to compare.")
    if _is_end(answer, path[-1]):
        agreement = agreed(networks, len(path) - 1)
        return _("{agreement}; then they end the piece.").format(agreement=agreement)
    return _("{agreement}, to the end.").format(agreement=agreed(networks, len(path)))


def _ways(answers: Sequence[Answer], paths: Sequence[Sequence[Sounding]], parting: Parting) -> str:
    """Say where each group goes, "GRU goes to A4, the others to G4"."""
    heads = [paths[group[0]][parting.after] for group in parting.groups]
    names = _told_apart(answers, parting, heads)
    ends = [
        _is_end(answers[group[0]], head) for group, head in zip(parting.groups, heads, strict=True)
    ]
    if len(parting.groups[-1]) > 1:
        values = {
            "network": answers[parting.groups[0][0]].title,
            "note": names[0],
            "other": names[1],
        }
        if ends[0]:
            return _("{network} ends the piece, the others go to {other}").format(**values)
        if ends[1]:
            return _("{network} goes to {note}, the others end the piece").format(**values)
        return _("{network} goes to {note}, the others to {other}").format(**values)
    clauses = [
        (_("{network} ends the piece") if end else _("{network} goes to {note}")).format(
            network=answers[group[0]].title, note=name
        )
        for group, name, end in zip(parting.groups, names, ends, strict=True)
    ]
    return ", ".join(clauses)


def _told_apart(
    answers: Sequence[Answer], parting: Parting, heads: Sequence[Sounding]
) -> list[str]:
    """Name each group's note; those of one name are told apart by their time or by their words."""
    names = [
        plain(name_of(answers[group[0]], head))
        for group, head in zip(parting.groups, heads, strict=True)
    ]
    told = []
    for name, head in zip(names, heads, strict=True):
        alike = [other for other, called in zip(heads, names, strict=True) if called == name]
        first_ql = min(other.onset_ql for other in alike)
        if len(alike) > 1 and any(other.onset_ql != first_ql for other in alike):
            when = _("{note} (sooner)") if head.onset_ql == first_ql else _("{note} (later)")
            name = when.format(note=name)
        told.append(name)
    return told


def _others(answers: Sequence[Answer], first: Parting, later: Sequence[Parting]) -> str:
    """Say for how long the two that still go together do so."""
    pair = _("{one} and {two}").format(
        one=answers[first.groups[-1][0]].title, two=answers[first.groups[-1][1]].title
    )
    if not later:
        return _("{pair} stay together to the end.").format(pair=pair)
    notes = later[0].after - first.after
    more = n_("{n} note", "{n} notes", notes)
    if first.after:
        more = n_("{n} more note", "{n} more notes", notes)
    return _("{pair} agree for {more}.").format(pair=pair, more=more)


def _is_end(answer: Answer, note: Sounding) -> bool:
    return note.what == (answer.composition.codec.end,)
