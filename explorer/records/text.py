"""What is typed, and the tokens that a model reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of one text: segment 0 is the text, 1 its pair.

    Spans of a decoder's tokens count in the target, as segment 0.
    """

    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """Tokens that a model wrote, where the same text, typed, would be read as others.

    start: the character at which what was written begins, in the target of an encoder–decoder or
        in the last segment of a causal model's text.
    ids: counts only as long as they spell the rest of that text in the model's vocabulary, so
        that an edit, or another model, makes them void.
    """

    start: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a person typed and masked by hand; a `[MASK]` typed in the text is not in `masks`.

    target: read by encoder–decoder models only; "" or None: their start token alone.
    source_language, target_language: one of `ModelInfo.languages`; None for the model's defaults.
    """

    text: str
    pair: str | None = None
    masks: frozenset[Span] = frozenset()
    target: str | None = None
    written: Written | None = None
    source_language: str | None = None
    target_language: str | None = None


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

    def __hash__(self) -> int:
        """Of the ids alone: caches ask at every map, and all fields take longer than it."""
        return hash(self.ids)

    def __len__(self) -> int:
        return len(self.ids)
