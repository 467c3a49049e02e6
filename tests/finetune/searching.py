"""A search as the window starts it: a child process, followed by its lines, and killed at will."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from explorer.records.tuning import SearchEvent, event_of

ROOT = Path(__file__).parents[2]
SPACE = """
epochs = 6
[space]
batch_size = [8]
learning_rate = [5e-3, 1e-3]
schedule = ["linear", "constant"]
max_length = [16]
"""


class Child:
    """events: of this process alone, as they come; it ends when the process does."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events = self._read()

    def _read(self) -> Iterator[SearchEvent]:
        assert self.process.stdout is not None
        yield from filter(None, map(event_of, self.process.stdout))

    def until(self, kind: type[SearchEvent], **fields: object) -> SearchEvent:
        """The next event of this kind with these fields; fails where the process ends before."""
        for event in self.events:
            values = {name: getattr(event, name, None) for name in fields}
            if isinstance(event, kind) and values == fields:
                return event
        errors = self.process.stderr.read() if self.process.stderr else ""
        raise AssertionError(f"The search ended without {kind.__name__}: {errors}")

    def ray_folder(self) -> Path:
        """In which the Ray of this process lies."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        lines = "\n".join(line for process in below for line in process.cmdline())
        found = re.search(r"--raylet_socket_name=(\S+?explorer-ray-\w+)/", lines)
        assert found is not None
        return Path(found[1])

    def workers(self) -> list[psutil.Process]:
        """The processes in which trials run, of a Ray that belongs to this one."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        return [process for process in below if is_worker(process)]


def is_worker(process: psutil.Process) -> bool:
    try:
        name = process.cmdline()[0]
        return name.startswith("ray::") and not any(word in name for word in ("IDLE", "Agent"))
    except (psutil.Error, IndexError):
        return False


@contextmanager
def searching(*arguments: object, environment: dict[str, str] | None = None) -> Iterator[Child]:
    """`attention-explorer finetune` with these arguments; killed where it has not ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", "finetune", *map(str, arguments), "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Child(process)
    finally:
        process.kill()
        process.communicate()
