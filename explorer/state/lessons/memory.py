"""The lesson on Transformer-XL and its memory."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import Document, Scale
from explorer.records.lessons.memory import MemoryRequest

LONGEST_SEGMENT = 64
LONGEST_MEMORY = 128


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """As in MemoryRequest; the text is the window's.

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

    def wanted(self, document: Document, scale: Scale) -> MemoryRequest:
        texts = (document.text, document.pair or "")
        return MemoryRequest(
            text="\n".join(filter(None, texts)),
            source=self.source,
            segment_length=self.segment_length,
            memory_length=self.memory_length,
            segment=self.segment,
            layer=self.layer,
            head=self.head,
            position=self.position,
            scale=scale,
        )
