"""How many numbers a model's weights are, in which format: of the hub's word, or of files here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import prod
from pathlib import Path

from safetensors import SafetensorError, safe_open

Counts = Mapping[str, int]  # by the names that safetensors gives to number formats

_BYTES = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2}
_NAMES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def counts_in(files: Iterable[Path]) -> Counts:
    """Read from the heads of safetensors files alone; a damaged one counts for nothing."""
    counts: Counter[str] = Counter()
    for path in files:
        try:
            with safe_open(path, framework="np") as file:
                for name in file.keys():  # noqa: SIM118  it is no mapping
                    weight = file.get_slice(name)
                    counts[weight.get_dtype()] += prod(weight.get_shape())
        except (OSError, SafetensorError):
            continue
    return counts


def n_bytes_of(counts: Counts) -> int:
    return sum(_BYTES.get(dtype, 1) * n for dtype, n in counts.items())


def stored_as(counts: Counts) -> str:
    """The number format of most weights, as torch calls it; empty where it is none of torch's."""
    most = max(counts, key=lambda dtype: counts[dtype], default="")
    return _NAMES.get(most, "")
