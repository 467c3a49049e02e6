"""The lesson on Transformer-XL and its memory."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import Document, HeadRef, ModelInfo, Scale
from explorer.records.lessons.memory import MemoryRequest

LONGEST_SEGMENT = 64
LONGEST_MEMORY = 128


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """As in MemoryRequest; the text is the window's.

    layer, head: of a model that the window does not show; else its own selection counts.
    cell: (query, key) of the map with memory, whose score is taken apart; None is the key that the
        last query attends to most.
    """

    source: str = "own"
    segment_length: int = 4
    memory_length: int = 4
    segment: int = 2
    layer: int = 0
    head: int = 0
    position: int | None = None
    cell: tuple[int, int] | None = None

    def shares_head(self, model: ModelInfo | None) -> bool:
        """What is read is the open model itself, so that the head is that of the window."""
        return self.source == "xlnet" and model is not None and model.family == "xlnet"

    def wanted(
        self, document: Document, model: ModelInfo | None, head: HeadRef, scale: Scale
    ) -> MemoryRequest:
        """model, head: those of the window."""
        texts = (document.text, document.pair or "")
        is_shared = self.shares_head(model)
        layer = head.layer if is_shared and head.layer is not None else self.layer
        number = head.head if is_shared and head.head is not None else self.head
        return MemoryRequest(
            text="\n".join(filter(None, texts)),
            source=self.source,
            segment_length=self.segment_length,
            memory_length=self.memory_length,
            segment=self.segment,
            layer=layer,
            head=number,
            position=self.position,
            scale=scale,
        )
