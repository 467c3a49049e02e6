"""`Parts`: the folder of a result, and in it what is finished of a survey that still runs.

Every part is written whole or not at all, so that a survey goes on where it was killed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

import fsspec
from fsspec.implementations.local import LocalFileSystem

from explorer.core.export.atomic import replacing
from explorer.errors import BadInput, ExportError
from explorer.survey.partial import Partial
from explorer.survey.plan import Plan

# A name with an underscore in front is no part of a Parquet data set.
_FOLDER, _PLAN, RESULT = "_parts", "_parts/plan.json", "part-0.parquet"
_PART = re.compile(r"(\d+)\.npz$")


class Parts:
    """Raises ExportError where the folder cannot be written to."""

    def __init__(self, out: str) -> None:
        self._out = out
        if not out.endswith(".parquet"):
            raise BadInput(f"A survey is written into a folder named ….parquet, not {out}.")
        try:
            self._system, self._root = fsspec.core.url_to_fs(out)
            if self._system.isfile(self._root):
                raise BadInput(f"{out} is a file. Name a folder for the survey.")
        except (OSError, ValueError, ImportError) as error:
            raise ExportError(f"{out} cannot be written to: {error}.") from error

    def begin(self, plan: Plan) -> frozenset[int]:
        """The numbers of the shards that are finished by now.

        Raises BadInput where the folder holds something else: nothing is ever overwritten.
        """
        if self._exists(RESULT):
            raise BadInput(f"{self._out} holds a finished survey. Remove it, or name another.")
        if self._exists(_PLAN):
            known = json.loads(self._read(_PLAN))
            differing = [name for name in plan.identity if known.get(name) != plan.identity[name]]
            if differing:
                raise BadInput(
                    f"{self._out} holds a part of another survey: {_differences(known, plan)}. "
                    "Ask for the same again, name another folder, or remove this one."
                )
        else:
            self._write(_PLAN, json.dumps(plan.identity, indent=1).encode())
        names = [Path(name).name for name in self._system.ls(self._path(_FOLDER), detail=False)]
        return frozenset(int(found[1]) for name in names if (found := _PART.match(name)))

    def keep(self, number: int, stored: bytes) -> None:
        self._write(_name(number), stored)

    def merged(self, plan: Plan) -> Partial:
        """All of the finished survey; one part at a time is held."""
        whole = plan.nothing()
        for shard in plan.corpus.shards:
            with self._damage_named(shard.number) as stored:
                whole.merge(Partial.of_bytes(stored))
        return whole

    def n_bad(self, numbers: Iterable[int]) -> int:
        """Lines that could not be read, of shards that are finished."""
        n_bad = 0
        for number in numbers:
            with self._damage_named(number) as stored:
                n_bad += Partial.n_bad_of(stored)
        return n_bad

    @contextmanager
    def _damage_named(self, number: int) -> Iterator[bytes]:
        """A part for the block; raises BadInput where the block finds that it is not whole."""
        name = _name(number)
        try:
            yield self._read(name)
        except (ValueError, LookupError, EOFError, OSError, BadZipFile) as error:
            raise BadInput(
                f"{self._path(name)} is damaged ({error}). Remove it and start again: "
                "this part alone is measured anew."
            ) from error

    def finish(self, files: Mapping[str, bytes]) -> None:
        """Write the result, the file that says that it is finished last, and drop the parts."""
        for name in sorted(files, key=lambda name: name == RESULT):
            self._write(name, files[name])
        self._system.rm(self._path(_FOLDER), recursive=True)

    def _exists(self, name: str) -> bool:
        return bool(self._system.exists(self._path(name)))

    def _read(self, name: str) -> bytes:
        stored: bytes = self._system.cat_file(self._path(name))
        return stored

    def _write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        try:
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            if isinstance(self._system, LocalFileSystem):
                with replacing(Path(path)) as file:
                    file.write(content)
            else:  # object stores show a file once it is whole
                self._system.pipe_file(path, content)
        except OSError as error:
            raise ExportError(f"{path} could not be written: {error.strerror or error}.") from error

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"


def _name(number: int) -> str:
    return f"{_FOLDER}/{number:06}.npz"


def _differences(known: dict[str, object], plan: Plan) -> str:
    said = {"corpus": "the content of the corpus", "shape": "the layers and heads"}
    return ", ".join(
        f"{name} was {known.get(name)}, not {value}" if name not in said else f"{said[name]} differ"
        for name, value in plan.identity.items()
        if known.get(name) != value
    )
