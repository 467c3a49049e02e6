"""From a trace to a file: which maps, in which format, with what said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer import __version__
from explorer.core.export.atomic import replacing
from explorer.core.export.numbers import (
    SiteNumbers,
    layer_and_head,
    write_csv,
    write_json,
    write_npz,
)
from explorer.core.presentation import axis, present, shown_weights, sides, summed_keys
from explorer.errors import BadInput, Cancelled, NoSuchHead
from explorer.records import AttentionMap, ExportRequest, HeadRef, ModelInfo, Tokens

if TYPE_CHECKING:  # torch stays out of a command line that only checks its arguments
    from explorer.core.attention.trace import SiteTrace, Trace

FIGURES = (".png", ".svg", ".pdf")
NUMBERS = (".npz", ".csv", ".json")


def export(
    request: ExportRequest,
    *,
    info: ModelInfo,
    trace: Trace,
    tokens: Tokens,
    target: Tokens | None,
    is_stale: Callable[[], bool] = lambda: False,
) -> Path:
    """Write what is asked for and return its path.

    target: the decoder's tokens, of encoder–decoder models.
    A figure shows one site. NPZ and JSON of all heads hold every site of the model.
    Raises BadInput, NoSuchHead, ExportError, and Cancelled between two maps once it is stale.
    """
    return Export(request, info, trace, tokens, target, is_stale).written()


def check_format(path: Path) -> str:
    """The suffix in lower case; raises BadInput for one that nothing is written as."""
    suffix = path.suffix.lower()
    if suffix not in FIGURES + NUMBERS:
        came = f"“{path.suffix}”" if suffix else "no suffix"
        known = ", ".join((FIGURES + NUMBERS)[:-1])
        raise BadInput(
            f"{path.name} has {came}. The suffix chooses the format: {known} or {NUMBERS[-1]}."
        )
    return suffix


class Export:
    """One request and what answers it."""

    def __init__(
        self,
        request: ExportRequest,
        info: ModelInfo,
        trace: Trace,
        tokens: Tokens,
        target: Tokens | None,
        is_stale: Callable[[], bool],
    ) -> None:
        self.request = request
        self.info = info
        self.trace = trace
        self.tokens = tokens
        self.target = target
        self.is_stale = is_stale

    def written(self) -> Path:
        suffix = check_format(self.request.path)
        site = self.trace.site(self.request.head.site)
        heads = self._heads(site)
        if suffix in FIGURES:
            self._write_figure(site, heads)
        elif suffix == ".csv":
            with replacing(self.request.path) as file:
                write_csv(file, self._numbers(site, heads))
        else:
            sites = [self._numbers(site, heads)]
            if self.request.scope == "all":
                sites = [self._numbers(one, self._heads(one)) for one in self.trace.sites.values()]
            write = write_npz if suffix == ".npz" else write_json
            with replacing(self.request.path) as file:
                write(file, sites, self._token_labels(), self._described_in_full())
        return self.request.path

    def _heads(self, site: SiteTrace) -> tuple[HeadRef, ...]:
        """The heads in scope; raises NoSuchHead."""
        head = replace(self.request.head, site=site.name)
        match self.request.scope:
            case "head":
                asked = range(site.n_layers) if head.layer is None else (head.layer,)
                for layer in asked:
                    site.check(layer, 0 if head.head is None else head.head)
                return (head,)
            case "layer" if head.layer is None:
                raise NoSuchHead("The heads of a layer were asked for, but no layer was named.")
            case "layer":
                layers: Sequence[int] = (head.layer or 0,)
            case "all":
                layers = range(site.n_layers)
        for layer in layers:
            site.check(layer)
        return tuple(
            HeadRef(layer, number, site.name)
            for layer in layers
            for number in range(site.layers[layer].n_heads)
        )

    def _write_figure(self, site: SiteTrace, heads: tuple[HeadRef, ...]) -> None:
        # matplotlib takes a second to import, and only figures need it.
        from explorer.core.export.figure_formats import save
        from explorer.core.export.figures import Caption, draw

        request = self.request
        figure = draw(
            self._maps(site, heads),
            layout="single" if request.scope == "head" else request.scope,
            colormap=request.colormap,
            caption=Caption(self.info.name, self.info.revision, self._text()),
            dark=request.dark,
            transparent=request.transparent,
        )
        save(figure, request.path, dpi=request.dpi, metadata=self._described())

    def _maps(self, site: SiteTrace, heads: tuple[HeadRef, ...]) -> Iterator[AttentionMap]:
        queries, keys = sides(site.name, self.tokens, self.target)
        for head in self._still_wanted(heads):
            scores = None
            if head.layer is not None and head.head is not None:
                scores = site.scores(head.layer, head.head)
            yield present(
                site.of(head), queries, keys, head, self.request.presentation, scores=scores
            )

    def _numbers(self, site: SiteTrace, heads: tuple[HeadRef, ...]) -> SiteNumbers:
        presentation = self.request.presentation
        queries, keys = sides(site.name, self.tokens, self.target)
        query_axis, key_axis = axis(queries, presentation, "query"), axis(keys, presentation, "key")
        summed = summed_keys(keys, presentation)

        def maps() -> Iterator[NDArray[np.float32]]:
            for head in self._still_wanted(heads):
                yield shown_weights(
                    site.of(head), query_axis, key_axis, presentation, summed=summed
                )

        name = "weights" if site.name == "self" else site.name
        return SiteNumbers(name, heads, query_axis, key_axis, maps)

    def _still_wanted(self, heads: tuple[HeadRef, ...]) -> Iterator[HeadRef]:
        for head in heads:
            if self.is_stale():
                raise Cancelled("The export was given up.")
            yield head

    def _token_labels(self) -> dict[str, tuple[str, ...]]:
        presentation = self.request.presentation
        queries = axis(self.tokens, presentation, "query").labels
        keys = axis(self.tokens, presentation, "key").labels
        # From one text of a pair to the other, rows and columns are different tokens.
        labels = (
            {"tokens": keys} if queries == keys else {"query_tokens": queries, "key_tokens": keys}
        )
        if self.target is not None:
            labels["target_tokens"] = axis(self.target, presentation, "query").labels
        return labels

    def _text(self) -> str:
        document = self.request.document
        parts = (document.text, document.pair, document.target)
        return " | ".join(part for part in parts if part)

    def _described(self) -> dict[str, str]:
        """What a figure's metadata says."""
        request, presentation = self.request, self.request.presentation
        layer, head = layer_and_head(request.head)
        document = request.document
        described = {
            "title": f"{self._title()} · {self.info.name}",
            "model": self.info.name,
            "source": self.info.source,
            "revision": self.info.revision,
            "text": document.text,
            "pair": document.pair,
            "target": document.target,
            "masked": ", ".join(f"{o.position} {o.label}" for o in self.tokens.originals) or None,
            "site": request.head.site,
            "layer": str("all" if request.scope == "all" else layer),
            "head": str(head if request.scope == "head" else "all"),
            "scale": presentation.scale,
            "threshold": f"{presentation.threshold:g}",
            "special_tokens": "hidden" if presentation.hide_special else "shown",
            "pair_filter": "→".join(presentation.pair) if len(presentation.pair) == 2 else None,
            "words": "merged" if presentation.merge_words else "pieces",
            "colormap": request.colormap,
            "version": __version__,
        }
        return {name: text for name, text in described.items() if text is not None}

    def _title(self) -> str:
        match self.request.scope:
            case "head":
                return self.request.head.label
            case "layer":
                return f"L{self.request.head.layer}, all heads"
            case "all":
                return "All layers and heads"

    def _described_in_full(self) -> dict[str, Any]:
        """What a file of numbers says: the figure's metadata without its looks, and the ids."""
        described: dict[str, Any] = dict(self._described())
        for name in ("title", "colormap", "scale", "threshold"):
            del described[name]
        if self.request.scope == "all":
            described["site"] = ", ".join(self.trace.sites)
        described |= {
            "family": self.info.family,
            "dtype": self.info.dtype,
            "axes": ["layer", "head", "query", "key"],
            "input_ids": list(self.tokens.ids),
        }
        if self.target is not None:
            described["decoder_input_ids"] = list(self.target.ids)
        return described
