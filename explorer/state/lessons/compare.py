"""Before and after: the checkpoint to compare with, and the file to read under both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from explorer.records import Document, HeadRef, ModelInfo, Presentation
from explorer.records.lessons.compare import CompareAnswer, CompareRequest, HeldOut
from explorer.resources import DEFAULT_MODEL

Ranking = Literal["text", "data"]


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """before: a source; empty for what the open model was fine-tuned from.

    data: a file with a sentence a line, or empty; is_counting: it is being read.
    ranking: heads are ranked by the text of the window, or by the file.
    """

    before: str = ""
    data: str = ""
    is_counting: bool = True
    ranking: Ranking = "text"

    def source(self, model: ModelInfo) -> str:
        """What the open model is compared with.

        A base model that would have to be fetched from the hub is fetched only when chosen.
        """
        if self.before:
            return self.before
        is_here = model.base_model.startswith("builtin:") or _is_folder(model.base_model)
        return model.base_model if is_here else DEFAULT_MODEL

    def wanted(
        self,
        document: Document,
        model: ModelInfo,
        head: HeadRef,
        presentation: Presentation,
        *,
        cut: bool,
    ) -> CompareRequest:
        return CompareRequest(
            document=document,
            before=self.source(model),
            head=head,
            presentation=presentation,
            cut=cut,
            data=self.data,
            is_counting=self.is_counting,
        )

    def held_out(self, answer: CompareAnswer | None) -> HeldOut | None:
        """What is known of the file that is chosen."""
        known = answer.held_out if answer is not None else None
        return known if known is not None and known.data == self.data else None


def _is_folder(source: str) -> bool:
    """By its name alone: a state asks no disk."""
    return PurePath(source).is_absolute()
