"""The typed text as the tokenizer may read it, and the way back to what was typed.

Characters that would break a tokenizer or hide text from the eye become spaces of the same
length; `[MASK]` or `<mask>` becomes the tokenizer's own mask token, which changes lengths, so
positions are mapped back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

_MASK = re.compile(r"\[MASK\]|<mask>", re.IGNORECASE)

_SPACES = {
    code: " "
    for code in chain(
        range(0x00, 0x20),  # C0 controls
        range(0x7F, 0xA0),  # DEL and C1 controls
        range(0x202A, 0x202F),  # bidi embeddings and overrides: they reorder what a person sees
        range(0x2066, 0x206A),  # bidi isolates
    )
    if chr(code) not in "\t\n"
}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half a character; not encodable
_UNREADABLE = _SPACES | _SURROGATES


@dataclass(frozen=True, slots=True)
class Typed:
    """A text for the tokenizer.

    replaced: where mask tokens were put in: (start, end) here and (start, end) as typed, in order.
    """

    text: str
    replaced: tuple[tuple[int, int, int, int], ...] = ()

    def span_as_typed(self, start: int, end: int) -> tuple[int, int]:
        """Characters [start, end) of the typed text, without the spaces around a token."""
        inside = self.text[start:end]
        if inside.strip():
            start += len(inside) - len(inside.lstrip())
            end -= len(inside) - len(inside.rstrip())
        return self._as_typed(start, is_end=False), self._as_typed(end, is_end=True)

    def _as_typed(self, position: int, *, is_end: bool) -> int:
        shift = 0
        for here_start, here_end, typed_start, typed_end in self.replaced:
            if position >= here_end:
                shift = typed_end - here_end
            elif position > here_start:
                return typed_end if is_end else typed_start
            else:
                break
        return position + shift


def readable(text: str) -> str:
    """`text` with controls as spaces and lone surrogates as U+FFFD; every position stays."""
    return text.translate(_UNREADABLE)


def has_typed_mask(text: str) -> bool:
    return _MASK.search(text) is not None


def typed(text: str, mask_token: str | None) -> Typed:
    """Clean, with `mask_token` where a mask was typed in any spelling."""
    text = readable(text)
    if mask_token is None:
        return Typed(text)
    parts, replaced, last, length = [], [], 0, 0
    for match in _MASK.finditer(text):
        before = text[last : match.start()]
        start = length + len(before)
        length = start + len(mask_token)
        parts += [before, mask_token]
        replaced.append((start, length, match.start(), match.end()))
        last = match.end()
    return Typed("".join([*parts, text[last:]]), tuple(replaced))
