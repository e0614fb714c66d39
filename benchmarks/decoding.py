"""Beam search against its rivals, and against what the machine could do at best.

The lecture ran one forward a branch over a sliding window of the last 30 words, at every step.
Hugging Face's ``transformers`` keeps a cache, as everybody does.
"""

from __future__ import annotations

from typing import Any

import torch
import transformers

from benchmarks.floor import floor_s
from benchmarks.timing import best_s, table
from core.composer import open_checkpoint
from core.decoding import beam_search
from core.models import Network
from core.models.transformer import Transformer, TransformerConfig

WINDOW, LENGTH, WIDTHS = 30, 200, (1, 5, 16)
LECTURES_WIDTH = 5
CHECKPOINTS = [
    f"{collection}-note_chord-{model}"
    for model in ("gru", "gru-attention", "transformer")
    for collection in ("chorales", "fiddle")
]
# A GPT-2 and a Transformer of this size, with as many words as the chorales have.
HIDDEN, LAYERS, HEADS, VOCABULARY = 256, 5, 8, 124


def run() -> str:
    """Measure; give the tables."""
    torch.set_num_threads(1)
    return "\n".join([_against_the_lecture(), _against_transformers()])


def _against_the_lecture() -> str:
    rows = []
    for name in CHECKPOINTS:
        network = open_checkpoint(name).network
        prompt = [network.start_id, *range(WINDOW - 1)]
        ours = [_steps_per_s(network, prompt, width) for width in WIDTHS]
        # Whole passes go through the weights as PyTorch lays them out.
        lecture = LENGTH / best_s(lambda n=network, p=prompt: lectures_beam(n, p), runs=2)  # type: ignore[misc]
        at_five = ours[WIDTHS.index(LECTURES_WIDTH)]
        floor = floor_s(network, LECTURES_WIDTH)
        rows.append(
            [
                name,
                *(f"{steps:,.0f}" for steps in ours),
                f"{lecture:,.0f}",
                f"{at_five / lecture:.0f}×",
                f"{1 / at_five / floor:.1f}×",
            ]
        )
    head = ["network", *(f"k = {width}, steps/s" for width in WIDTHS)]
    head += ["lecture's way, k = 5, steps/s", "ratio", "times the floor, k = 5"]
    return table(f"Beam search, {LENGTH} words after {WINDOW}, one thread", head, rows)


def _against_transformers() -> str:
    torch.manual_seed(1)
    sizes = TransformerConfig(HIDDEN, LAYERS, HEADS, shift=True, residual=True)
    ours = as_if_from_a_checkpoint(Transformer(VOCABULARY, sizes))
    theirs = gpt2()
    prompt = list(range(WINDOW))
    rows = []
    for width in WIDTHS:
        rival = _generated_per_s(theirs, prompt, width)
        steps = _steps_per_s(ours, prompt, width)
        floor = floor_s(ours, width)
        rows.append(
            [
                str(width),
                f"{steps:,.0f}",
                f"{rival:,.0f}",
                f"{steps / rival:.1f}×",
                f"{1 / floor:,.0f}",
                f"{1 / steps / floor:.1f}×",
            ]
        )
    head = ["k", "Semilla, steps/s", "transformers' generate, steps/s", "ratio"]
    head += ["the floor, steps/s", "times the floor"]
    title = f"The Transformer against a GPT-2 of its size ({LAYERS} layers of {HIDDEN}), one thread"
    return table(title, head, rows)


def _generated_per_s(network: Any, prompt: list[int], width: int) -> float:
    asked = transformers.GenerationConfig(
        num_beams=width,
        num_return_sequences=width,
        min_new_tokens=LENGTH,
        max_new_tokens=LENGTH,
        do_sample=False,
        pad_token_id=0,
        eos_token_id=None,
        bos_token_id=None,
    )
    ids = torch.tensor([prompt])
    return LENGTH / best_s(lambda: network.generate(ids, generation_config=asked), runs=3)


def _steps_per_s(network: Network, prompt: list[int], width: int) -> float:
    return LENGTH / best_s(lambda: beam_search(network, prompt, LENGTH, width))


def as_if_from_a_checkpoint(network: Network) -> Network:
    """Do what saving and loading does: weights in half precision, laid out for steps."""
    for weight in network.parameters():
        weight.data = weight.data.half().float()
    network.prepare_for_stepping()
    return network.eval()


def gpt2() -> Any:
    """Give a GPT-2 with random weights."""
    sizes: dict[str, Any] = {
        "n_embd": HIDDEN,
        "n_layer": LAYERS,
        "n_head": HEADS,
        "vocab_size": VOCABULARY,
    }
    # The usual ones lie beyond so few words.
    sizes |= {"bos_token_id": None, "eos_token_id": None}
    return transformers.GPT2LMHeadModel(transformers.GPT2Config(**sizes)).eval()


@torch.inference_mode()
def lectures_beam(network: Network, prompt: list[int]) -> list[tuple[float, list[int]]]:
    """Search as the lecture did: every branch reads its window again, alone, at each step."""
    beams = [(0.0, prompt)]
    for _ in range(LENGTH):
        candidates = []
        for total, ids in beams:
            logits = network(torch.tensor([ids[-WINDOW:]]))[0, -1]
            best = logits.log_softmax(dim=-1).topk(LECTURES_WIDTH)
            for own, token in zip(best.values.tolist(), best.indices.tolist(), strict=True):
                candidates.append((total + own, [*ids, token]))
        beams = sorted(candidates, key=lambda beam: beam[0], reverse=True)[:LECTURES_WIDTH]
    return beams
