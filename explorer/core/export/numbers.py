"""Weights as numbers: NPZ, CSV and JSON files. The same weights give the same bytes.

Rows are written some at a time, since those of a long text do not fit into memory together.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from explorer.errors import BadInput
from explorer.records import Axis, HeadRef

CSV_COLUMNS = (
    *("layer", "head", "query_position", "query_token", "key_position", "key_token"),
    "weight",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold; the real time differs each run


@dataclass(frozen=True, slots=True, eq=False)
class SiteNumbers:
    """Maps of one site on their way to a file.

    heads: in the order (layer, head).
    maps: gives, each time it is called, their weights in that order: for each head blocks of
        rows, (query, key) float32, since those of a long text do not fit into memory.
    """

    name: str  # of the array in an NPZ
    heads: tuple[HeadRef, ...]
    queries: Axis
    keys: Axis
    maps: Callable[[], Iterator[Iterable[NDArray[np.float32]]]]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(layer, head, query, key); raises BadInput where pruned layers make no array."""
        n_heads = Counter(head.layer for head in self.heads)
        if len(set(n_heads.values())) > 1:
            raise BadInput(
                "The layers of this model differ in their number of heads. "
                "Export one layer at a time, or as CSV or JSON."
            )
        return len(n_heads), max(n_heads.values()), len(self.queries), len(self.keys)


def write_npz(
    file: BinaryIO,
    sites: Sequence[SiteNumbers],
    tokens: Mapping[str, Sequence[str]],
    metadata: Mapping[str, Any],
) -> None:
    """Arrays (layer, head, query, key) of each site, the tokens, and `metadata` as a JSON string.

    tokens: by the name of their array.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for site in sites:
            blocks = (block for one in site.maps() for block in one)
            _write_array(archive, site.name, site.shape, blocks)
        for name, labels in tokens.items():
            _write_small(archive, name, np.array([writable(label) for label in labels], dtype=str))
        _write_small(archive, "metadata", np.array(_json(metadata)))


def write_csv(file: BinaryIO, site: SiteNumbers) -> None:
    """One line a weight, CSV_COLUMNS as the header; a merged word stands at its first token."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    query_cells, key_cells = _cells(site.queries), _cells(site.keys)
    for head, blocks in zip(site.heads, site.maps(), strict=True):
        layer_cell, head_cell = layer_and_head(head)
        each_row = (row for weights in blocks for row in weights)
        for query, row in zip(query_cells, each_row, strict=True):
            rows.writerows(
                (layer_cell, head_cell, *query, *key, weight)
                for key, weight in zip(key_cells, row.astype(str).tolist(), strict=True)
            )
    text.flush()
    text.detach()  # or the wrapper would close the file that it was lent


def write_json(
    file: BinaryIO,
    sites: Sequence[SiteNumbers],
    tokens: Mapping[str, Sequence[str]],
    metadata: Mapping[str, Any],
) -> None:
    """`metadata`, the tokens, and `maps`, each with its site, layer, head and rows of weights."""
    head = {"metadata": metadata, **{name: list(labels) for name, labels in tokens.items()}}
    file.write(_json(head)[:-1].encode() + b', "maps": [')
    between = b"\n"
    for site in sites:
        for ref, blocks in zip(site.heads, site.maps(), strict=True):
            layer_cell, head_cell = layer_and_head(ref)
            place = {"site": ref.site, "layer": layer_cell, "head": head_cell}
            file.write(between + f'{_json(place)[:-1]}, "weights": ['.encode())
            between = b""
            for weights in blocks:
                rows = ", ".join(f"[{', '.join(row)}]" for row in _decimals(weights))
                file.write(between + rows.encode())
                between = b", "
            file.write(b"]}")
            between = b",\n"
    file.write(b"\n]}\n")


def layer_and_head(head: HeadRef) -> tuple[int | str, int | str]:
    """Numbers, or `mean` or `max` where an aggregate stands for all of them."""
    layer = head.aggregate if head.layer is None else head.layer
    return layer, head.aggregate if head.head is None else head.head


def writable(text: str) -> str:
    """Text without lone surrogates, which no encoding can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def _cells(side: Axis) -> list[tuple[int, str]]:
    pairs = zip(side.positions, side.labels, strict=True)
    return [(positions[0], writable(label)) for positions, label in pairs]


def _decimals(weights: NDArray[np.float32]) -> list[list[str]]:
    """The shortest decimals that read back as the same float32; JSON has no NaN."""
    rows: list[list[str]] = weights.astype(str).tolist()
    if np.isfinite(weights).all():
        return rows
    return [["null" if cell in ("nan", "inf", "-inf") else cell for cell in row] for row in rows]


def _json(value: Any) -> str:
    return writable(json.dumps(value, ensure_ascii=False))


def _write_array(
    archive: zipfile.ZipFile,
    name: str,
    shape: tuple[int, ...],
    blocks: Iterable[NDArray[np.float32]],
) -> None:
    with archive.open(zipfile.ZipInfo(f"{name}.npy", _EPOCH), "w", force_zip64=True) as member:
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(member, header)
        for weights in blocks:
            member.write(np.ascontiguousarray(weights, dtype="<f4").tobytes())


def _write_small(archive: zipfile.ZipFile, name: str, array: NDArray[Any]) -> None:
    with archive.open(zipfile.ZipInfo(f"{name}.npy", _EPOCH), "w") as member:
        np.lib.format.write_array(member, array, allow_pickle=False)
