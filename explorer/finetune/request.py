"""What is asked of a search, and the files that it names, read and found good.

Data and space are read, and everything that can be wrong with them is said, before Ray is started.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from explorer.core.checkpoint.source import Located, located
from explorer.errors import BadInput
from explorer.finetune.card import digest
from explorer.finetune.data import Columns, Dataset, Task, read_dataset
from explorer.finetune.lengths import lengths_of
from explorer.finetune.space import Space
from explorer.finetune.space_file import space_of
from explorer.finetune.split import Split, label_counts, split, split_with
from explorer.records import LoadRequest
from explorer.records.tuning import DataRead

N_SHOWN = 8  # rows of the preview


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a search.

    held_out: a file of its own, or None to hold out a `share` of the data.
    """

    data: Path
    task: Task
    columns: Columns
    encoding: str | None
    held_out: Path | None
    share: float
    base: str
    space: Space

    def as_json(self) -> dict[str, Any]:
        """What a resumed search must be asked again, and the files must still be."""
        files = [self.data, *filter(None, [self.held_out])]
        return {
            "data": str(self.data.resolve()),
            "held_out": None if self.held_out is None else str(self.held_out.resolve()),
            "digests": [digest(file) for file in files],
            "task": self.task,
            "columns": asdict(self.columns),
            "encoding": self.encoding,
            "share": self.share,
            "base": str(Path(self.base).resolve()) if Path(self.base).is_dir() else self.base,
            "space": self.space.toml(),
        }


def request_of(
    asked: dict[str, Any], *, data: Path | None = None, held_out: Path | None = None
) -> Request:
    """The request that `as_json` wrote. data, held_out: where the files lie now, if elsewhere.

    Raises BadInput where they are not what they were.
    """
    try:
        was_held_out = None if asked["held_out"] is None else Path(asked["held_out"])
        request = Request(
            data=data or Path(asked["data"]),
            task=asked["task"],
            columns=Columns(**asked["columns"]),
            encoding=asked["encoding"],
            held_out=was_held_out and (held_out or was_held_out),
            share=asked["share"],
            base=asked["base"],
            space=space_of(tomllib.loads(asked["space"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"search.json is not one of this program: {error!r}.") from error
    for file in filter(None, (request.data, request.held_out)):
        if not file.is_file():
            raise BadInput(
                f"There is no file {file}, which the search learns from. Put it back, or name it "
                "where it lies now (DATA, --held-out FILE)."
            )
    if request.as_json()["digests"] != asked["digests"]:
        raise BadInput(
            f"{request.data} is not what the search began with, so its trials could not be "
            "compared. Restore it, or start a search in another folder."
        )
    return request


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request whose files were read and found good."""

    request: Request
    dataset: Dataset
    split: Split
    base: Located

    def as_json(self) -> dict[str, Any]:
        """What the search's folder keeps; its weights tell a base from another of its name."""
        return {**self.request.as_json(), "base_revision": self.base.revision}

    def check_goes_on(self, asked: dict[str, Any]) -> None:
        """Raises BadInput where the search that was `asked` began with another base model."""
        if self.base.revision != asked.get("base_revision"):
            raise BadInput(
                f"The base model {self.base.source} is not what the search began with, so its "
                "trials could not be compared. Restore it, or start a search in another folder."
            )

    def data_read(self) -> DataRead:
        """Tokenises everything once; transformers comes with it."""
        from explorer.finetune.model import limit_in, n_tokens_of, tokenizer_of

        base, max_lengths = self.base.folder.path, self.request.space.max_lengths
        columns, examples = self.dataset.columns, (*self.split.train, *self.split.held_out)
        tokenizer = tokenizer_of(base)
        n_tokens, limit = n_tokens_of(examples, tokenizer), limit_in(base, tokenizer)
        lengths = lengths_of(n_tokens, max_lengths, limit=limit)
        return DataRead(
            task=self.request.task,
            columns=tuple(name or "" for name in (columns.text, columns.pair, columns.label)),
            rows=tuple((e.label, e.text[:300], (e.pair or "")[:300]) for e in examples[:N_SHOWN]),
            labels=label_counts(examples) if self.split.labels else (),
            n_train=len(self.split.train),
            n_held_out=len(self.split.held_out),
            edges=lengths.edges,
            counts=lengths.counts,
            longest=lengths.longest,
            cut=lengths.cut,
            notices=(*lengths.notices(self.base.name), *self.split.notices),
            limit=limit,
        )


def prepared(request: Request) -> Prepared:
    """Raises BadInput, CheckpointError."""
    request.space.objective(request.task)  # said now, if the task has no such metric
    dataset = read_dataset(
        request.data, task=request.task, columns=request.columns, encoding=request.encoding
    )
    if request.held_out is None:
        parts = split(dataset, share=request.share, seed=request.space.seed)
    else:
        parts = split_with(dataset, request.held_out, encoding=request.encoding)
    base = located(LoadRequest(request.base), progress=_unwatched, is_cancelled=_never)
    _check_base(base, request.task)
    return Prepared(request, dataset, parts, base)


def _check_base(base: Located, task: Task) -> None:
    """Imports transformers, after all that can be said without it."""
    from explorer.finetune.suitability import check_base

    check_base(base, task)


def _unwatched(_progress: object) -> None:
    """Finding a base model is quick, unless the hub must be asked."""


def _never() -> bool:
    return False
