"""The folder of a search: what was asked, what happened, what shall stop, and the best model.

search.json    what was asked; a search goes on only if it is asked the same, and where it runs
events.jsonl   one event a line, appended as it happens
stop           numbers of trials that shall stop, one a line, or “all”
lock           held by the process that searches, so that nobody starts a second
held-out.tsv   what no trial learnt from; “compare --data” takes it
trials/        Ray's own: checkpoints of running trials and what it needs to go on
traceback.txt  why a search as a whole could not go on, for whoever mends the program
best/          the best trial's model, tokenizer and card
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.core import file_lock
from explorer.core.event_log import EventLog, written
from explorer.core.export.atomic import make_folder, replacing
from explorer.errors import BadInput
from explorer.finetune.data import Example
from explorer.records.tuning import SearchEvent, as_line, event_of


@dataclass(frozen=True, slots=True)
class SearchFolder:
    """Every method may be called from any process.

    is_echoed: events are printed as well.
    """

    path: Path
    is_echoed: bool = False

    @property
    def events_file(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def best(self) -> Path:
        return self.path / "best"

    def asked(self) -> dict[str, Any] | None:
        """What the search in this folder was asked; None where there is none.

        Raises BadInput where the file cannot be read.
        """
        file = self.path / "search.json"
        if not file.exists():
            return None
        try:
            asked: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput(f"{file} cannot be read: {error}. Choose another folder.") from error
        return asked

    def make(self) -> None:
        """Raises ExportError where it cannot be."""
        make_folder(self.path)

    def begin(self, asked: dict[str, Any]) -> None:
        """Raises ExportError where the folder cannot be written."""
        with replacing(self.path / "search.json") as file:
            file.write(json.dumps(asked, ensure_ascii=False, indent=1).encode())

    def keep_held_out(self, examples: Sequence[Example]) -> None:
        """As a table of label, text and, where there is one, pair. Raises ExportError."""
        has_pair = any(example.pair is not None for example in examples)
        rows = [["label", "text", "pair"], *([e.label, e.text, e.pair or ""] for e in examples)]
        lines = ("\t".join(" ".join(cell.split()) for cell in row[: 2 + has_pair]) for row in rows)
        with replacing(self.path / "held-out.tsv") as file:
            file.write("".join(f"{line}\n" for line in lines).encode())

    def keep_traceback(self, text: str) -> None:
        """As well as can be: a disk that is full keeps none."""
        with suppress(OSError):
            (self.path / "traceback.txt").write_text(text, encoding="utf-8")

    def say(self, event: SearchEvent) -> None:
        """Raises ExportError."""
        line = as_line(event)
        EventLog(self.events_file).append(line)
        if self.is_echoed:
            print(line, flush=True)

    def events(self) -> Iterator[SearchEvent]:
        if not self.events_file.exists():
            return
        with self.events_file.open(encoding="utf-8", errors="replace") as file:
            yield from filter(None, map(event_of, file))

    def mend(self) -> None:
        """End a line that a killed process left half written. Raises ExportError."""
        EventLog(self.events_file).mend()

    def ask_to_stop(self, what: int | None) -> None:
        """A trial, or with None all: the search ends and keeps what is done.

        Raises BadInput where there is none, and ExportError where it cannot be told.
        """
        if self.asked() is None:
            raise BadInput(f"{self.path} holds no search that could be stopped.")
        stop = self.path / "stop"
        with written(stop), stop.open("a", encoding="utf-8") as file:
            file.write("all\n" if what is None else f"{what}\n")

    def stops(self) -> frozenset[str]:
        try:
            return frozenset((self.path / "stop").read_text(encoding="utf-8").split())
        except FileNotFoundError:
            return frozenset()

    def forget_stop_all(self) -> None:
        """A search that is resumed goes on; trials that were stopped by number stay so.

        Raises ExportError.
        """
        kept, stop = sorted(self.stops() - {"all"}), self.path / "stop"
        with written(stop):
            stop.write_text("".join(f"{n}\n" for n in kept), encoding="utf-8")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises BadInput while another process searches here."""
        with file_lock.held(self.path / "lock") as is_free:
            if not is_free:
                raise BadInput(
                    f"A search already runs in {self.path}. Wait for it, stop it with --stop all, "
                    "or choose another folder."
                )
            yield

    def is_running(self) -> bool:
        """Whether a process searches here now, whoever started it."""
        return file_lock.is_held(self.path / "lock")
