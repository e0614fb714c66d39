"""The chooser of a seed: a passage, a visitor's own file, notes played by hand, random notes."""

from pages.common.seeds.chooser import choose_seed
from pages.common.seeds.passage import read_piece
from pages.common.seeds.seed import Seed
from pages.common.seeds.upload import take_file

__all__ = ["Seed", "choose_seed", "read_piece", "take_file"]
