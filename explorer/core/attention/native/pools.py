"""Funnel pools its tokens: only layers that relate tokens to tokens make a map of tokens.

They are those of its first block, and those of its decoder, which reads the sequence stretched
to its length again. Layers in between relate pools of tokens, and are left out.
Source: Dai et al. 2020, section 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from explorer.core.attention.layers import AttentionLayer, Maps


def token_layers(config: Any, maps: Sequence[torch.Tensor]) -> dict[str, list[AttentionLayer]]:
    """`self`, the first block's layers, and `upsampled`, the decoder's where there is one."""
    n_first = config.block_sizes[0] * config.block_repeats[0]
    n_pooled = sum(
        size * repeats
        for size, repeats in zip(config.block_sizes[1:], config.block_repeats[1:], strict=True)
    )
    parts = {"self": maps[:n_first], "upsampled": maps[n_first + n_pooled :]}
    return {name: [Maps(one.detach()) for one in part] for name, part in parts.items() if part}
