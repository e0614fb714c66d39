"""A step of a search in plain sentences, true for each way of searching."""

from __future__ import annotations

from pages.common.i18n import _, n_, number, plain
from pages.common.tree.watch.steps import Entrant, Step, Watched
from pages.common.wording import percent

# So many tokens of a path fit into a sentence.
_FEW = 4


def tell(watched: Watched, step: Step) -> list[str]:
    """Say what happens at a step, as sentences in Markdown."""
    if step.is_chosen:
        said = _tell_chosen(watched, step)
    elif watched.search == "greedy":
        said = _tell_greedy(watched, step)
    elif watched.search == "sample":
        said = _tell_drawn(watched, step)
    else:
        said = [*_tell_going(step), *_tell_competition(watched, step)]
    return [*said, *_tell_ends(step)]


def share(log_probability: float) -> str:
    """Write a chance as a percentage."""
    # A tenth of a network's 32 bits is a little less than a tenth, and no 10.0 %.
    return percent(log_probability + 1e-6)


def lost(watched: Watched, entrant: Entrant) -> float:
    """Give what penalties took from a candidate's score at its step, in nats."""
    if entrant.waits or watched.search == "stochastic-beam":
        return 0.0
    taken = entrant.before + entrant.own - entrant.score
    return taken if taken > 5e-3 else 0.0


def _tell_going(step: Step) -> list[str]:
    if step.number == 1:
        return [_("The search begins: nothing new is chosen yet.")]
    said = [n_("{n} path goes on.", "{n} paths go on.", step.going)]
    if waiting := sum(entrant.waits for entrant in step.entrants):
        said.append(n_("{n} has ended and waits.", "{n} have ended and wait.", waiting))
    return said


def _tell_competition(watched: Watched, step: Step) -> list[str]:
    considered = n_("{n} candidate competes.", "{n} candidates compete.", step.candidates)
    if not step.fallen:
        return [considered, _("Nobody has to go: there is room for all of them.")]
    if not watched.knows_places:
        survivors = n_("{n} path is kept.", "{n} paths are kept.", len(step.survivors))
        return [considered, survivors, _untold()]
    if watched.search == "diverse-beam":
        return [considered, *_tell_groups(watched, step)]
    if watched.search == "stochastic-beam":
        return [considered, *_tell_luck(watched, step)]
    if watched.length_power and any(entrant.waits for entrant in step.entrants):
        survive = n_(
            "The one whose sum is highest for its length survives.",
            "The {n} whose sums are highest for their lengths survive.",
            len(step.survivors),
        )
    elif any(lost(watched, entrant) for entrant in step.entrants):
        survive = n_(
            "The one with the highest sum after penalties survives.",
            "The {n} with the highest sums after penalties survive.",
            len(step.survivors),
        )
    else:
        survive = n_(
            "The one with the highest sum survives.",
            "The {n} with the highest sums survive.",
            len(step.survivors),
        )
    return [considered, survive, _tell_first_fallen(watched, step)]


def _tell_first_fallen(watched: Watched, step: Step) -> str:
    first = step.fallen[0]
    return _("The first to fall is **{name}**, in place {place}.").format(
        name=_path(watched, first), place=number(first.place)
    )


def _tell_groups(watched: Watched, step: Step) -> list[str]:
    said = [
        _(
            "A diverse beam divides its {k} paths into groups that choose one after another: "
            "what an earlier group took costs the later ones extra, so that not all become alike."
        ).format(k=number(watched.k)),
        n_("{n} path is kept.", "{n} paths are kept.", len(step.survivors)),
    ]
    dropped, kept = step.fallen[0], step.survivors[-1]
    if dropped.standing > kept.standing:
        said.append(
            _("**{name}** was dropped, though **{other}**, with a lower sum, was kept.").format(
                name=_path(watched, dropped), other=_path(watched, kept)
            )
        )
    return said


def _tell_luck(watched: Watched, step: Step) -> list[str]:
    said = [
        _(
            "Chance adds something to each sum and so makes the order: likely paths win often, "
            "and not always."
        ),
        n_("The highest one survives.", "The {n} highest survive.", len(step.survivors)),
    ]
    dropped = max(step.fallen, key=lambda entrant: entrant.sum)
    kept = min(step.survivors, key=lambda entrant: entrant.sum)
    if dropped.sum > kept.sum:
        said.append(
            _("**{name}** had a higher sum than **{other}**, but less luck.").format(
                name=_path(watched, dropped), other=_path(watched, kept)
            )
        )
    return said


def _tell_greedy(watched: Watched, step: Step) -> list[str]:
    (taken,) = step.survivors
    said = [
        _("Greedy search takes the likeliest continuation, and only that: **{name}**, {share}.")
    ]
    rivals = sorted(step.fallen, key=lambda entrant: -entrant.own)
    if rivals and rivals[0].own > taken.own and not watched.knows_places:
        said = [
            _("Greedy search takes **{name}**, {share}."),
            _("Likelier was **{other}**, {other_share}."),
            _untold(),
        ]
    elif rivals and rivals[0].own > taken.own:
        said = [
            _("Greedy search takes **{name}**, {share}."),
            _("By itself **{other}** was likelier ({other_share}), but a penalty put it behind."),
        ]
    elif rivals:
        said.append(_("The next best, **{other}** ({other_share}), is passed over for good."))
    return [_filled(text, watched, taken, rivals) for text in said]


def _tell_drawn(watched: Watched, step: Step) -> list[str]:
    (drawn,) = step.survivors
    rivals = sorted(step.fallen, key=lambda entrant: -entrant.own)
    said = [_("One continuation is drawn by lot: the likelier, the oftener.")]
    if rivals and rivals[0].own > drawn.own:
        said.append(
            _("**{name}** was drawn ({share}), though **{other}** was likelier ({other_share}).")
        )
    else:
        said.append(_("**{name}** was drawn, the likeliest one ({share})."))
    return [_filled(text, watched, drawn, rivals) for text in said]


def _tell_chosen(watched: Watched, step: Step) -> list[str]:
    (chosen,) = step.survivors
    rivals = sorted(step.fallen, key=lambda entrant: -entrant.own)
    said = [
        _("You went on from here: this was taken over as it was.")
        if step.number == watched.chosen
        else _("You went on from a later note: this part was taken over as it was."),
        _("The network gave **{name}** {share}."),
    ]
    if rivals and rivals[0].own > chosen.own:
        said.append(_("Likelier was **{other}**, {other_share}."))
    elif rivals:
        said.append(_("It was the likeliest, too."))
    return [_filled(text, watched, chosen, rivals) for text in said]


def _untold() -> str:
    return _("What decided it is not known: this piece is older than the record of that.")


def _tell_ends(step: Step) -> list[str]:
    said = []
    if overtaken := sum(entrant.waits and not entrant.survives for entrant in step.entrants):
        said.append(
            n_(
                "{n} path that had ended was overtaken.",
                "{n} paths that had ended were overtaken.",
                overtaken,
            )
        )
    if step.ending:
        said.append(
            n_("{n} path ends the piece here.", "{n} paths end the piece here.", step.ending)
        )
    if step.is_last:
        said.append(_("With this the search is over."))
    return said


def _filled(text: str, watched: Watched, taken: Entrant, rivals: list[Entrant]) -> str:
    """Put a continuation and the likeliest other one into a sentence."""
    other = rivals[0] if rivals else taken
    return text.format(
        name=_last(watched, taken),
        share=share(taken.own),
        other=_last(watched, other),
        other_share=share(other.own),
    )


def _path(watched: Watched, entrant: Entrant) -> str:
    """Name the end of a path, for Markdown."""
    return " ".join(map(plain, watched.last(entrant.node, _FEW)))


def _last(watched: Watched, entrant: Entrant) -> str:
    return plain(watched.last(entrant.node, 1)[-1])
