"""The words of collections and of single pieces counted: how many, how often, and where."""

from core.lexicon.lexicon import Amount, Kind, Lexicon, kind_of
from core.lexicon.reading import count_words, read_lexicon

__all__ = ["Amount", "Kind", "Lexicon", "count_words", "kind_of", "read_lexicon"]
