"""`Partial`: what is known of a part of a corpus, and adds up exactly with any other part."""

from __future__ import annotations

import io
import json
from dataclasses import asdict

import numpy as np

from explorer.survey.examples import Example, TopExamples
from explorer.survey.moments import Moments, WholeNumbers
from explorer.survey.sentences import BadLine

N_BAD_KEPT = 1000  # of the bad lines all are counted, and the first ones named
N_EXAMPLES = 10  # of each head, unless asked otherwise


class Partial:
    """Grows by `add…` and `merge`; the order of these changes nothing."""

    def __init__(self, n_layers: int, n_heads: int, *, n_examples: int = N_EXAMPLES) -> None:
        self.shape = n_layers, n_heads, n_examples
        self.n_sentences = 0
        self.n_tokens = 0
        self.n_cut = 0
        self.n_bad = 0
        self.bad_lines: list[BadLine] = []
        self.moments = Moments(n_layers, n_heads)
        self.sentences = TopExamples(n_layers, n_heads, n_examples)
        self.tokens = TopExamples(n_layers, n_heads, n_examples)

    def add_bad(self, line: BadLine) -> None:
        self.n_bad += 1
        self._name_bad([line])

    def merge(self, other: Partial) -> None:
        assert self.shape == other.shape
        self.n_sentences += other.n_sentences
        self.n_tokens += other.n_tokens
        self.n_cut += other.n_cut
        self.n_bad += other.n_bad
        self._name_bad(other.bad_lines)
        self.moments.merge(other.moments)
        self.sentences.merge(other.sentences)
        self.tokens.merge(other.tokens)

    def as_bytes(self) -> bytes:
        """The same for equal partials."""
        said = {
            "shape": self.shape,
            "n_sentences": self.n_sentences,
            "n_tokens": self.n_tokens,
            "n_cut": self.n_cut,
            "n_bad": self.n_bad,
            "bad_lines": [asdict(line) for line in self.bad_lines],
            "sentences": _examples_as_json(self.sentences),
            "tokens": _examples_as_json(self.tokens),
            "sums": [str(number) for number in self.moments.sums.flat],
            "squares": [str(number) for number in self.moments.squares.flat],
        }
        file = io.BytesIO()
        np.savez_compressed(
            file,
            counts=self.moments.counts,
            histogram=self.moments.histogram,
            said=np.frombuffer(json.dumps(said).encode(), dtype=np.uint8),
        )
        return file.getvalue()

    @classmethod
    def of_bytes(cls, stored: bytes) -> Partial:
        """Raises ValueError, LookupError, EOFError, OSError or BadZipFile for what is not whole."""
        with np.load(io.BytesIO(stored)) as arrays:
            said = json.loads(arrays["said"].tobytes())
            counts, histogram = arrays["counts"], arrays["histogram"]
        n_layers, n_heads, n_examples = said["shape"]
        found = cls(n_layers, n_heads, n_examples=n_examples)
        for name in ("n_sentences", "n_tokens", "n_cut", "n_bad"):
            setattr(found, name, said[name])
        found.bad_lines = [BadLine(**line) for line in said["bad_lines"]]
        found.moments.counts, found.moments.histogram = counts, histogram
        found.moments.sums = _whole_numbers(said["sums"], counts.shape)
        found.moments.squares = _whole_numbers(said["squares"], counts.shape)
        for top, name in ((found.sentences, "sentences"), (found.tokens, "tokens")):
            for layer, head, examples in said[name]:
                for fields in examples:
                    top.offer(layer, head, Example.of_json(fields))
        return found

    @staticmethod
    def n_bad_of(stored: bytes) -> int:
        """How many bad lines a part counts, without the rest of it."""
        with np.load(io.BytesIO(stored)) as arrays:
            return int(json.loads(arrays["said"].tobytes())["n_bad"])

    def _name_bad(self, lines: list[BadLine]) -> None:
        self.bad_lines = sorted(self.bad_lines + lines)[:N_BAD_KEPT]


def _examples_as_json(top: TopExamples) -> list[tuple[int, int, list[dict[str, object]]]]:
    return [(layer, head, [one.as_json() for one in found]) for layer, head, found in top.heads()]


def _whole_numbers(texts: list[str], shape: tuple[int, ...]) -> WholeNumbers:
    return np.array([int(text) for text in texts], dtype=object).reshape(shape)
