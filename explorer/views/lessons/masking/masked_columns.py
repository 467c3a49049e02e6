"""A column for each token: its word, what the model reads there, the label, the guess, the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from explorer.records.lessons.masking import Fate, Guess, MaskingAnswer
from explorer.views.lessons.masking.fates import MARKS
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.widgets.flow_layout import flow

N_LINES = 5
LINE = 20
PITCH = N_LINES * LINE + 2 * SPACE
_BETWEEN_WORDS, _BETWEEN_PIECES = 6, 2
_WIDEST = 160


@dataclass(frozen=True, slots=True)
class Column:
    """lines: what stands in each of the five; empty below the second where nothing was chosen."""

    lines: tuple[str, ...]
    fate: Fate | None
    is_special: bool


def columns_of(answer: MaskingAnswer) -> tuple[Column, ...]:
    """One for each token."""
    guesses = {guess.position: guess for guess in answer.guesses}
    tokens = answer.tokens
    return tuple(
        _column(readable(label), guesses.get(position), is_special=tokens.is_special[position])
        for position, label in enumerate(tokens.labels)
    )


def _column(word: str, guess: Guess | None, *, is_special: bool) -> Column:
    if guess is None:
        return Column((word, word, "", "", ""), None, is_special)
    best = guess.prediction.candidates[0]
    original = guess.prediction.original
    is_right = original is not None and original.id == best.id
    given = readable(guess.put) if guess.fate == "mask" else _marked(guess)
    predicted = f"✓ {readable(best.label)}" if is_right else readable(best.label)
    return Column((word, given, word, predicted, f"{guess.loss:.2f}"), guess.fate, is_special)


def _marked(guess: Guess) -> str:
    """A mask says itself what it is."""
    return f"{MARKS[guess.fate]} {readable(guess.put)}"


def frames_of(
    columns: Sequence[Column],
    words: Sequence[int | None],
    metrics: QFontMetrics,
    room: int,
) -> list[QRect]:
    """Where each column stands in bands that wrap; pieces of a word stand closer.

    words: (token,), as in MaskingAnswer.
    """
    sizes = [
        min(_WIDEST, max(metrics.horizontalAdvance(line) for line in column.lines) + SPACE)
        for column in columns
    ]
    gaps = [
        _BETWEEN_PIECES if is_piece(words, position) else _BETWEEN_WORDS
        for position in range(len(columns))
    ]
    return flow(sizes, gaps, max(room, 1), N_LINES * LINE, PITCH)


def is_piece(words: Sequence[int | None], position: int) -> bool:
    """Whether a token goes on with the word of the token before."""
    word = words[position]
    return position > 0 and word is not None and word == words[position - 1]
