"""Beam search finds what Hugging Face's ``transformers`` finds, on one network wrapped for both."""

from __future__ import annotations

import pytest
import torch
import transformers

from core.decoding import WindowedStepper, beam_search, greedy

V, PROMPT, LENGTH = 23, [3, 1, 4, 1, 5], 24


@pytest.fixture(scope="module", params=[1, 2, 3])
def gpt2(request: pytest.FixtureRequest):
    """Give a small GPT-2 with random weights, so large that its choices differ in likelihood."""
    torch.manual_seed(request.param)
    sizes = {"n_layer": 2, "n_head": 2, "n_embd": 16, "n_positions": 64, "vocab_size": V}
    network = transformers.GPT2LMHeadModel(transformers.GPT2Config(**sizes)).eval()
    for weight in network.parameters():
        weight.data *= 3
    return network


@pytest.mark.parametrize("width", [1, 2, 5, 16])
def test_sequences_and_scores_are_those_of_transformers(gpt2, width: int) -> None:
    asked = transformers.GenerationConfig(
        num_beams=width,
        num_return_sequences=width,
        max_new_tokens=LENGTH,
        do_sample=False,
        length_penalty=0.0,
        pad_token_id=0,
        eos_token_id=None,
        bos_token_id=None,
        return_dict_in_generate=True,
        output_scores=True,
    )
    found = gpt2.generate(torch.tensor([PROMPT]), generation_config=asked)
    stepper = WindowedStepper(lambda ids: gpt2(ids).logits, V, context=64)
    if width == 1:
        tree = greedy(stepper, PROMPT, LENGTH)
    else:
        tree = beam_search(stepper, PROMPT, LENGTH, width)
        sums = torch.tensor([tree.node(final).sum for final in tree.finals])
        assert torch.allclose(sums, found.sequences_scores, atol=1e-4)
    ours = [tree.path(final) for final in tree.finals]
    assert ours == found.sequences[:, len(PROMPT) :].tolist()
