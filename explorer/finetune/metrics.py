"""How good a model is on what was held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Of one label, on what was held out. n: how many rows have it."""

    label: str
    precision: float
    recall: float
    f1: float
    n: int


def confusion_of(gold: Sequence[int], predicted: Sequence[int], n_labels: int) -> NDArray[np.int64]:
    """(gold label, predicted label), counts."""
    matrix = np.zeros((n_labels, n_labels), dtype=np.int64)
    np.add.at(matrix, (np.asarray(gold, dtype=int), np.asarray(predicted, dtype=int)), 1)
    return matrix


def label_scores(confusion: NDArray[np.int64], labels: Sequence[str]) -> tuple[LabelScore, ...]:
    """In the order of the labels; 0 where a share is of nothing."""
    right = np.diagonal(confusion).astype(float)
    n_gold, n_predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = np.divide(right, n_predicted, out=np.zeros_like(right), where=n_predicted > 0)
    recall = np.divide(right, n_gold, out=np.zeros_like(right), where=n_gold > 0)
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(right), where=both > 0)
    return tuple(
        LabelScore(label, float(precision[i]), float(recall[i]), float(f1[i]), int(n_gold[i]))
        for i, label in enumerate(labels)
    )


def accuracy(confusion: NDArray[np.int64]) -> float:
    return float(np.trace(confusion) / max(1, confusion.sum()))


def macro_f1(scores: Sequence[LabelScore]) -> float:
    """The mean over the labels that are held out at all."""
    held_out = [score.f1 for score in scores if score.n]
    return float(np.mean(held_out)) if held_out else 0.0
