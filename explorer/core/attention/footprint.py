"""How much memory a text will take, told by a few tokens, before anybody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import nn

from explorer.core.attention.passes import traced_pass
from explorer.core.attention.trace import SiteTrace
from explorer.core.checkpoint.class_head import ended, is_classifier

# Lengths that no model has as its number of heads or as a width, so that a tensor's shape tells
# whether it grows with the queries, with the keys or with both.
_N_SOURCE, _N_TARGET = 37, 41
# At once: an MLP's gate, its activation, their product and the residual stream.
_WIDEST_AT_ONCE = 4
_MAPS_AT_ONCE = 3  # scores, weights and a copy, of the layer that is being computed eagerly
_FIXED_BYTES = 96 << 20  # blocks of attention, masks of a block, a few rows of logits

Axis = Literal["source", "target"]
_AXES: dict[str, tuple[Axis, Axis]] = {
    "decoder": ("target", "target"),
    "cross": ("target", "source"),
}


@dataclass(frozen=True, slots=True)
class _Rates:
    """Bytes of one site for each query, for each key and for each pair of them."""

    n_layers: int
    query: int
    key: int
    cell: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a model's forward pass takes beyond its weights.

    widest: bytes a token of the largest output of any part, the output layer aside.
    logits: bytes a token of the logits, where all of them are made.
    """

    sites: dict[str, _Rates]
    widest: int
    logits: int

    def bytes_of(self, n_source: int, n_target: int = 0, *, n_windows: int = 1) -> int:
        """All that windows of so many tokens take, which are read one after the other."""
        longest = max(n_source, n_target)
        passing = _WIDEST_AT_ONCE * self.widest * longest
        for site, queries, keys in self._lengths(n_source, n_target):
            passing += _MAPS_AT_ONCE * site.cell * queries * keys // site.n_layers
        stays = self.kept(n_source, n_target) + self.logits * longest
        return n_windows * stays + passing + _FIXED_BYTES

    def kept(self, n_source: int, n_target: int = 0) -> int:
        """What stays of a text after it was read: its trace."""
        return sum(
            site.query * queries + site.key * keys + site.cell * queries * keys
            for site, queries, keys in self._lengths(n_source, n_target)
        )

    def _lengths(self, n_source: int, n_target: int) -> Iterator[tuple[_Rates, int, int]]:
        """Each site with its numbers of queries and of keys."""
        lengths = {"source": n_source, "target": n_target}
        for name, site in self.sites.items():
            queries, keys = _AXES.get(name, ("source", "source"))
            yield site, lengths[queries], lengths[keys]

    def n_fitting(self, n_bytes: int, n_source: int, n_target: int = 0) -> int:
        """The most source tokens that fit, with a target that shrinks in the same measure."""
        fits, not_fits = 0, n_source
        while not_fits - fits > 1:
            middle = (fits + not_fits) // 2
            if self.bytes_of(middle, n_target * middle // n_source) <= n_bytes:
                fits = middle
            else:
                not_fits = middle
        return fits


def measured(
    model: Any, method: Literal["captured", "native"], *, has_logits_on_demand: bool
) -> Footprint:
    """The footprint of a model, found by one pass over some forty tokens."""
    ids = torch.zeros(1, _N_SOURCE, dtype=torch.long, device=model.device)
    ids = ended(model, ids, [_N_SOURCE])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    is_encoder_decoder = bool(getattr(model.config, "is_encoder_decoder", False))
    if is_encoder_decoder and not is_classifier(model):  # whose decoder reads the same text
        inputs["decoder_input_ids"] = ids.new_zeros(1, _N_TARGET)
    with _widest_output(model) as widest:
        done = traced_pass(model, inputs, method=method, is_stale=lambda: False)
    seen: set[int] = set()
    sites = {name: _rates(site, seen) for name, site in done.trace.sites.items()}
    logits = 0
    if done.has_logits and done.result is not None and not has_logits_on_demand:
        logits = done.result.shape[-1] * done.result.element_size()
    return Footprint(sites, max(widest), logits)


def _rates(site: SiteTrace, seen: set[int]) -> _Rates:
    """seen: storages that another layer has counted, which grows."""
    query = key = cell = 0
    n_queries, n_keys = site.n_queries, site.n_keys
    for layer in site.layers:
        for tensor in layer.tensors():
            storage = tensor.untyped_storage()
            if storage.data_ptr() in seen:
                continue
            seen.add(storage.data_ptr())
            shape = list(tensor.shape)
            n_bytes = storage.nbytes()
            if n_queries in shape and n_keys in _without(shape, n_queries):
                cell += n_bytes // (n_queries * n_keys)
            elif n_queries in shape:
                query += n_bytes // n_queries
            elif n_keys in shape:
                key += n_bytes // n_keys
    return _Rates(site.n_layers, query, key, cell)


def _without(shape: list[int], size: int) -> list[int]:
    place = shape.index(size)
    return shape[:place] + shape[place + 1 :]


@contextmanager
def _widest_output(model: Any) -> Iterator[list[int]]:
    """Bytes a token of what each innermost part of the model gives; the output layer aside."""
    found = [0]

    def look(_module: nn.Module, _arguments: Any, output: Any) -> None:
        if isinstance(output, torch.Tensor):
            found.append(output.nbytes // _N_SOURCE)

    output_layer = model.get_output_embeddings()
    hooks = [
        module.register_forward_hook(look)
        for module in model.modules()
        if not list(module.children()) and module is not output_layer
    ]
    try:
        yield found
    finally:
        for hook in hooks:
            hook.remove()
