"""The typed characters behind tokens of tokenizers that do not report offsets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer.core.text.labels import Alphabet, surface
from explorer.records import Span

_REACH = 32  # characters that one lost token may have stood for


def aligned(
    strings: Sequence[str], is_special: Sequence[bool], texts: Sequence[str], spelling: Alphabet
) -> list[Span | None]:
    """Spans in `texts`, found greedily from left to right; None for a token that is not found."""
    if spelling == "octets":
        octets = _octets(texts)
        return [None if special else next(octets, None) for special in is_special]
    spans: list[Span | None] = []
    segment, cursor = 0, 0
    folded = [_folded(text) for text in texts]
    for string, special in zip(strings, is_special, strict=True):
        if not folded[segment][cursor:].strip() and segment + 1 < len(texts):
            segment, cursor = segment + 1, 0
        text = folded[segment]
        piece = _folded(surface(string, spelling)).removeprefix("##")
        start = -1
        if not special and not piece.strip():  # white space, or a `▁` put in front of the text
            start, piece = cursor, _leading_space(text[cursor : cursor + len(piece)])
        elif not special:
            piece = piece.strip()
            start = text.find(piece, cursor, cursor + _REACH + len(piece))
        if start < 0:
            spans.append(None)
        else:
            cursor = start + len(piece)
            spans.append(Span(segment, start, cursor))
    return spans


def _octets(texts: Sequence[str]) -> Iterator[Span]:
    """One span for each byte of UTF-8; the bytes of one character share theirs."""
    for segment, text in enumerate(texts):
        for position, character in enumerate(text):
            for _ in character.encode("utf-8"):
                yield Span(segment, position, position + 1)


def _leading_space(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _folded(text: str) -> str:
    """Lower case, character by character, so that every position stays."""
    return "".join(
        lower if len(lower := character.lower()) == 1 else character for character in text
    )
