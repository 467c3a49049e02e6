"""What is typed, and the tokens that a model reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of one text: segment 0 is the text, 1 its pair."""

    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a person typed and masked by hand; a `[MASK]` typed in the text is not in `masks`."""

    text: str
    pair: str | None = None
    masks: frozenset[Span] = frozenset()
    target: str | None = None  # read by encoder–decoder models only


@dataclass(frozen=True, slots=True)
class Original:
    """The token that stood at a position before it was masked by hand."""

    position: int
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One sequence as the model reads it; every tuple has one entry a token."""

    ids: tuple[int, ...]
    labels: tuple[str, ...]  # readable: no `Ġ`, no `▁`
    spans: tuple[Span | None, ...]  # None for tokens that the tokenizer added
    is_special: tuple[bool, ...]  # added by the tokenizer; a typed mask token is not special
    words: tuple[int | None, ...]  # pieces of a word share a number; None for special tokens
    masks: tuple[int, ...] = ()  # positions that hold the mask token, ascending
    originals: tuple[Original, ...] = ()  # of the masks made by hand

    def __len__(self) -> int:
        return len(self.ids)
