"""What the player says, in the reader's language."""

from __future__ import annotations

from pages.common.i18n import _


def labels() -> dict[str, str]:
    """Give the player's texts by their names in JavaScript; ``{…}`` is filled in there."""
    return {
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "making": _("Making the sound"),
        "start": _("Back to the start"),
        "seam": _("To the new music"),
        "loop": _("Repeat"),
        "loop_hint": _("Drag over the notes to choose the passage that repeats."),
        "unloop": _("Repeat everything again"),
        "volume": _("Volume"),
        "mute": _("Mute"),
        "view": _("View"),
        "roll": _("Piano roll"),
        "score": _("Score"),
        "engraving": _("Engraving the score"),
        "position": _("Position"),
        "of": _("{now} of {all} seconds"),
        "previous": _("Previous page"),
        "next": _("Next page"),
        "page": _("Page {n} of {all}"),
        "seed": _("Seed"),
        "new": _("New"),
        "first_bar": _("First bar"),
        "last_bar": _("Last bar"),
        "bar": _("Bar {n} of {all}"),
        "keys": _(
            "Keys: Space plays and pauses, ← and → move by 5 seconds, Home and End jump, "
            "↑ and ↓ change the volume, L repeats, S goes to the new music."
        ),
        "broken": _("This browser cannot play the sound. The MIDI file can be played elsewhere."),
    }
