"""Many states live at once share one pool: copied, swapped, gone on from twice, each is its own."""

from __future__ import annotations

import random

import pytest
import torch
from torch import Tensor

from core.decoding import RenewedStepper
from core.models import Network, build
from tests.checkpoints import TINY

V = 11
NETWORKS = {
    **{model: (model, {}) for model in TINY},
    "plain gru-attention": ("gru-attention", {"residual": False}),
    "plain transformer": ("transformer", {"shift": False, "residual": False}),
}


def network(name: str) -> Network:
    torch.manual_seed(5)
    model, changes = NETWORKS[name]
    return build(model, {**TINY[model], **changes}, V).eval()


@torch.inference_mode()
def last_logits(net: Network, ids: list[int]) -> Tensor:
    return net(torch.tensor([ids]))[0, -1]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("context", [None, 2, 5, 9])
@pytest.mark.parametrize("name", NETWORKS)
def test_each_state_is_its_own_whatever_is_done_with_the_others(name, context, seed) -> None:
    """Against whole passes over what each branch has read since it last began."""
    draw, net = random.Random(seed), network(name)
    stepper = net if context is None else RenewedStepper(net, context, net.start_id)
    prompt = [draw.randrange(V) for _ in range(draw.choice([0, 1, 5, 20]))]
    states = [(stepper.start(prompt), [prompt])]
    for _ in range(40):
        state, histories = draw.choice(states)
        if draw.random() < 0.4:
            order = [draw.randrange(len(histories)) for _ in range(draw.randint(1, 7))]
            state, histories = state.reorder(torch.tensor(order)), [histories[o] for o in order]
        else:
            ids = [draw.randrange(V) for _ in histories]
            logits, state = stepper.step(torch.tensor(ids), state)
            histories = [[*history, id_] for history, id_ in zip(histories, ids, strict=True)]
            for branch, history in enumerate(histories):
                read = history
                if context is not None:
                    kept = state.ids[branch].tolist()
                    assert history[-len(kept) :] == kept
                    assert len(kept) < context
                    read = [net.start_id, *kept]
                assert (logits[branch] - last_logits(net, read)).abs().max() < 1e-4
        states = [*states[-12:], (state, histories)]
