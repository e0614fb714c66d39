"""Search over any stepper; knows neither networks nor music."""

from core.decoding.beam import beam_search, greedy
from core.decoding.diverse import diverse_beam_search
from core.decoding.node import Node
from core.decoding.repeats import LoopPenalty, NoRepeat
from core.decoding.rules import Allowed, Banned, Mask, NotBefore, Penalty, Rule, Rules
from core.decoding.sampling import Boredom, Chances, sample
from core.decoding.stepper import State, Stepper
from core.decoding.stochastic import stochastic_beam_search
from core.decoding.tree import BeamTree
from core.decoding.window import RenewedStepper, WindowedStepper

__all__ = [
    "Allowed",
    "Banned",
    "BeamTree",
    "Boredom",
    "Chances",
    "LoopPenalty",
    "Mask",
    "NoRepeat",
    "Node",
    "NotBefore",
    "Penalty",
    "RenewedStepper",
    "Rule",
    "Rules",
    "State",
    "Stepper",
    "WindowedStepper",
    "beam_search",
    "diverse_beam_search",
    "greedy",
    "sample",
    "stochastic_beam_search",
]
