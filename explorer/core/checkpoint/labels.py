"""The classes that a classifier's config.json names, as people named them.

A fine-tuned classifier opens as one when it is saved by transformers' `save_pretrained` with
`architectures` (which `save_pretrained` writes), `id2label` for the names of its classes, and
`problem_type` where it is no choice of one class among several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["one", "many", "number"]


def labels_of(config: Any) -> tuple[str, ...]:
    """One name a logit, in their order; `LABEL_0` and so on where the config names none."""
    names = getattr(config, "id2label", None) or {}
    by_id = {int(id): str(name) for id, name in names.items()}
    return tuple(by_id.get(id, f"LABEL_{id}") for id in range(int(config.num_labels)))


def labels_in(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The same from a config.json that nobody has opened yet; empty where it is no classifier."""
    names = config.get("id2label")
    is_classifier = "ForSequenceClassification" in str(config.get("architectures"))
    return tuple(map(str, names.values())) if is_classifier and isinstance(names, dict) else ()


def kind_of(config: Any) -> Kind:
    """How its logits are meant, as transformers itself decides where `problem_type` is missing."""
    problem = getattr(config, "problem_type", None)
    if problem == "multi_label_classification":
        return "many"
    if problem == "regression" or (problem is None and config.num_labels == 1):
        return "number"
    return "one"
