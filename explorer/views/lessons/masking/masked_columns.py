"""A column for each token: its word, what the model reads there, the label, the guess, the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from explorer.records.lessons.masking import Fate, Guess, MaskingAnswer
from explorer.views.lessons.masking.fates import MARKS
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.widgets.flow_layout import flow

N_LINES = 5
N_PLAIN_LINES = 2  # of a band in which nothing was chosen
LINE = 20
BELOW = 2 * SPACE  # of a band
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


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the text that has room beside the captions: columns [first, end)."""

    first: int
    end: int
    top: int
    n_lines: int


def bands_of(
    columns: Sequence[Column], words: Sequence[int | None], metrics: QFontMetrics, room: int
) -> tuple[list[Band], list[QRect]]:
    """The bands, and where each column stands; pieces of a word stand closer.

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
    placed = flow(sizes, gaps, max(room, 1), 1, 1)  # the top of each is the number of its band
    bands: list[Band] = []
    frames: list[QRect] = []
    top = 0
    for _, group in groupby(range(len(placed)), key=lambda position: placed[position].top()):
        held = list(group)
        is_plain = all(columns[position].fate is None for position in held)
        band = Band(held[0], held[-1] + 1, top, N_PLAIN_LINES if is_plain else N_LINES)
        height = band.n_lines * LINE
        frames += [QRect(placed[p].left(), top, placed[p].width(), height) for p in held]
        bands.append(band)
        top += height + BELOW
    return bands, frames


def is_piece(words: Sequence[int | None], position: int) -> bool:
    """Whether a token goes on with the word of the token before."""
    word = words[position]
    return position > 0 and word is not None and word == words[position - 1]
