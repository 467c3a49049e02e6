"""The lesson on BERT and its successors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.records.lessons.successors import READERS, ReaderKind, SuccessorsRequest
from explorer.state.lessons.memory import MemorySettings


@dataclass(frozen=True, slots=True)
class SuccessorsSettings:
    """As in SuccessorsRequest; character: None follows the window."""

    character: int | None = None
    sources: tuple[str, ...] = ("",) * len(READERS)
    is_measured: bool = False

    def with_source(self, kind: ReaderKind, source: str) -> SuccessorsSettings:
        at = READERS.index(kind)
        return replace(self, sources=(*self.sources[:at], source, *self.sources[at + 1 :]))

    def wanted(self, text: str, focused: int | None, memory: MemorySettings) -> SuccessorsRequest:
        """focused: the character in focus in the window. memory: that of Transformer-XL, which
        reads as its own lesson says.
        """
        return SuccessorsRequest(
            text=text,
            character=focused if self.character is None else self.character,
            sources=self.sources,
            segment_length=memory.segment_length,
            memory_length=memory.memory_length,
            is_measured=self.is_measured,
        )
