"""The three networks: causal, the same in one pass and step by step, and attention as printed."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from core.errors import CheckpointError
from core.models import MODELS, Network, build, default_config
from core.models.attention import GlobalAttention
from core.models.products import thin_product
from core.models.recurrence import StackedGru
from tests.checkpoints import TINY

V = 11
# As the lecture's words were learned.
PLAIN = {
    "plain gru-attention": {"residual": False},
    "plain transformer": {"shift": False, "residual": False},
}
NETWORKS = [*MODELS, *PLAIN]


def network(name: str) -> Network:
    torch.manual_seed(5)
    model = name.removeprefix("plain ")
    return build(model, {**TINY[model], **PLAIN.get(name, {})}, V).eval()


def some_ids(batch: int = 3, length: int = 20) -> Tensor:
    return torch.randint(0, V + 1, (batch, length), generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("model", NETWORKS)
@pytest.mark.parametrize("prompt", [0, 1, 7])
def test_stepping_gives_the_logits_of_one_pass(model: str, prompt: int) -> None:
    net, ids = network(model), some_ids(1)
    with torch.inference_mode():
        whole = net(ids)
    state = net.start(ids[0, :prompt].tolist())
    for position in range(prompt, ids.shape[1]):
        logits, state = net.step(ids[:, position], state)
        assert logits.dtype is torch.float32
        assert (logits - whole[:, position]).abs().max() < 1e-4


@pytest.mark.parametrize("prepared", [False, True])
@pytest.mark.parametrize("model", NETWORKS)
def test_branches_reordered_between_steps_keep_their_own_past(model: str, prepared: bool) -> None:
    """Branches are copied, swapped and dropped at random; each must see only its own history.

    So many steps that what nobody looks back on any more is cleared away several times.
    """
    net = network(model)
    if prepared:
        halved(net).prepare_for_stepping()
    draw = torch.Generator().manual_seed(9)
    histories = [[net.start_id, 1, 2]]
    state = net.start(histories[0])
    for width in (1, 3, 3, 2, 5, 5, 1, 4, *[6] * 60, 2, *[3] * 40):
        branches = torch.randint(0, len(histories), (width,), generator=draw)
        tokens = torch.randint(0, V, (width,), generator=draw)
        histories = [
            [*histories[branch], int(token)] for branch, token in zip(branches, tokens, strict=True)
        ]
        logits, state = net.step(tokens, state.reorder(branches))
        with torch.inference_mode():
            whole = net(torch.tensor(histories))[:, -1]
        assert (logits - whole).abs().max() < 1e-4


def halved(net: Network) -> Network:
    """Round the weights to half precision, as a checkpoint does."""
    for weight in net.parameters():
        weight.data = weight.data.half().float()
    return net


@pytest.mark.parametrize("model", NETWORKS)
def test_branches_that_read_different_prompts_go_on_from_their_own(model: str) -> None:
    net, ids = network(model), some_ids(batch=3, length=9)
    # The first four words are the same for all.
    ids[:, :4] = ids[0, :4]
    with torch.inference_mode():
        whole = net(ids)
    state = net.read(ids[:, :6])
    for position in range(6, 9):
        logits, state = net.step(ids[:, position], state)
        assert (logits - whole[:, position]).abs().max() < 1e-4


@pytest.mark.parametrize("model", NETWORKS)
def test_two_steps_from_one_state_do_not_disturb_each_other(model: str) -> None:
    net = network(model)
    state = net.start([net.start_id, 4, 5])
    first, _ = net.step(torch.tensor([1]), state)
    net.step(torch.tensor([2]), state)
    again, _ = net.step(torch.tensor([1]), state)
    assert torch.equal(first, again)


@pytest.mark.parametrize("model", NETWORKS)
def test_a_state_can_be_gone_on_from_in_several_ways(model: str) -> None:
    """What one way writes down must never be seen on another."""
    net = network(model)
    trunk = net.start([net.start_id, 4, 5])
    ways = {(4, 5): trunk}
    for token in (1, 2, 3):
        for history, state in list(ways.items()):
            if len(history) < 5:
                _, ways[*history, token] = net.step(torch.tensor([token]), state)
    for history, state in ways.items():
        logits, _ = net.step(torch.tensor([6]), state)
        with torch.inference_mode():
            whole = net(torch.tensor([[net.start_id, *history, 6]]))[:, -1]
        assert (logits - whole).abs().max() < 1e-4


@pytest.mark.parametrize("model", NETWORKS)
def test_a_position_never_sees_the_next(model: str) -> None:
    net, ids = network(model), some_ids()
    for position in (0, 5, 18):
        changed = ids.clone()
        changed[:, position + 1 :] = (changed[:, position + 1 :] + 1) % V
        with torch.inference_mode():
            before, after = net(ids), net(changed)
        assert torch.equal(before[:, : position + 1], after[:, : position + 1])
        assert not torch.equal(before[:, position + 1 :], after[:, position + 1 :])


@pytest.mark.parametrize("model", ["gru-attention", "transformer"])
def test_attention_looks_back_only_and_sums_to_one(model: str) -> None:
    weights = network(model).attention(some_ids(1))
    assert weights.shape == (20, 20)
    assert torch.allclose(weights.sum(dim=1), torch.ones(20))
    assert torch.equal(weights.triu(1), torch.zeros(20, 20))


@torch.inference_mode()
def test_global_attention_is_the_papers() -> None:
    """Luong, Pham and Manning (2015), equations 5, 7 and 8, one position at a time."""
    torch.manual_seed(1)
    attention = GlobalAttention(6)
    memory = torch.randn(2, 9, 6)
    joined = attention(memory)
    attention.residual = True
    assert torch.equal(attention(memory), memory + joined)
    for branch in range(2):
        for t in range(9):
            h_t = memory[branch, t]
            scores = [
                float(h_t @ attention.general.weight.T @ memory[branch, s]) / math.sqrt(6)
                for s in range(t + 1)
            ]
            align = torch.tensor(scores).softmax(0)
            context = sum(a * memory[branch, s] for s, a in enumerate(align))
            both = torch.cat([context, h_t])
            expected = torch.tanh(attention.join.weight @ both + attention.join.bias)
            assert torch.allclose(joined[branch, t], expected, atol=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_an_untrained_network_knows_nothing(model: str) -> None:
    """Its loss is near that of chance, ln V: neither saturated nor lopsided."""
    torch.manual_seed(5)
    net = build(model, default_config(model), 687).eval()
    ids = torch.randint(0, 687, (2, 30))
    with torch.inference_mode():
        loss = F.cross_entropy(net(ids).flatten(0, 1), ids.flatten())
    assert loss == pytest.approx(math.log(687), rel=0.08)


@pytest.mark.parametrize("model", MODELS)
def test_usual_sizes_fit_four_megabytes_in_half_precision(model: str) -> None:
    weights = sum(p.numel() for p in build(model, default_config(model), 1000).parameters())
    assert 1_200_000 < weights < 1_950_000


@pytest.mark.parametrize("model", MODELS)
def test_training_in_bfloat16_reaches_every_weight(model: str) -> None:
    """As ``core.training`` does it: autocast in, finite float32 gradients out."""
    net, ids = network(model).train(), some_ids(length=8) % V
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(ids)
    F.cross_entropy(logits.float().flatten(0, 1), ids.flatten()).backward()
    for name, weight in net.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.dtype is torch.float32
        assert weight.grad.isfinite().all(), name
        assert weight.grad.any(), name


@pytest.mark.parametrize("model", NETWORKS)
def test_networks_follow_their_weights_to_another_device(model: str) -> None:
    """The meta device refuses to mix with the processor's tensors, as a GPU would."""
    net = network(model).to("meta")
    ids = some_ids(2).to("meta")
    assert net(ids).device.type == "meta"
    state = net.start([1, 2])
    # A pool asks its mask for what it may clear away, and there are no values here.
    if model == "gru":
        logits, _ = net.step(ids[:1, 0], state)
        assert logits.shape == (1, V)
        assert logits.device.type == "meta"


@pytest.mark.parametrize(("dtype", "close"), [(torch.float32, 1e-5), (torch.bfloat16, 0.05)])
def test_a_gru_learns_as_torchs_own_does(dtype: torch.dtype, close: float) -> None:
    """Outputs and all gradients of ``nn.GRU`` are the reference."""
    torch.manual_seed(3)
    gru = StackedGru(6, 16, 2, dropout=0.0)
    inputs = torch.randn(3, 9, 6, requires_grad=True)
    toward, after = torch.randn(3, 9, 16), torch.randn(2, 3, 16)
    found = []
    for run in (gru, gru.walk):
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16 and found != []):
            outputs, last = run(inputs)
        weights = [inputs, *gru.parameters()]
        loss = (outputs * toward).sum() + (last * after).sum()
        found.append((outputs, last, *torch.autograd.grad(loss, weights)))
    for theirs, ours in zip(*found, strict=True):
        assert (ours - theirs).abs().max() <= close * theirs.abs().max()


@pytest.mark.parametrize("model", MODELS)
def test_a_short_tune_can_be_learnt_by_heart(model: str) -> None:
    torch.manual_seed(4)
    net = build(model, {**TINY[model], "dropout": 0.0}, V)
    tune = torch.tensor([[1, 2, 3, 1, 2, 4, 1, 2, 5, 1, 2, 6]])
    inputs = torch.cat([torch.tensor([[net.start_id]]), tune[:, :-1]], dim=1)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
    for _ in range(200):
        loss = F.cross_entropy(net(inputs).flatten(0, 1), tune.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.1


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("rows", [1, 5, 300])
@pytest.mark.parametrize("bias", [False, True])
@torch.inference_mode()
def test_thin_products_are_float32s(half: bool, rows: int, bias: bool) -> None:
    """Weights that fit half precision are kept in it, others as they are; nothing is lost."""
    torch.manual_seed(2)
    weight, inputs = torch.randn(70, 50), torch.randn(rows, 50)
    weight = weight.half().float() if half else weight
    added = torch.randn(70) if bias else None
    exact = F.linear(inputs.double(), weight.double(), None if added is None else added.double())
    assert (thin_product(weight, added)(inputs) - exact).abs().max() < 2e-5


def test_turns_made_for_a_search_can_be_trained_with() -> None:
    """They are kept: made in inference mode, they once broke the next training."""
    net = network("transformer")
    net.start([1, 2, 3])
    net.train()(some_ids(length=4)).sum().backward()


def test_unknown_networks_and_sizes_get_a_sentence() -> None:
    with pytest.raises(CheckpointError, match="no network named 'lstm'; there are: gru"):
        build("lstm", {}, V)
    with pytest.raises(CheckpointError, match="sizes of the network 'gru'"):
        build("gru", {"hidden": "wide"}, V)


@pytest.mark.parametrize(
    "wrong",
    [{"heads": 0}, {"heads": -2}, {"heads": 3}, {"heads": 2.0}, {"hidden": 0}, {"layers": 0}],
)
def test_transformer_sizes_that_its_weights_cannot_show_are_refused(
    wrong: dict[str, float],
) -> None:
    """Weights fit any number of heads: a wrong one would load and fail only when played."""
    with pytest.raises(CheckpointError, match="sizes of the network 'transformer'"):
        build("transformer", {**TINY["transformer"], **wrong}, V)
