"""A step's candidates in a table, with how their sums come about.

It has everyone who competed, where the pictures may leave some out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from pages.common.i18n import _, number
from pages.common.tree.watch.steps import Entrant, Step, Watched
from pages.common.tree.watch.telling import lost, share

# So many tokens of a path fit into a cell.
_SOME = 6


def rows(watched: Watched, step: Step) -> list[Mapping[str, str]]:
    """Give a table of all that competed at a step, with how the sums come about."""
    return [_row(watched, step, entrant) for entrant in step.entrants]


def _row(watched: Watched, step: Step, entrant: Entrant) -> Mapping[str, str]:
    return {
        _("Place in this step"): number(entrant.place) if watched.knows_places else "–",
        _("Path so far"): " ".join(watched.last(entrant.node, _SOME)),
        _("Chance of the last"): "–" if entrant.waits else share(entrant.own),
        **_product(watched, entrant),
        **_reckoning(watched, entrant),
        _("Fate"): _fate(watched, step, entrant),
    }


def _fate(watched: Watched, step: Step, entrant: Entrant) -> str:
    if step.is_chosen:
        fates = _("Not on the way"), _("Taken over")
    elif entrant.waits:
        fates = _("Had ended, overtaken"), _("Had ended, stays")
    elif watched.search == "greedy":
        fates = _("Passed over"), _("Taken")
    elif watched.search == "sample":
        fates = _("Not drawn"), _("Drawn")
    else:
        fates = _("Falls"), _("Survives")
    return fates[entrant.survives]


def _product(watched: Watched, entrant: Entrant) -> Mapping[str, str]:
    if not watched.multiplies:
        return {}
    before = number(math.exp(entrant.sum - entrant.own), 3)
    product = f"{before} × {number(math.exp(entrant.own), 2)} = {number(math.exp(entrant.sum), 3)}"
    return {_("Product of the chances"): product}


def _reckoning(watched: Watched, entrant: Entrant) -> Mapping[str, str]:
    has_luck = watched.search == "stochastic-beam" and watched.knows_places
    now = entrant.sum if has_luck else entrant.score
    before = entrant.sum - entrant.own if has_luck else entrant.before
    penalty = lost(watched, entrant)
    taken = f" − {number(penalty, 2)}" if penalty else ""
    said = _nats(now)
    if entrant.waits and entrant.standing != entrant.score:
        said = _("{sum}, by its length {weighed}").format(sum=said, weighed=_nats(entrant.standing))
    elif not entrant.waits:
        said = f"{_nats(before)} − {number(abs(entrant.own), 2)}{taken} = {said}"
    luck = {_("With its luck"): _nats(entrant.score)} if has_luck else {}
    return {_("Sum so far (log-probabilities)"): said, **luck}


def _nats(value: float, digits: int = 2) -> str:
    """Write a sum of log-probabilities, with a true minus sign."""
    return number(value, digits).replace("-", "−")
