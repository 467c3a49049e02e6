"""The lesson on the Transformer from scratch."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.lessons.transformer import TranslationRequest


@dataclass(frozen=True, slots=True)
class TransformerSettings:
    """text: Chinese; the lesson has its own, since the window's is for another model."""

    text: str = "我喜欢打篮球"

    def wanted(self) -> TranslationRequest:
        return TranslationRequest(self.text)
