"""`Plan`: what a survey measures, and by what two runs can tell that they do the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from explorer.records import LoadRequest
from explorer.survey.corpus import Corpus
from explorer.survey.partial import N_EXAMPLES, Partial

_FORMAT = 1  # of parts; raise it when a change makes old ones worthless


@dataclass(frozen=True, slots=True)
class SurveyRequest:
    """What a person asks for.

    corpus, out: paths, or URLs of any file system that fsspec knows.
    site: None for the model's own choice. column: of JSONL and Parquet, what holds the text.
    n_workers: 0 measures in this process, without Ray; None as many as there is room for.
    address: of a Ray cluster; None starts a Ray of this machine.
    """

    corpus: str
    out: str
    load: LoadRequest
    site: str | None = None
    column: str = "text"
    n_examples: int = N_EXAMPLES
    n_workers: int | None = None
    address: str | None = None


@dataclass(frozen=True)
class Plan:
    """load: opens the model on a worker. model, revision: what it is, wherever it lies."""

    corpus: Corpus
    load: LoadRequest
    model: str
    revision: str
    site: str
    shape: tuple[int, int]
    n_examples: int

    @cached_property
    def identity(self) -> dict[str, object]:
        """Runs whose identities are equal can go on from each other's parts."""
        return {
            "format": _FORMAT,
            "corpus": self.corpus.fingerprint,
            "n_lines": self.corpus.n_lines,
            "column": self.corpus.column,
            "n_shards": len(self.corpus.shards),
            "model": self.model,
            "revision": self.revision,
            "dtype": self.load.dtype,
            "site": self.site,
            "shape": list(self.shape),
            "n_examples": self.n_examples,
        }

    def nothing(self) -> Partial:
        """To which parts are added."""
        return Partial(*self.shape, n_examples=self.n_examples)


def absolute(url: str) -> str:
    """A path as workers elsewhere in the file system understand it; a URL as it is."""
    return url if "://" in url else str(Path(url).expanduser().resolve())
