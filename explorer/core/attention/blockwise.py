"""The output of an attention, block by block: what nobody can see is not computed.

Each call of SDPA gets the rows of one block and the keys that they can see, so that a window
costs its width instead of the text's length, no mask of every pair exists, and a long pass can be
given up between two calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from explorer.core.attention.layers import EVERYTHING, QueryKey

# One head of 8,192 tokens, half of it hidden: about 50 ms on two cores.
CALL_CELLS = 1 << 25  # (head, query, key) cells that one call of SDPA computes on a CPU
WEIGHT_CELLS = 1 << 22  # the same where weights are computed in full: 16 MiB in float32
SMALL_CELLS = 1 << 20  # (query, key) cells, up to which one call costs less than several
LEAST_ROWS, MOST_ROWS = 128, 2048


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """An attention about to be computed: what was kept of it, and what only the output needs."""

    module: nn.Module
    layer: QueryKey
    value: torch.Tensor  # (batch, key head, key, value width)
    dropout: float
    options: dict[str, Any]
    check: Callable[[], None]  # raises where nobody waits any more

    def output(self) -> torch.Tensor:
        """(batch, query, head, value width)."""
        layer = self.layer
        if layer.softcap is not None or layer.sinks is not None:
            # SDPA refuses a softcap and drops sinks without a word.
            return self._from_weights()
        if layer.mask is not None and layer.mask.is_plain_causal and layer.position_bias is None:
            cells = layer.n_queries * layer.n_keys // 2
            if cells <= 2 * self._call_cells or layer.query.device.type != "cpu":
                return self._of_heads(max(1, self._call_cells // max(1, cells)))
        return self._of_rows()

    @property
    def _call_cells(self) -> int:
        # Other devices are fast, and compute after the call has returned.
        return CALL_CELLS if self.layer.query.device.type == "cpu" else CALL_CELLS << 8

    def _of_heads(self, n_heads: int) -> torch.Tensor:
        """SDPA's own causal triangle, for a few heads at a time."""
        layer = self.layer
        n_key_heads = layer.key.shape[1]
        group = layer.n_heads // n_key_heads
        step = max(1, n_heads // group)
        if step >= n_key_heads:
            return self._sdpa(layer.query, layer.key, self.value, None, is_causal=True)
        outputs = []
        for start in range(0, n_key_heads, step):
            self.check()
            keys = slice(start, start + step)
            queries = slice(start * group, (start + step) * group)
            output = self._sdpa(
                layer.query[:, queries],
                layer.key[:, keys],
                self.value[:, keys],
                None,
                is_causal=True,
            )
            outputs.append(output)
        return torch.cat(outputs, dim=2)

    def _of_rows(self) -> torch.Tensor:
        layer = self.layer
        outputs = []
        for rows in self._blocks(self._call_cells):
            columns = layer.visible(rows)
            chosen = slice(columns.start, columns.stop)
            bias = layer.position_bias
            output = self._sdpa(
                layer.query[:, :, rows.start : rows.stop],
                layer.key[:, :, chosen],
                self.value[:, :, chosen],
                None if layer.mask is None else layer.mask.block(rows, columns),
                position_bias=None if bias is None else bias.block(rows, columns),
            )
            outputs.append(output)
        return outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=1)

    def _blocks(self, call_cells: int) -> Iterator[range]:
        """Blocks of rows, each with work for one call."""
        layer = self.layer
        start = 0
        while start < layer.n_queries:
            step = layer.n_queries
            if layer.n_queries * layer.n_keys > SMALL_CELLS:
                step = _step(layer, start, call_cells)
            self.check()
            yield range(start, min(start + step, layer.n_queries))
            start += step

    def _sdpa(
        self,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        mask: torch.Tensor | None,
        *,
        is_causal: bool = False,
        position_bias: torch.Tensor | None = None,
    ) -> torch.Tensor:
        output: torch.Tensor = sdpa_attention_forward(
            self.module,
            query,
            key,
            value,
            mask,
            dropout=self.dropout,
            scaling=self.layer.scaling,
            is_causal=is_causal,
            position_bias=position_bias,
            **self.options,
        )[0]
        return output

    def _from_weights(self) -> torch.Tensor:
        """Explicit weights, so many rows at a time that memory stays bounded."""
        layer, value = self.layer, self.value
        value = value.repeat_interleave(layer.n_heads // value.shape[1], dim=1)
        texts = []
        for item in range(value.shape[0]):
            blocks = []
            for rows in self._blocks(WEIGHT_CELLS):
                columns = layer.visible(rows)
                chosen = slice(rows.start, rows.stop)
                weights = layer.whole_rows(EVERYTHING, chosen, columns, item).to(value.dtype)
                blocks.append(weights @ value[item][:, columns.start : columns.stop])
            texts.append(torch.cat(blocks, dim=1))
        return torch.stack(texts).transpose(1, 2).contiguous()


def _step(layer: QueryKey, start: int, call_cells: int) -> int:
    """How many rows from `start` on fill one call, a multiple of LEAST_ROWS."""
    n_wide = len(layer.visible(range(start, min(start + LEAST_ROWS, layer.n_queries))))
    most = call_cells // max(1, n_wide * layer.n_heads * layer.query.shape[0])
    if n_wide < layer.n_keys:
        # Rows far apart see different keys, and would compute what only others need.
        most = min(most, max(LEAST_ROWS, n_wide // 2))
    return max(LEAST_ROWS, min(most, MOST_ROWS) // LEAST_ROWS * LEAST_ROWS)
