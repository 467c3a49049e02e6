"""The parser of the command line, what an argument may be, and how examples are shown."""

from __future__ import annotations

import argparse
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

NAME = "attention-explorer"
MAX_SIDE = 16_384  # pixels of a window; a picture of more would not fit into memory


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{NAME}: {message}. See {self.prog} --help\n")


def examples(*lines: str) -> str:
    return "\n".join(["example:" if len(lines) == 1 else "examples:", *(f"  {e}" for e in lines)])


def text(argument: str) -> str:
    """What was typed, also where the locale is too poor to hold it: terminals send UTF-8."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def path(argument: str) -> Path:
    """A leading `~` is the home folder, as in a shell; the window has none that would say so."""
    with suppress(RuntimeError):  # nobody has this name
        return Path(argument).expanduser()
    return Path(argument)


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return share


def size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text)
    if match is None or max(int(match[1]), int(match[2])) > MAX_SIDE:
        most = f"{MAX_SIDE}x{MAX_SIDE}"
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 1280x800, up to {most}")
    return int(match[1]), int(match[2])
