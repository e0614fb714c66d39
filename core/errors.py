"""Everything that can go wrong in ways a person should hear about.

    SemillaError
    ├── MidiError          a file that is not music we can read
    ├── CodecError         tokens that a codec does not know
    ├── CorpusError        training music that cannot be found or read
    ├── StorageError       a file that cannot be written
    ├── CheckpointError    a trained network that is missing, damaged or of another make
    ├── RecipeError        a request over a limit (beam width, length, …)
    ├── NotationError      a score that cannot be engraved
    ├── AudioError         no sound could be made
    │   └── MissingAudioError   FluidSynth or its soundfont is not installed
    ├── StoreError         pieces that cannot be kept or found
    │   └── NoSuchPiece    a link that leads nowhere, or to what was deleted
    └── JobError           work in another process that did not finish
        ├── JobCancelled   the visitor pressed Stop
        ├── JobTimeout     it ran past its time limit
        └── QueueFull      too many people are waiting already

The message is one plain sentence for the person at the screen: it names the thing, its value
and the limit. It is kept as a template and its values, so that a page can translate the
template; ``str(error)`` is the English sentence. This module knows no language but English.
"""

from __future__ import annotations


class SemillaError(Exception):
    """A failure with a sentence for the person at the screen.

    Parameters
    ----------
    template
        The English sentence, with ``{names}`` in ``str.format`` style.
    values
        What stands in the braces: numbers and short strings only.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross from worker processes; the default would lose the keyword values.
        return _rebuild, (type(self), self.template, self.values)


def _rebuild(kind: type[SemillaError], template: str, values: dict[str, object]) -> SemillaError:
    return kind(template, **values)


class MidiError(SemillaError):
    """A file that is not music Semilla can read."""


class CodecError(SemillaError):
    """Tokens that a codec does not know."""


class CorpusError(SemillaError):
    """Training music that cannot be found or read."""


class StorageError(SemillaError):
    """A file that cannot be written."""


class CheckpointError(SemillaError):
    """A trained network that is missing, damaged or of another make."""


class RecipeError(SemillaError):
    """A request over a limit, or one that names something unknown."""


class NotationError(SemillaError):
    """A score that cannot be engraved."""


class AudioError(SemillaError):
    """No sound could be made."""


class MissingAudioError(AudioError):
    """FluidSynth or its soundfont is not installed; the sentence says what to install."""


class StoreError(SemillaError):
    """Pieces that cannot be kept or found."""


class NoSuchPiece(StoreError):
    """A link that leads nowhere, or to what was deleted."""


class JobError(SemillaError):
    """Work in another process that did not finish."""


class JobCancelled(JobError):
    """The visitor pressed Stop."""


class JobTimeout(JobError):
    """The work ran past its time limit."""


class QueueFull(JobError):
    """Too many people are waiting already."""
