"""The stacked GRU that both recurrent networks stand on: ``nn.GRU``'s weights, faster ways.

torch's own ``nn.GRU`` records every small operation of every step for the backward pass, and on a
CPU that bookkeeping takes longer than the arithmetic. For training, the walk through time is one
operation with a backward pass written out; its matrix products may run in bfloat16, sums stay in
float32. For search, one step is two thin products a layer.

r = σ(i_r + W_r h + b_r)      n = tanh(i_n + r (W_n h + b_n))
z = σ(i_z + W_z h + b_z)      h' = (1 - z) n + z h        (Cho et al. 2014, in torch's form)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.products import Product, thin_product


class StackedGru(nn.GRU):
    """A GRU of several layers, with orthogonal recurrent weights to begin with."""

    def __init__(self, embedding: int, hidden: int, layers: int, dropout: float) -> None:
        between = dropout if layers > 1 else 0.0
        super().__init__(embedding, hidden, layers, dropout=between, batch_first=True)
        for name, weight in self.named_parameters():
            if name.startswith("weight_hh"):
                for gate in weight.data.chunk(3):
                    nn.init.orthogonal_(gate)
        self._products: list[tuple[Product, Product]] = []

    def prepare(self) -> None:
        """Lay the weights out for ``advance``; they must not change afterwards."""
        self._products = [
            (thin_product(input_weight, input_bias), thin_product(hidden_weight, hidden_bias))
            for input_weight, hidden_weight, input_bias, hidden_bias in self.all_weights
        ]

    def walk(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Do what ``nn.GRU`` does, faster: ``[B, T, E]`` → ``[B, T, H]``, ``[L, B, H]``."""
        zeros = inputs.new_zeros(self.num_layers, len(inputs), self.hidden_size)
        if not inputs.shape[1]:
            return inputs.new_zeros(len(inputs), 0, self.hidden_size), zeros
        if not torch.is_grad_enabled():
            return self._infer(inputs, zeros)
        low = torch.is_autocast_enabled("cpu")
        dtype = torch.get_autocast_dtype("cpu") if low else torch.float32
        outputs, last = inputs.transpose(0, 1), []
        for layer, weights in enumerate(self.all_weights):
            if layer:
                outputs = F.dropout(outputs, self.dropout, self.training)
            outputs, after = walk_layer(outputs, zeros[layer], weights, dtype)
            last.append(after)
        return outputs.transpose(0, 1), torch.stack(last)

    def _infer(self, inputs: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        weights: list[Tensor] = [weight for layer in self.all_weights for weight in layer]
        return torch.gru(
            inputs,
            hidden,
            weights,
            has_biases=True,
            num_layers=self.num_layers,
            dropout=self.dropout,
            train=self.training,
            bidirectional=False,
            batch_first=True,
        )

    def advance(self, inputs: Tensor, hidden: Tensor) -> list[Tensor]:
        """Go on by one position: ``[B, E]`` and ``[L, B, H]`` → each layer's new ``[B, H]``."""
        after = []
        products = self._products or [
            (partial(F.linear, weight=w_input, bias=b_input), partial(F.linear, weight=w, bias=b))
            for w_input, w, b_input, b in self.all_weights
        ]
        for (from_input, from_hidden), state in zip(products, hidden.unbind(), strict=True):
            outer, inner = from_input(inputs), from_hidden(state)
            gates, new = outer.tensor_split([2 * self.hidden_size], dim=1)
            gates_hidden, new_hidden = inner.tensor_split([2 * self.hidden_size], dim=1)
            reset, update = (gates + gates_hidden).sigmoid_().chunk(2, dim=1)
            inputs = torch.lerp(torch.addcmul(new, reset, new_hidden).tanh_(), state, update)
            after.append(inputs)
        return after


def walk_layer(
    inputs: Tensor, hidden: Tensor, weights: Sequence[Tensor], dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    """Do what one layer of ``nn.GRU`` does.

    Parameters
    ----------
    inputs
        ``[T, B, E]``.
    hidden
        ``[B, H]``, the state before the first step.
    weights
        The layer's four, as ``nn.GRU.all_weights`` gives them.
    dtype
        Of the matrix products.

    Returns
    -------
    outputs, hidden
        float32 ``[T, B, H]`` and the last of them, ``[B, H]``.
    """
    input_weight, hidden_weight, input_bias, hidden_bias = weights
    # Only the new state's own bias is multiplied by a gate; the others can be added at once.
    outer, inner = hidden_bias.tensor_split([2 * hidden.shape[-1]])
    bias = input_bias + F.pad(outer, (0, len(inner)))
    gates = F.linear(inputs.to(dtype), input_weight.to(dtype), bias.to(dtype)).float()
    walked = _Walk.apply(gates, hidden, hidden_weight, inner, dtype)  # type: ignore[no-untyped-call]
    outputs: Tensor = walked
    return outputs, outputs[-1]


class _Walk(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, gates: Tensor, hidden: Tensor, weight: Tensor, bias: Tensor, dtype: torch.dtype
    ) -> Tensor:
        steps, batch, size = gates.shape[0], gates.shape[1], gates.shape[2] // 3
        times = _times(weight.to(dtype), batch)
        reset_update = gates.new_empty(steps, batch, 2 * size)
        new, hidden_new = gates.new_empty(2, steps, batch, size)
        states = gates.new_empty(steps + 1, batch, size)
        states[0] = hidden
        for t in range(steps):
            from_hidden = times(states[t].to(dtype))
            both = torch.add(
                gates[t, :, : 2 * size], from_hidden[:, : 2 * size], out=reset_update[t]
            ).sigmoid_()
            torch.add(from_hidden[:, 2 * size :], bias, out=hidden_new[t])
            torch.addcmul(gates[t, :, 2 * size :], both[:, :size], hidden_new[t], out=new[t])
            torch.lerp(new[t].tanh_(), states[t], both[:, size:], out=states[t + 1])
        ctx.save_for_backward(reset_update, new, hidden_new, states, weight)
        ctx.dtype = dtype
        return states[1:]

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        reset_update, new, hidden_new, states, weight = ctx.saved_tensors
        reset, update = reset_update.chunk(2, dim=-1)
        batch, size = new.shape[1:]
        times = _times(weight.to(ctx.dtype).t().contiguous(), batch)
        # How each gate's input moves with the new state: all that does not wait for later steps.
        to_new = (1 - update) * (1 - new * new)
        to_reset = to_new * hidden_new * (reset - reset * reset)
        to_update = (states[:-1] - new) * (update - update * update)
        moves = torch.stack([to_reset, to_update, to_new * reset], dim=2)
        of_state = torch.empty_like(new)
        of_gates = new.new_empty(*new.shape[:2], 3 * size, dtype=ctx.dtype)
        carried = torch.zeros_like(new[0])
        for t in range(len(new) - 1, -1, -1):
            torch.add(grad[t], carried, out=of_state[t])
            torch.mul(of_state[t][:, None], moves[t], out=of_gates[t].view(batch, 3, size))
            carried = torch.addcmul(times(of_gates[t]), of_state[t], update[t])
        of_inputs = torch.cat([of_state * to_reset, of_state * to_update, of_state * to_new], -1)
        of_weight = of_gates.flatten(0, 1).t() @ states[:-1].to(ctx.dtype).flatten(0, 1)
        of_bias = of_gates[:, :, 2 * size :].sum((0, 1), dtype=torch.float32)
        return of_inputs, carried, of_weight.to(weight.dtype), of_bias, None


def _times(weight: Tensor, batch: int) -> Callable[[Tensor], Tensor]:
    """Give ``rows -> rows @ weight.t()`` for many products of ``batch`` rows.

    oneDNN lays a bfloat16 matrix out anew for each product unless it is given one laid out before,
    which is what torch's own compiler does: half the time of a product this thin.
    """
    if weight.dtype == torch.bfloat16 and hasattr(torch.ops.mkldnn, "_linear_pointwise"):
        packed = torch.ops.mkldnn._reorder_linear_weight(weight, batch)
        product = torch.ops.mkldnn._linear_pointwise
        return lambda rows: product(rows, packed, None, "none", [], "")
    # Laid out by columns, a product this thin is half as fast again.
    columns = weight.t().contiguous()
    return lambda rows: rows @ columns
