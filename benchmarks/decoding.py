"""Beam search with carried state against the lecture's way, on the same networks.

The lecture ran one forward a branch over a sliding window of the last 30 words, at every step.
"""

from __future__ import annotations

import copy

import torch

from benchmarks.timing import best_s, table
from core.composer import open_checkpoint
from core.decoding import beam_search
from core.models import Network

WINDOW, LENGTH, WIDTH = 30, 200, 5
CHECKPOINTS = [
    f"{collection}-note_chord-{model}"
    for model in ("gru", "gru-attention", "transformer")
    for collection in ("chorales", "fiddle")
]


def run() -> str:
    """Measure all three networks; give the table."""
    torch.set_num_threads(1)
    rows = []
    for name in CHECKPOINTS:
        network = open_checkpoint(name).network
        prompt = [network.start_id, *range(WINDOW - 1)]
        ours = best_s(lambda n=network, p=prompt: beam_search(n, p, LENGTH, WIDTH))  # type: ignore[misc]
        plain = as_pytorch_lays_it_out(network)
        lecture = best_s(lambda n=plain, p=prompt: lectures_beam(n, p), runs=2)  # type: ignore[misc]
        rows.append(
            [name, f"{LENGTH / ours:,.0f}", f"{LENGTH / lecture:,.0f}", f"{lecture / ours:.0f}×"]
        )
    title = f"Beam search, k = {WIDTH}, {LENGTH} words, one thread"
    return table(title, ["network", "Semilla, steps/s", "lecture's way, steps/s", "ratio"], rows)


def as_pytorch_lays_it_out(network: Network) -> Network:
    """Undo what loading a checkpoint does for speed: the lecture had no part in it."""
    plain = copy.deepcopy(network)
    for weight in plain.parameters():
        weight.data = weight.data.contiguous()
    return plain


@torch.inference_mode()
def lectures_beam(network: Network, prompt: list[int]) -> list[tuple[float, list[int]]]:
    """Search as the lecture did: every branch reads its window again, alone, at each step."""
    beams = [(0.0, prompt)]
    for _ in range(LENGTH):
        candidates = []
        for total, ids in beams:
            logits = network(torch.tensor([ids[-WINDOW:]]))[0, -1]
            best = logits.log_softmax(dim=-1).topk(WIDTH)
            for own, token in zip(best.values.tolist(), best.indices.tolist(), strict=True):
                candidates.append((total + own, [*ids, token]))
        beams = sorted(candidates, key=lambda beam: beam[0], reverse=True)[:WIDTH]
    return beams
