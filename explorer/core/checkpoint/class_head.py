"""Who has a head of classes, and where in a text it reads the class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch


def is_classifier(model: Any) -> bool:
    """Whether it says the class of a text, a pair included, at once."""
    return type(model).__name__.endswith("ForSequenceClassification")


def end_id(model: Any) -> int | None:
    """The token at whose last place a classifier with a decoder reads the class.

    None for all other models: they read it at the first token, or at the last that is no padding.
    """
    config = model.config
    id = getattr(config, "eos_token_id", None)
    is_read = is_classifier(model) and bool(getattr(config, "is_encoder_decoder", False))
    return id if is_read and isinstance(id, int) else None


def ended(model: Any, ids: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """Made-up texts that such a classifier can read; as they are for other models.

    ids: (text, token), without an end. lengths: of each text, without its padding.
    """
    id = end_id(model)
    if id is None:
        return ids
    ended_ids = ids.clone()
    for text, length in enumerate(lengths):
        ended_ids[text, length - 1] = id
    return ended_ids
