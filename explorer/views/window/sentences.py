"""`Sentences`: what the program says in English below the window, recognised by what never changes.

The commands and the library know no languages: their errors are lines that are finished when they
reach the window. A catalogue holds each with numbers for what varies in it: “There is no file {0}.”
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

# What varies goes no further than the sentence, so that one cannot be taken for parts of two.
_VARIES = r"((?:(?!\. ).)*?)"


class Sentences:
    """messages: each in English, and its translation with the same numbers."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        # Those of which most is known first: “{0} cannot be read: {1}.” fits much.
        self._known = [
            (_pattern(message), messages[message])
            for message in sorted(messages, key=_n_fixed, reverse=True)
        ]

    @staticmethod
    def fixed(message: str) -> tuple[str, ...]:
        """What never changes in a message, piece by piece."""
        return tuple(text for text, *_ in Formatter().parse(message))

    def translated(self, said: str) -> str | None:
        """What was said, message after message; None where the first of them is not known.

        What varies may be a known message, or part of one, itself.
        """
        for pattern, words in self._known:
            found = pattern.match(said)
            if found is None:
                continue
            values = [self.translated(value) or value for value in found.groups()]
            rest = said[found.end() :].lstrip()
            after = self.translated(rest)
            return words.format(*values) + (f" {rest}" if rest and after is None else after or "")
        return None


def _pattern(message: str) -> re.Pattern[str]:
    fixed = (
        re.escape(text) + (_VARIES if name is not None else "")
        for text, name, *_ in Formatter().parse(message)
    )
    # Another sentence may follow upon one; a phrase such as “this machine” stands alone.
    end = r"(?=\s|\Z)" if message.endswith(".") else r"\Z"
    return re.compile(r"\s*" + "".join(fixed) + end, re.DOTALL)


def _n_fixed(message: str) -> int:
    return sum(map(len, Sentences.fixed(message)))
