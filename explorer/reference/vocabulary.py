"""The words of a translator: plain lists, one word a line, where a line's number is its id."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from explorer.errors import CheckpointDamaged, UnknownWords

PADDING, START, END = "<pad>", "<start>", "<end>"  # ids 0, 1 and 2
_SENTENCE_ENDS = {"?": "？", ".": "。", "!": "。", "！": "。", "．": "。"}


@dataclass(frozen=True)
class Vocabulary:
    words: tuple[str, ...]
    _ids: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ids = {word: index for index, word in enumerate(self.words)}
        object.__setattr__(self, "_ids", ids)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """Raises CheckpointDamaged."""
        try:
            words = tuple(path.read_text(encoding="utf-8").split("\n")[:-1])
        except (OSError, UnicodeDecodeError) as error:
            raise CheckpointDamaged(f"{path} cannot be read: {error}.") from error
        if words[:3] != (PADDING, START, END) or len(set(words)) != len(words):
            raise CheckpointDamaged(
                f"{path} is no list of words: it must begin with {PADDING}, {START}, {END}, "
                "and name each word once."
            )
        return cls(words)

    def __len__(self) -> int:
        return len(self.words)

    def known(self) -> tuple[str, ...]:
        """The words that a text may hold."""
        return self.words[3:]

    def id_of(self, word: str) -> int:
        return self._ids[word]

    def ids_of(self, words: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._ids[word] for word in words)

    def segment(self, text: str) -> tuple[str, ...]:
        """The words of a text that is written without spaces: always the longest that fits.

        Raises UnknownWords, naming everything that no word fits; its places count in the text
        composed (NFC), as it is typed nearly always.
        """
        text = unicodedata.normalize("NFC", text)
        longest = max(map(len, self.known()))
        found: list[str] = []
        unknown: list[tuple[int, int]] = []
        place = 0
        while place < len(text):
            lengths = range(min(longest, len(text) - place), 0, -1)
            pieces = (text[place : place + length] for length in lengths)
            word = next((known for piece in pieces if (known := self._known(piece))), None)
            if word is not None:
                found.append(word)
            elif not text[place].isspace():
                goes_on = bool(unknown) and unknown[-1][1] == place
                first = unknown.pop()[0] if goes_on else place
                unknown.append((first, place + 1))
            place += len(word) if word else 1
        if unknown:
            named = dict.fromkeys(text[start:end] for start, end in unknown)
            n_words = len(self.known())
            raise UnknownWords(tuple(named), n_words=n_words, places=tuple(unknown))
        return tuple(found)

    def _known(self, piece: str) -> str | None:
        piece = _SENTENCE_ENDS.get(piece, piece)
        return piece if self._ids.get(piece, 0) > 2 else None
