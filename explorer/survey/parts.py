"""`Parts`: the folder of a result, and in it what is finished of a survey that still runs.

Every part is written whole or not at all, so that a survey goes on where it was killed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import fsspec
from fsspec.implementations.local import LocalFileSystem

from explorer.core import file_lock
from explorer.core.export.atomic import replacing
from explorer.errors import BadInput, ExportError
from explorer.survey.partial import Partial
from explorer.survey.plan import Plan

# A name with an underscore in front is no part of a Parquet data set.
_FOLDER, RESULT = "_parts", "part-0.parquet"
_PLAN, _LOCK = f"{_FOLDER}/plan.json", f"{_FOLDER}/lock"
_PART = re.compile(r"(\d+)\.npz$")


class Part(NamedTuple):
    """Of one shard. stored: a Partial. seconds: that measuring took, once the model was open."""

    number: int
    stored: bytes
    seconds: float


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

    @contextmanager
    def begun(self, plan: Plan) -> Iterator[frozenset[int]]:
        """The numbers of the shards that are finished by now; no other survey writes meanwhile.

        Only a local file system has the lock for that. Parts go once the result is there.
        Raises BadInput where the folder holds something else: nothing is ever overwritten.
        """
        self._check_unfinished()
        with self._locked():
            self._check_unfinished()  # by whoever held the lock
            yield self._finished(plan)
        if self._exists(RESULT):
            with suppress(OSError):  # what stays of them is in nobody's way
                self._system.rm(self._path(_FOLDER), recursive=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Raises BadInput while another process holds the folder."""
        if not isinstance(self._system, LocalFileSystem):
            yield
            return
        lock = Path(self._path(_LOCK))
        with self._write_errors(str(lock)):
            lock.parent.mkdir(parents=True, exist_ok=True)
            lock.touch()
        with file_lock.held(lock) as is_free:
            if not is_free:
                raise BadInput(
                    f"Another survey is being written into {self._out}. Wait for it, or name "
                    "another folder."
                )
            yield

    def _check_unfinished(self) -> None:
        if self._exists(RESULT):
            raise BadInput(f"{self._out} holds a finished survey. Remove it, or name another.")

    def _finished(self, plan: Plan) -> frozenset[int]:
        if self._exists(_PLAN):
            known = self._known()
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

    def _known(self) -> dict[str, object]:
        """The plan of the parts that are there."""
        try:
            known = json.loads(self._read(_PLAN))
            if not isinstance(known, dict):
                raise ValueError(f"it holds {type(known).__name__}, not an object")
        except (ValueError, OSError, RecursionError) as error:
            raise BadInput(
                f"{self._path(_PLAN)} is damaged ({error}), so nobody knows what survey the parts "
                f"beside it are of. Remove {self._path(_FOLDER)} to start anew."
            ) from error
        return known

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
        """Write the result, the file that says that it is finished last."""
        for name in sorted(files, key=lambda name: name == RESULT):
            self._write(name, files[name])

    def _exists(self, name: str) -> bool:
        return bool(self._system.exists(self._path(name)))

    def _read(self, name: str) -> bytes:
        stored: bytes = self._system.cat_file(self._path(name))
        return stored

    def _write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        with self._write_errors(path):
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            if isinstance(self._system, LocalFileSystem):
                with replacing(Path(path)) as file:
                    file.write(content)
            else:  # object stores show a file once it is whole
                self._system.pipe_file(path, content)

    @staticmethod
    @contextmanager
    def _write_errors(path: str) -> Iterator[None]:
        try:
            yield
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
