"""The translation that the lesson on the Transformer follows word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explorer.core.lessons.architecture import architecture, flows_of
from explorer.core.presentation import present
from explorer.errors import Cancelled
from explorer.records import AttentionMap, HeadRef, Presentation, Tokens
from explorer.records.lessons.transformer import (
    Site,
    TranslationAnswer,
    TranslationRequest,
    WritingStep,
)
from explorer.records.translation import Translation
from explorer.reference.translator import Translator
from explorer.reference.vocabulary import END, START


def translations(
    translator: Translator, request: TranslationRequest, is_stale: Callable[[], bool]
) -> Iterator[TranslationAnswer]:
    """After each word. Raises EmptyText, UnknownWords, TextTooLong, Cancelled."""
    described = architecture(translator.model)
    steps: tuple[WritingStep, ...] = ()
    with flows_of(translator.model) as flows:
        for translation in translator.steps(request.text, request.begun):
            if is_stale():
                raise Cancelled("Another text is waiting.")
            steps = (*steps, WritingStep(translation, dict(flows), maps_of(translation)))
            yield TranslationAnswer(request, described, steps)


def maps_of(translation: Translation) -> dict[tuple[Site, int], tuple[AttentionMap, ...]]:
    """Every head of every attention, ready to be shown."""
    source, read = _tokens(translation.source), _tokens(translation.read)
    sides: dict[Site, tuple[Tokens, Tokens]] = {
        "encoder": (source, source),
        "decoder": (read, read),
        "cross": (read, source),
    }
    return {
        (site, layer): tuple(
            present(weights, queries, keys, HeadRef(layer, head, site), Presentation())
            for head, weights in enumerate(heads)
        )
        for site, (queries, keys) in sides.items()
        for layer, heads in enumerate(getattr(translation, site))
    }


def _tokens(words: tuple[str, ...]) -> Tokens:
    return Tokens(
        ids=tuple(range(len(words))),
        labels=words,
        spans=(None,) * len(words),
        is_special=tuple(word in (START, END) for word in words),
        words=(None,) * len(words),
    )
