"""Semilla's inference package: from a seed of music to what a network makes of it.

MIDI bytes ─midi→ Score ─codecs→ tokens ─vocabulary→ ids ─models→ logits ─decoding→ BeamTree, ids
           ←midi─ Score ←codecs─ tokens ←vocabulary─ ids ←──────────────────────────────────┘

``composer.compose(recipe, seed)`` is the one door that the pages and the command line use.
``corpus`` and ``training`` make checkpoints, ``audio`` makes sound, ``jobs`` runs work in other
processes, ``figures`` draws. Nothing here knows Streamlit. See docs/ for the whole map.
"""
