"""The lesson on the Transformer from scratch: a translation, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.records.translation import Translation


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """Translate a Chinese text with the model that comes with the program.

    Answered once for every word that is written.
    """

    lesson: ClassVar[Literal["transformer"]] = "transformer"
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TranslationAnswer:
    request: TranslationRequest
    translation: Translation
