"""Our own command line as a child process, and the line at which it gave up."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from explorer.errors import RayMissing

COMMAND = (sys.executable, "-m", "explorer")
INTERRUPTED = 130  # its exit code at Ctrl+C
_PREFIX = "attention-explorer: "


def why_missing() -> str:
    """What searches and surveys run on is not installed, and what installs it; else empty."""
    return "" if find_spec("ray") is not None else str(RayMissing(sys.executable))


def why_no_survey() -> str:
    """As `why_missing`; one process surveys without Ray, where Parquet can be written."""
    return "" if find_spec("pyarrow") is not None else why_missing()


def last_message(said: str) -> str:
    """The line at which the command gave up, without its name; empty where there is none."""
    lines = [line for line in said.split("\n") if line.startswith(_PREFIX)]
    return lines[-1].removeprefix(_PREFIX) if lines else ""
