"""XLNet's two streams: what each token reads, and what a masked one reads to be predicted.

The content stream (`self`) sees the token at its own place; the query stream (`query`) sees the
place, not the token. Source: Yang et al. 2019, section 2.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from explorer.core.attention.layers import AttentionLayer, Maps
from explorer.core.checkpoint.class_head import is_classifier


def is_permuted(model: Any) -> bool:
    """Whether its predictions need an order of the tokens instead of a mask in the text.

    A classifier predicts no token, and reads the text in the content stream alone.
    """
    return bool(model.config.model_type == "xlnet") and not is_classifier(model)


def targets_last(
    masks: Sequence[int], n_tokens: int, *, dtype: torch.dtype, device: torch.device
) -> dict[str, torch.Tensor]:
    """Arguments that put the masked tokens at the end of the order: nobody sees what they are.

    perm_mask: (1, query, key), 1 where the key is hidden. target_mapping: (1, mask, token).
    """
    perm_mask = torch.zeros(1, n_tokens, n_tokens, dtype=dtype, device=device)
    perm_mask[:, :, list(masks)] = 1
    return {"perm_mask": perm_mask, "target_mapping": target_mapping(masks, perm_mask)}


def order_mask(
    ranks: Sequence[int], masks: Sequence[int], *, dtype: torch.dtype, device: torch.device
) -> torch.Tensor:
    """`perm_mask`, as in `targets_last`: each token sees those before it that are no masks.

    ranks: (token,) when each comes in the order.
    """
    when = torch.tensor(ranks, device=device)
    hidden = when[None, :] >= when[:, None]  # (query, key)
    hidden[:, list(masks)] = True
    return hidden[None].to(dtype)


def target_mapping(targets: Sequence[int], perm_mask: torch.Tensor) -> torch.Tensor:
    """(1, target, token), 1 where a target is; as the mask in dtype and device."""
    mapping = perm_mask.new_zeros(1, len(targets), perm_mask.shape[-1])
    mapping[0, range(len(targets)), list(targets)] = 1
    return mapping


def stream_layers(
    model: Any, inputs: Mapping[str, Any], returned: Sequence[Any]
) -> dict[str, list[AttentionLayer]]:
    """`self`, and `query` where the pass had targets.

    Rows of the query stream that belong to no target hold numbers that nothing was made of, and
    a target that sees nothing spreads over every place, hidden ones too: both become zero.
    """
    pairs = [one if isinstance(one, tuple) else (one, None) for one in returned]
    sites: dict[str, list[AttentionLayer]] = {"self": [Maps(one.detach()) for one, _ in pairs]}
    mapping = inputs.get("target_mapping")
    if mapping is not None:
        is_real = (mapping.sum(1) > 0) & _sees_something(model, inputs)  # (batch, query)
        sites["query"] = [Maps(one.detach() * is_real[:, None, :, None]) for _, one in pairs]
    return sites


def _sees_something(model: Any, inputs: Mapping[str, Any]) -> torch.Tensor:
    """(batch, query): whether any key is open to the query stream."""
    ids, hidden = inputs["input_ids"], inputs.get("perm_mask")
    n_tokens = ids.shape[1]
    is_open = torch.ones(*ids.shape, n_tokens, dtype=torch.bool, device=ids.device)
    if hidden is not None:
        is_open = hidden == 0
    if inputs.get("attention_mask") is not None:
        is_open = is_open & inputs["attention_mask"].bool()[:, None, :]
    if model.config.attn_type == "uni":
        is_open = is_open.tril()
    return is_open.any(-1)
