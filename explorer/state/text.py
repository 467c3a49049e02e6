"""Where masks go when the text around them changes, and how a predicted token enters a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.records import Candidate, Document, Span

TARGET = 2  # beside the segments 0 and 1, what the decoder reads; it holds no masks


def text_of(document: Document, segment: int) -> str:
    """The text of a segment; "" for a pair or a target that is not there."""
    if segment == TARGET:
        return document.target or ""
    return document.text if segment == 0 else document.pair or ""


def with_text(document: Document, segment: int, text: str) -> Document:
    """The document with one segment replaced; masks move with their characters."""
    if segment == TARGET:
        return replace(document, target=text)
    before = text_of(document, segment)
    masks = frozenset(
        moved
        for mask in document.masks
        if (moved := mask if mask.segment != segment else moved_span(mask, before, text))
    )
    if segment == 0:
        return replace(document, text=text, masks=masks)
    return replace(document, pair=text, masks=masks)


def edit_between(before: str, after: str) -> tuple[int, int, int]:
    """The smallest replaced stretch: characters [start, end) of `before`, and what they grew by."""
    shorter = min(len(before), len(after))
    start = _longest(shorter, lambda n, more: before[n:more] == after[n:more])
    n, m = len(before), len(after)
    kept = _longest(
        shorter - start, lambda k, more: before[n - more : n - k] == after[m - more : m - k]
    )
    return start, len(before) - kept, len(after) - len(before)


def _longest(most: int, is_alike: Callable[[int, int], bool]) -> int:
    """How many characters are alike, by halving: a long text is compared, not walked through.

    is_alike: whether the characters from one count to a larger one are.
    """
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if is_alike(least, middle):
            least = middle
        else:
            most = middle - 1
    return least


def moved_span(span: Span, before: str, after: str) -> Span | None:
    """The same characters after an edit; None when the edit touched them."""
    start, end, grown = edit_between(before, after)
    if span.end <= start:
        return span
    if span.start >= end:
        return replace(span, start=span.start + grown, end=span.end + grown)
    return None


def with_candidate(document: Document, span: Span, candidate: Candidate) -> Document:
    """The document with a predicted token in the place of a span, which is no longer masked.

    An empty span is a place between two characters.
    A space is put in where two words of an alphabet would run together.
    """
    text = text_of(document, span.segment)
    head, tail, word = text[: span.start], text[span.end :], candidate.text
    is_place = span.start == span.end
    goes_on = candidate.label.startswith("##") or (is_place and candidate.goes_on)
    if head and not goes_on and _joins(head[-1], word[:1]):
        word = " " + word
    if is_place and _joins(word[-1:], tail[:1]):
        word += " "
    changed = replace(document, masks=frozenset(m for m in document.masks if not _overlap(m, span)))
    return with_text(changed, span.segment, head + word + tail)


def toggled_masks(document: Document, spans: frozenset[Span]) -> Document:
    """These spans masked; or, if all of them are masked already, none of them."""
    masked = {span for span in spans if any(_overlap(span, mask) for mask in document.masks)}
    if masked == spans:
        kept = {m for m in document.masks if not any(_overlap(m, span) for span in spans)}
        return replace(document, masks=frozenset(kept))
    return replace(document, masks=document.masks | (spans - masked))


def _overlap(one: Span, other: Span) -> bool:
    return one.segment == other.segment and one.start < other.end and other.start < one.end


def _joins(left: str, right: str) -> bool:
    """Two characters of an alphabet, which would read as one word; Chinese needs no space."""
    return all(c.isalnum() and not "\u2e80" <= c <= "\u9fff" for c in left + right) and bool(right)
