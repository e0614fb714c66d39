"""Every published limit, in one table.

Units are in the names: ``_bytes``, ``_s`` (seconds). A check compares with a value here and
names it in its message; no limit is typed anywhere else.
"""

from __future__ import annotations

from typing import Final

# What an upload may be.
MIDI_BYTES: Final = 2_000_000
MIDI_TRACKS: Final = 64
MIDI_EVENTS: Final = 100_000
MIDI_NOTES: Final = 20_000
MIDI_DURATION_S: Final = 600.0

# A person's own training music.
ZIP_BYTES: Final = 50_000_000
ZIP_UNPACKED_BYTES: Final = 200_000_000
CORPUS_PIECES: Final = 5_000

# What may be asked of a network.
BEAM_WIDTH: Final = 16
LENGTH_NOTES: Final = 400
# So many notes take so many words where each has a place, a pitch and a length.
LENGTH_TOKENS: Final = 1_350
# Music that was carried on a few times is the seed of what follows.
SEED_TOKENS: Final = 4_096
# Words that must not come at some place.
BANS: Final = 64
CONTEXT_TOKENS: Final = (8, 4096)
RANDOM_SEED: Final = 2**31 - 1
# Words read again and again under a shortened memory: each branch's whole window at each step.
REREAD_TOKENS: Final = 5_000_000

# What may be written as a score.
NOTATION_NOTES: Final = 8_000
NOTATION_BARS: Final = 1_000

# Work in another process.
JOB_S: Final = 120.0
JOBS_WAITING: Final = 40

# What is kept of each visitor.
PIECES_PER_VISITOR: Final = 500
DELETED_PIECES_PER_VISITOR: Final = 50
DELETED_PIECES_DAYS: Final = 30
PIECE_NAME_CHARACTERS: Final = 80
PIECE_BYTES: Final = 8_000_000
PIECE_UNPACKED_BYTES: Final = 32_000_000
ROUNDS_PER_VISITOR: Final = 200
ROUND_PIECES: Final = (2, 8)
ROUND_VOTES: Final = 10_000

# What a page shows of a stranger's text.
SHOWN_CHARACTERS: Final = 80
