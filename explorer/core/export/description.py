"""What a file says about what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer import __version__
from explorer.core.export.numbers import layer_and_head
from explorer.core.presentation import axis
from explorer.records import ExportRequest, ModelInfo, Tokens, Window


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What is exported, of which text, under which model.

    sites: the names of all sites of the model.
    target: the decoder's tokens, of encoder–decoder models.
    windows: how a text that is longer than the model reads was read.
    notice: what a reader of the file should know of the text.
    """

    request: ExportRequest
    info: ModelInfo
    sites: Sequence[str]
    tokens: Tokens
    target: Tokens | None
    windows: Sequence[Window] = ()
    notice: str = ""

    def token_labels(self) -> dict[str, tuple[str, ...]]:
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

    def text(self) -> str:
        document = self.request.document
        parts = (document.text, document.pair, document.target)
        return " | ".join(part for part in parts if part)

    def of_figure(self) -> dict[str, str]:
        """What a figure's metadata says."""
        request, presentation = self.request, self.request.presentation
        layer, head = layer_and_head(request.head)
        document = request.document
        described = {
            "title": f"{self.title()} · {self.info.name}",
            "model": self.info.name,
            "source": self.info.source,
            "revision": self.info.revision,
            "text": document.text,
            "pair": document.pair,
            "target": document.target,
            "masked": ", ".join(f"{o.position} {o.label}" for o in self.tokens.originals) or None,
            "site": request.head.site,
            "layer": str("all" if request.scope == "all" else layer),
            "head": str(head if request.scope in ("head", "alignment") else "all"),
            "scale": presentation.scale,
            "threshold": f"{presentation.threshold:g}",
            "special_tokens": "hidden" if presentation.hide_special else "shown",
            "pair_filter": "→".join(presentation.pair) if len(presentation.pair) == 2 else None,
            "words": "merged" if presentation.merge_words else "pieces",
            "windows": self._windows(),
            "notice": self.notice or None,
            "colormap": request.colormap,
            "version": __version__,
        }
        return {name: text for name, text in described.items() if text is not None}

    def _windows(self) -> str | None:
        """How the text was read, where the model could not read it whole."""
        if not self.windows:
            return None
        longest = max(window.end - window.start for window in self.windows)
        every = self.windows[1].start - self.windows[0].start if len(self.windows) > 1 else longest
        return f"{len(self.windows)} of {longest} tokens, one every {every}"

    def title(self) -> str:
        match self.request.scope:
            case "head":
                return self.request.head.label
            case "alignment":
                return f"Alignment of {self.request.head.label}"
            case "layer":
                return f"L{self.request.head.layer}, all heads"
            case "all":
                return "All layers and heads"

    def of_numbers(self) -> dict[str, Any]:
        """What a file of numbers says: the figure's metadata without its looks, and the ids."""
        described: dict[str, Any] = dict(self.of_figure())
        for name in ("title", "colormap", "scale", "threshold"):
            del described[name]
        if self.request.scope == "all":
            described["site"] = ", ".join(self.sites)
        described |= {
            "family": self.info.family,
            "dtype": self.info.dtype,
            "axes": ["layer", "head", "query", "key"],
            "input_ids": list(self.tokens.ids),
        }
        if self.target is not None:
            described["decoder_input_ids"] = list(self.target.ids)
        return described
