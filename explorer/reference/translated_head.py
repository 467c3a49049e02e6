"""What one head of the translator computes with, for `steps` to follow."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from explorer.errors import NoSuchHead
from explorer.records.steps import Array, HeadInputs
from explorer.records.translation import Translation
from explorer.reference.attention import MultiHeadAttention
from explorer.reference.transformer import Transformer
from explorer.reference.translator import Translator

Site = Literal["encoder", "decoder", "cross"]

SITES: tuple[Site, ...] = ("encoder", "decoder", "cross")


@torch.no_grad()
def translated_head(
    translator: Translator,
    translation: Translation,
    site: Site,
    layer: int,
    head: int,
    position: int,
) -> HeadInputs:
    """The head when the token at `position` asks, after all that is translated so far.

    Queries are source words in the encoder, else `translation.read`. Raises NoSuchHead.
    """
    settings = translator.model.settings
    n_queries = len(translation.source if site == "encoder" else translation.read)
    sizes = (settings.n_layers, settings.n_heads, n_queries)
    asked = (layer, head, position)
    if not all(0 <= number < size for number, size in zip(asked, sizes, strict=True)):
        raise NoSuchHead(
            f"Layer {layer}, head {head}, word {position} was asked for; this translation has "
            f"{sizes[0]} layers, {sizes[1]} heads and {n_queries} words, counted from 0."
        )
    attention = _attention(translator.model, site, layer)
    asking, looked_at, mask = _given_to(attention, translator, translation)
    width = settings.width // settings.n_heads
    own = slice(head * width, (head + 1) * width)
    return HeadInputs(
        position=position,
        queries=_array(attention.query(asking)[0, :, own]),
        keys=_array(attention.key(looked_at)[0, :, own]),
        values=_array(attention.value(looked_at)[0, :, own]),
        scaling=width**-0.5,
        may_attend=np.broadcast_to(mask[0, 0].numpy(), (n_queries, looked_at.shape[1]))[position],
        projection=_array(attention.output.weight[:, own].T),
    )


def _attention(model: Transformer, site: Site, layer: int) -> MultiHeadAttention:
    chosen = model.encoder[layer] if site == "encoder" else model.decoder[layer]
    attention = chosen.cross if site == "cross" else chosen.attention
    assert isinstance(attention, MultiHeadAttention)
    return attention


def _given_to(
    attention: nn.Module, translator: Translator, translation: Translation
) -> tuple[Tensor, Tensor, Tensor]:
    """What asks, what is looked at, and the mask, when the model reads the translation again."""
    given: list[tuple[Any, ...]] = []
    hook = attention.register_forward_pre_hook(lambda _, arguments: given.append(arguments))
    try:
        translator.model(
            torch.tensor([translator.source.ids_of(translation.source)]),
            torch.tensor([translator.target.ids_of(translation.read)]),
        )
    finally:
        hook.remove()
    asking, looked_at, mask = given[0]
    return asking, looked_at, mask


def _array(tensor: Tensor) -> Array:
    array: Array = tensor.numpy()
    array.flags.writeable = False
    return array
