"""Translations that no model wrote, for what only counts and chooses their words."""

from __future__ import annotations

import numpy as np

from explorer.records.lessons.transformer import (
    Architecture,
    TranslationAnswer,
    TranslationRequest,
    WritingStep,
)
from explorer.records.translation import Translation, WordChoice

MOST = 8  # words that are ever written


def translated(request: TranslationRequest, words: tuple[str, ...]) -> TranslationAnswer:
    """One step a word; finished where the last word is the end mark."""
    steps = tuple(_step(words[: n + 1]) for n in range(len(words)))
    positions = np.zeros((MOST, 2), np.float32)
    return TranslationAnswer(request, Architecture((), positions), steps)


def _step(written: tuple[str, ...]) -> WritingStep:
    nothing = np.zeros((1, 1, len(written), 1), np.float32)
    translation = Translation(
        source=("我",),
        read=("<start>", *written[:-1]),
        written=written,
        choices=tuple((WordChoice(word, 1.0),) for word in written),
        text=" ".join(written),
        is_finished=written[-1] == "<end>",
        encoder=nothing,
        decoder=nothing,
        cross=nothing,
        alignment_head=(0, 0),
    )
    return WritingStep(translation, {}, {})
