"""The translation that the lesson on the Transformer follows word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explorer.errors import Cancelled
from explorer.records.lessons.transformer import TranslationAnswer, TranslationRequest
from explorer.reference.translator import Translator


def translations(
    translator: Translator, request: TranslationRequest, is_stale: Callable[[], bool]
) -> Iterator[TranslationAnswer]:
    """After each word. Raises EmptyText, UnknownWords, TextTooLong, Cancelled."""
    for translation in translator.steps(request.text):
        if is_stale():
            raise Cancelled("Another text is waiting.")
        yield TranslationAnswer(request, translation)
