"""What was asked of a search beyond the usual, in a few words each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.composer import Composition
from core.constraints import seed_key
from core.key import Key
from core.recipe import SEED_KEY, Recipe, usual_loop_penalty
from core.theory import shown_pitch
from pages.common.dials import guard_title
from pages.common.i18n import _, n_, number, solfege
from pages.common.wording import key_title, percentage

# Where chance has a part.
DRAWN = ("sample", "stochastic-beam")


def wishes(fields: Mapping[str, Any]) -> list[str]:
    """Say what was set beside the main dials; nothing of what is as a ``Recipe`` has it.

    Parameters
    ----------
    fields
        Fields of a ``Recipe`` by their names, ``search`` among them. ``random_seed`` counts
        wherever it is given.
    """
    asked = {
        name: value
        for name, value in fields.items()
        if value != getattr(Recipe, name, None) or name == "random_seed"
    }
    search = fields["search"]
    return [
        *_of_chance(search, asked),
        *_of_loops(search, asked),
        *_of_music(asked),
        *_of_steering(asked),
    ]


def asked_of(composition: Composition) -> list[str]:
    """Say what was asked of a finished search, and with which dice to have it again."""
    recipe, said = composition.recipe, []
    fields = {**recipe.as_json(), "key": _key_name(composition)}
    dice = fields.pop("random_seed")
    if asked := wishes(fields):
        said.append(_("As you asked: {wishes}.").format(wishes=", ".join(asked)))
    if recipe.search in DRAWN:
        said.append(
            _(
                "Dice number {n}: set it under “More”, with the same seed and settings, and the "
                "same music comes again."
            ).format(n=dice)
        )
    return said


def _key_name(composition: Composition) -> str | None:
    recipe = composition.recipe
    if recipe.key == SEED_KEY:
        return seed_key(composition.codec, recipe.seed).name
    return recipe.key


def _of_chance(search: str, asked: Mapping[str, Any]) -> list[str]:
    said = []
    if search == "stochastic-beam":
        said.append(_("several drawn at once"))
    if search == "diverse-beam" and "group_width" in asked:
        said.append(_("candidates behind each: {n}").format(n=number(asked["group_width"])))
    if search == "sample":
        if "top_k" in asked:
            said.append(f"top-k {number(asked['top_k'])}")
        said += [
            f"{title} {percentage(100 * asked[name])}"
            for name, title in (("top_p", "top-p"), ("min_p", "min-p"))
            if name in asked
        ]
        if "adaptive_temperature" in asked:
            said.append(_("no warmer when bored"))
    if search in DRAWN and "random_seed" in asked:
        said.append(_("dice number {n}").format(n=asked["random_seed"]))
    return said


def _of_loops(search: str, asked: Mapping[str, Any]) -> list[str]:
    said = []
    nats = asked.get("loop_penalty", usual_loop_penalty(search))
    if "loop_penalty" in asked:
        said.append(_("guard against loops: {guard}").format(guard=guard_title(nats)))
    if nats and "may_repeat" in asked:
        said.append(_("even a first repeat less likely"))
    if "no_repeat_notes" in asked:
        notes = number(asked["no_repeat_notes"])
        said.append(_("no passage of {notes} notes twice").format(notes=notes))
    return said


def _of_music(asked: Mapping[str, Any]) -> list[str]:
    said = []
    if asked.get("key") == SEED_KEY:
        said.append(_("in the seed's key"))
    elif "key" in asked:
        said.append(_("in {key}").format(key=key_title(Key.parse(asked["key"]))))
    if "lowest" in asked or "highest" in asked:
        lowest, highest = (
            shown_pitch(asked.get(name, getattr(Recipe, name)), solfege=solfege())
            for name in ("lowest", "highest")
        )
        said.append(_("from {lowest} to {highest}").format(lowest=lowest, highest=highest))
    if "context" in asked:
        said.append(_("looking back {words} words").format(words=number(asked["context"])))
    if "end_on_tonic" in asked:
        said.append(_("ending on the tonic"))
    elif "may_end" in asked:
        said.append(_("not ending by itself"))
    elif "length_power" in asked:
        said.append(_("long paths helped"))
    return said


def _of_steering(asked: Mapping[str, Any]) -> list[str]:
    said = []
    if asked.get("chosen"):
        said.append(_("the beginning as you chose it in the tree"))
    if banned := asked.get("banned"):
        said.append(n_("without the note that you banned", "without {n} banned notes", len(banned)))
    return said
