"""Comparing: one seed carried on in several ways, side by side, and a vote on what is liked best.

``comparison`` holds what is compared and has it made; ``choosing`` and ``lecture`` say what that
is; ``board`` shows it with one player for all; ``voting`` hides the names and asks;
``rounds`` does so for a class, by a link. How music is made, and where votes are kept, is known to
``core`` alone.
"""
