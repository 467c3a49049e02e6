"""From a trace to a file: which maps, in which format, with what said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.core.export.atomic import replacing
from explorer.core.export.description import Description
from explorer.core.export.numbers import (
    SiteNumbers,
    write_csv,
    write_json,
    write_npz,
)
from explorer.core.presentation import axis, present, sides
from explorer.errors import BadInput, Cancelled, NoSuchHead
from explorer.records import (
    DENSE_TOKENS,
    AttentionMap,
    HeadRef,
    Tokens,
)

if TYPE_CHECKING:  # torch stays out of a command line that only checks its arguments
    from explorer.core.attention.trace import SiteTrace, Trace
    from explorer.core.export.figures import Caption

FIGURES = (".png", ".svg", ".pdf")
NUMBERS = (".npz", ".csv", ".json")
MAX_WRITTEN_OUT = 100_000_000  # weights as text
BYTES_WRITTEN_OUT = 14  # of a weight, at least


def export(
    description: Description, trace: Trace, *, is_stale: Callable[[], bool] = lambda: False
) -> Path:
    """Write what is asked for and return its path.

    A figure shows one site. NPZ and JSON of all heads hold every site of the model.
    Raises BadInput, NoSuchHead, ExportError, and Cancelled between two maps once it is stale.
    """
    return Export(description, trace, is_stale).written()


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
        self, description: Description, trace: Trace, is_stale: Callable[[], bool]
    ) -> None:
        self.description = description
        self.request = description.request
        self.trace = trace
        self.is_stale = is_stale

    def written(self) -> Path:
        suffix = check_format(self.request.path)
        site = self.trace.site(self.request.head.site)
        heads = self._heads(site)
        if suffix in FIGURES:
            self._write_figure(site, heads)
        elif suffix == ".csv":
            self._check_lines([(site, heads)])
            with replacing(self.request.path) as file:
                write_csv(file, self._numbers(site, heads))
        else:
            asked = [(site, heads)]
            if self.request.scope == "all":
                asked = [(one, self._heads(one)) for one in self.trace.sites.values()]
            sites = [self._numbers(one, its_heads) for one, its_heads in asked]
            write = write_npz if suffix == ".npz" else write_json
            if write is write_json:
                self._check_lines(asked)
            with replacing(self.request.path) as file:
                write(file, sites, self.description.token_labels(), self.description.of_numbers())
        return self.request.path

    def _check_lines(self, asked: Sequence[tuple[SiteTrace, tuple[HeadRef, ...]]]) -> None:
        """Raises BadInput where text would take many gigabytes."""
        n_weights = sum(len(heads) * site.n_queries * site.n_keys for site, heads in asked)
        if n_weights > MAX_WRITTEN_OUT:
            raise BadInput(
                f"{n_weights:,} weights written out as text would take more than "
                f"{n_weights * BYTES_WRITTEN_OUT / 1e9:,.0f} GB. Choose .npz, or fewer heads."
            )

    def _check_words(self, site: SiteTrace) -> None:
        """Raises BadInput where two rows of words would make a page that nobody can open."""
        if self._is_long(site):
            n_tokens = max(map(len, self._sides(site)))
            raise BadInput(
                f"{n_tokens:,} tokens are too many for an alignment on one page; {DENSE_TOKENS:,} "
                "fit. Export the map instead, or shorten the text."
            )

    def _heads(self, site: SiteTrace) -> tuple[HeadRef, ...]:
        """The heads in scope; raises NoSuchHead."""
        head = replace(self.request.head, site=site.name)
        match self.request.scope:
            case "head" | "alignment":
                site.check_ref(head)
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
        from explorer.core.export.alignment_figure import draw_alignment
        from explorer.core.export.figure_formats import save
        from explorer.core.export.figures import draw

        request = self.request
        looks = {"dark": request.dark, "transparent": request.transparent}
        if request.scope == "alignment":
            self._check_words(site)
            [shown] = self._maps(site, heads)
            figure = draw_alignment(shown, caption=self._caption(site), **looks)
            save(figure, request.path, dpi=request.dpi, metadata=self.description.of_figure())
            return
        figure = draw(
            self._maps(site, heads),
            layout="single" if request.scope == "head" else request.scope,
            colormap=request.colormap,
            caption=self._caption(site),
            **looks,
        )
        save(figure, request.path, dpi=request.dpi, metadata=self.description.of_figure())

    def _maps(self, site: SiteTrace, heads: tuple[HeadRef, ...]) -> Iterator[AttentionMap]:
        from explorer.core.long.cells import figure_map
        from explorer.core.long.presented import PresentedHead

        shown = self.request.presentation
        queries, keys = self._sides(site)
        for head in self._still_wanted(heads):
            if self._is_long(site):
                presented = PresentedHead.of(site, head, queries, keys, shown)
                yield figure_map(presented, shown, is_stale=self.is_stale)
                continue
            scores = None
            if head.layer is not None and head.head is not None:
                scores = site.scores(head.layer, head.head)
            yield present(site.of(head), queries, keys, head, shown, scores=scores)

    def _numbers(self, site: SiteTrace, heads: tuple[HeadRef, ...]) -> SiteNumbers:
        presentation = self.request.presentation
        queries, keys = self._sides(site)
        query_axis, key_axis = axis(queries, presentation, "query"), axis(keys, presentation, "key")

        def maps() -> Iterator[Iterator[NDArray[np.float32]]]:
            from explorer.core.long.presented import PresentedHead, row_blocks

            for head in self._still_wanted(heads):
                yield row_blocks(PresentedHead.of(site, head, queries, keys, presentation))

        name = "weights" if site.name == "self" else site.name
        return SiteNumbers(name, heads, query_axis, key_axis, maps)

    def _caption(self, site: SiteTrace) -> Caption:
        from explorer.core.export.figures import Caption
        from explorer.core.long.pooling import pool_of

        info, presentation = self.description.info, self.request.presentation
        queries, keys = self._sides(site)
        n_rows = len(axis(queries, presentation, "query"))
        pool = pool_of(n_rows, len(axis(keys, presentation, "key")))
        return Caption(info.name, info.revision, self.description.text(), pool)

    def _sides(self, site: SiteTrace) -> tuple[Tokens, Tokens]:
        return sides(site.name, self.description.tokens, self.description.target)

    def _is_long(self, site: SiteTrace) -> bool:
        return max(map(len, self._sides(site))) > DENSE_TOKENS

    def _still_wanted(self, heads: tuple[HeadRef, ...]) -> Iterator[HeadRef]:
        for head in heads:
            if self.is_stale():
                raise Cancelled("The export was given up.")
            yield head
