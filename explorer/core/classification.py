"""What a classifier says of a whole text."""

from __future__ import annotations

import torch

from explorer.core.attention.forward import Forward
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.checkpoint.labels import kind_of
from explorer.records import Classification, ClassScore


def classify(checkpoint: Checkpoint, forward: Forward) -> Classification | None:
    """Every class, the likeliest first; None for other models, and for a text read in windows."""
    logits = forward.class_logits
    if logits is None:
        return None
    kind = kind_of(checkpoint.model.config)
    values = _values(logits.float(), kind)
    scores = [
        ClassScore(id, label, value)
        for id, (label, value) in enumerate(zip(checkpoint.info.labels, values, strict=True))
    ]
    return Classification(kind, tuple(sorted(scores, key=lambda score: -score.value)))


def _values(logits: torch.Tensor, kind: str) -> list[float]:
    """logits: (label,)."""
    match kind:
        case "one":
            values = torch.softmax(logits, dim=-1)
        case "many":
            values = torch.sigmoid(logits)
        case _:
            values = logits
    return [float(value) for value in values]
