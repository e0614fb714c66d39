"""The instruments of General MIDI in the reader's words, by their families of eight."""

from __future__ import annotations

from pages.common.i18n import _


def family_title(program: int) -> str:
    """Name the family of a program, 0 … 127."""
    families = (
        _("Piano"),
        _("Bells and mallets"),
        _("Organ"),
        _("Guitar"),
        _("Bass"),
        _("Strings"),
        _("Ensemble"),
        _("Brass"),
        _("Reeds"),
        _("Flutes"),
        _("Synthesiser, melody"),
        _("Synthesiser, chords"),
        _("Synthesiser, effects"),
        _("Instruments of the world"),
        _("Percussion"),
        _("Sounds and noises"),
    )
    return families[program // 8]
