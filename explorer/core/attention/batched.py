"""The attention of several texts of one length as that of one text with more heads.

Every product and softmax is then computed once for all texts, instead of once for each.
"""

from __future__ import annotations

from dataclasses import replace

from explorer.core.attention.biases import DistanceBias
from explorer.core.attention.layers import AttentionLayer, Maps, QueryKey
from explorer.core.attention.masks import DenseMask


def texts_as_heads(layer: AttentionLayer) -> AttentionLayer | None:
    """A layer with n_texts × n_heads heads, those of the first text first.

    None where texts or heads have a mask or a bias of their own, or hide how their weights come
    about: ask such a layer text by text.
    """
    if type(layer) is Maps:
        return Maps(layer.maps.flatten(0, 1)[None])
    if not isinstance(layer, QueryKey) or not _is_shared(layer):
        return None
    n_texts, bias, sinks = len(layer.query), layer.position_bias, layer.sinks
    if isinstance(bias, DistanceBias):
        bias = replace(bias, values=bias.values.repeat(n_texts, 1))
    return replace(
        layer,
        query=layer.query.flatten(0, 1)[None],
        key=layer.key.flatten(0, 1)[None],
        position_bias=bias,
        sinks=None if sinks is None else sinks.flatten().repeat(n_texts),
    )


def _is_shared(layer: QueryKey) -> bool:
    has_bias = layer.position_bias is not None and not isinstance(layer.position_bias, DistanceBias)
    has_mask = isinstance(layer.mask, DenseMask) and layer.mask.mask.shape[:2] != (1, 1)
    return not has_bias and not has_mask and len(layer.key) == len(layer.query)
