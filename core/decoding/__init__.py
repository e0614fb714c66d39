"""Search over any stepper; knows neither networks nor music."""

from core.decoding.beam import beam_search, greedy
from core.decoding.loops import LoopPenalty
from core.decoding.sampling import sample
from core.decoding.stepper import State, Stepper
from core.decoding.tree import BeamTree, Node
from core.decoding.window import RenewedStepper, WindowedStepper

__all__ = [
    "BeamTree",
    "LoopPenalty",
    "Node",
    "RenewedStepper",
    "State",
    "Stepper",
    "WindowedStepper",
    "beam_search",
    "greedy",
    "sample",
]
