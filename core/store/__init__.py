"""Pieces that visitors made, kept: ``Store`` is the one door to the database."""

from core.store.records import Piece, Round
from core.store.store import Store

__all__ = ["Piece", "Round", "Store"]
