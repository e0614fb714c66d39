"""The on-screen piano: played with a mouse, with fingers or with the computer's keyboard."""

from pages.common.keyboard.piano import piano

__all__ = ["piano"]
