"""Measures the rows and prints them as a table; `--write` puts it into the README."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from PySide6.QtWidgets import QApplication

from explorer.application import dress
from explorer.display import has_display
from tests.bench.rows import HEADER

MODULES = (
    "startup", "live", "lessons", "capture", "panning", "bertviz", "long_maps", "survey",
    "finetune",
)  # fmt: skip
README = Path(__file__).parents[2] / "README.md"
MARKS = re.compile(r"(<!-- bench:start -->\n).*?(<!-- bench:end -->)", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # As the program sets it, before torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    application = QApplication(["bench"])
    dress(application)
    lines = [_machine(), "", HEADER]
    print(*lines, sep="\n", flush=True)
    for name in [options.only] if options.only else MODULES:
        for row in importlib.import_module(f"tests.bench.{name}").rows():
            print(row.line, flush=True)
            lines.append(row.line)
    if options.write:
        _write("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    either = parser.add_mutually_exclusive_group()  # a part of the table would replace all of it
    either.add_argument("--write", action="store_true", help="put the table into README.md")
    either.add_argument("--only", choices=MODULES, help="measure these rows alone")
    return parser


def _machine() -> str:
    """What the numbers hold for: processor, CUDA devices, versions, date."""
    import torch

    packages = {"torch": "torch", "transformers": "transformers", "PySide6": "PySide6-Essentials"}
    return ", ".join(
        [
            f"{_processor()} ({os.cpu_count()} cores)",
            *(torch.cuda.get_device_name(n) for n in range(torch.cuda.device_count())),
            f"Python {platform.python_version()}",
            *(f"{name} {version(package)}" for name, package in packages.items()),
            f"Qt platform “{QApplication.platformName()}”",
            f"{datetime.now(UTC):%Y-%m-%d}.",
        ]
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:  # not Linux
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _write(table: str) -> None:
    text = README.read_text("utf-8")
    written, n_places = MARKS.subn(lambda marks: f"{marks[1]}{table}\n{marks[2]}", text)
    if n_places != 1:
        raise SystemExit(f"{README} needs bench:start and bench:end once, found {n_places}")
    README.write_text(written, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
