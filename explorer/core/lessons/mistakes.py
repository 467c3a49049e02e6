"""Runs the attention function of the lecture notes, and the right one, on one head."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (as the notes call it)

from explorer.records import DENSE_TOKENS
from explorer.records.lessons.steps import NotesRun, SelfAttention
from explorer.records.steps import Array, HeadInputs
from explorer.reference import notes
from explorer.reference.attention import self_attention

Attention = Callable[..., tuple[torch.Tensor, torch.Tensor]]
_Given = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def self_attention_on(inputs: HeadInputs) -> SelfAttention | None:
    """None for a text whose weights are too many to hold.

    Every token asks with its own query, and all of them see what this one may see.
    """
    if max(len(inputs.queries), len(inputs.keys)) > DENSE_TOKENS:
        return None
    given = _given(inputs)
    output, _weights = self_attention(*given)
    wrong = sorted(notes.MENDED)
    mended = [frozenset(some) for n in range(3) for some in combinations(wrong, n)]
    return SelfAttention(
        source=inspect.getsource(self_attention),
        output=_row(output, inputs.position),
        runs=tuple(_run(lines, given, inputs.position) for lines in mended),
    )


def _run(mended: frozenset[int], given: _Given, position: int) -> NotesRun:
    try:
        output, _weights = _function(mended)(*given)
    except (NameError, RuntimeError) as error:
        return NotesRun(mended, f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return NotesRun(mended, "", tuple(output.shape), _row(output, position))


def _function(mended: frozenset[int]) -> Attention:
    """The text of the notes as a function: it is ours, and exactly what the page shows."""
    namespace: dict[str, Any] = {"torch": torch, "math": math, "F": F}
    exec("\n".join(notes.lines(mended)), namespace)
    function: Attention = namespace["self_attention"]
    return function


def _given(inputs: HeadInputs) -> _Given:
    """Query, key, value, and the mask of one row: (1, key)."""
    return (
        torch.tensor(inputs.queries),
        torch.tensor(inputs.keys),
        torch.tensor(inputs.values),
        torch.tensor(inputs.may_attend[None]),
    )


def _row(output: torch.Tensor, position: int) -> Array:
    row: Array = output[position].numpy()
    row.flags.writeable = False
    return row
