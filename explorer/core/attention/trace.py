"""The attention seen in one forward pass: any map of any layer and head, on demand.

`forward` runs the model. What is here is never written to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.aggregates import aggregate
from explorer.core.attention.layers import EVERYTHING, AttentionLayer, Positions, index
from explorer.errors import NoSuchHead
from explorer.records import HeadRef, SiteInfo

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SiteTrace:
    """All layers of one attention of the model. Arrays come as (head, query, key), read-only."""

    name: str
    layers: tuple[AttentionLayer, ...]

    @property
    def n_layers(self) -> int:
        return len(self.layers)

    @property
    def n_heads(self) -> int:
        return max(layer.n_heads for layer in self.layers)

    @property
    def n_queries(self) -> int:
        return self.layers[0].n_queries

    @property
    def n_keys(self) -> int:
        return self.layers[0].n_keys

    @property
    def info(self) -> SiteInfo:
        return SiteInfo(self.name, self.n_layers, self.n_heads)

    def weights(
        self,
        layer: int,
        head: int,
        *,
        rows: Positions | None = None,
        columns: Positions | None = None,
        item: int = 0,
    ) -> Weights:
        """(query, key) after the softmax; a row that sees no key is zero.

        A slice of columns costs the row's whole sum once a head, and next to nothing after that.
        """
        chosen, one = self._find(layer, head)
        device = next(chosen.tensors()).device
        with torch.no_grad():
            weights = chosen.weights(one, index(rows, device), index(columns, device), item)[0]
        return _array(weights)

    def scores(
        self,
        layer: int,
        head: int,
        *,
        rows: Positions | None = None,
        columns: Positions | None = None,
        item: int = 0,
    ) -> Weights | None:
        """(query, key) before the softmax: scaled, biased and capped, −inf where masked.

        None where the model gives out finished weights only.
        """
        chosen, one = self._find(layer, head)
        device = next(chosen.tensors()).device
        with torch.no_grad():
            scores = chosen.scores(one, index(rows, device), index(columns, device), item)
        return None if scores is None else _array(scores[0])

    def scores_and_weights(
        self,
        layer: int,
        head: int,
        *,
        rows: Positions | None = None,
        columns: Positions | None = None,
        item: int = 0,
    ) -> tuple[Weights | None, Weights]:
        """Both of the above for the price of one."""
        chosen, one = self._find(layer, head)
        device = next(chosen.tensors()).device
        with torch.no_grad():
            scores, weights = chosen.scores_and_weights(
                one, index(rows, device), index(columns, device), item
            )
        return None if scores is None else _array(scores[0]), _array(weights[0])

    def layer(self, layer: int, *, item: int = 0) -> Weights:
        """(head, query, key): all heads of one layer at once, in one product."""
        chosen, _ = self._find(layer, 0)
        with torch.no_grad():
            return _array(chosen.weights(EVERYTHING, EVERYTHING, EVERYTHING, item))

    def of(self, ref: HeadRef, *, item: int = 0) -> Weights:
        """(query, key) of one head, or the mean or maximum over heads, layers or both."""
        if ref.layer is not None and ref.head is not None:
            return self.weights(ref.layer, ref.head, item=item)
        self.check_ref(ref)
        layers = self.layers if ref.layer is None else (self.layers[ref.layer],)
        heads = EVERYTHING if ref.head is None else slice(ref.head, ref.head + 1)
        with torch.no_grad():
            return _array(aggregate(layers, heads, ref.aggregate, item))

    def check(self, layer: int, head: int = 0) -> None:
        """Raises NoSuchHead for a layer or head that the site does not have."""
        if not 0 <= layer < self.n_layers:
            raise NoSuchHead(
                f"Layer {layer} was asked for; {self.name} attention counts 0 to "
                f"{self.n_layers - 1}."
            )
        n_heads = self.layers[layer].n_heads
        if not 0 <= head < n_heads:
            raise NoSuchHead(f"Head {head} was asked for; layer {layer} counts 0 to {n_heads - 1}.")

    def check_ref(self, ref: HeadRef) -> None:
        """Raises NoSuchHead; over all layers for a head that every one of them lacks."""
        layer = ref.layer
        if layer is None:  # of a pruned model, the layer that kept most heads
            layer = max(range(self.n_layers), key=lambda at: self.layers[at].n_heads)
        self.check(layer, ref.head or 0)

    def _find(self, layer: int, head: int) -> tuple[AttentionLayer, slice]:
        self.check(layer, head)
        return self.layers[layer], slice(head, head + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The attention of one forward pass, by site."""

    sites: dict[str, SiteTrace]

    @property
    def nbytes(self) -> int:
        """Memory kept alive; what layers share counts once."""
        storages = {
            storage.data_ptr(): storage.nbytes()
            for site in self.sites.values()
            for layer in site.layers
            for storage in (tensor.untyped_storage() for tensor in layer.tensors())
        }
        return sum(storages.values())

    def site(self, name: str) -> SiteTrace:
        if name not in self.sites:
            raise NoSuchHead(f"This model has no {name} attention; it has {', '.join(self.sites)}.")
        return self.sites[name]

    def of(self, ref: HeadRef, *, item: int = 0) -> Weights:
        """(query, key) of a head or an aggregate; raises NoSuchHead."""
        return self.site(ref.site).of(ref, item=item)


def _array(tensor: torch.Tensor) -> Weights:
    array: Weights = tensor.detach().cpu().numpy()
    array.flags.writeable = False
    return array
