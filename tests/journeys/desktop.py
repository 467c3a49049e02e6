"""A desktop of its own for a journey: an X server in memory, a real mouse and keyboard, programs.

`Display` is the screen, `Program` is `python -m explorer` on it, and `Listening` is the same
program with `probe` beside it, which says where things stand on the screen and what is known.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageGrab

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 1280, 800
PATIENCE_S = 60  # for a machine that trains a model beside the tests
Point = tuple[int, int]


class Display:
    """Where the mouse is moved, keys are pressed and pictures are taken."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.environment = {**os.environ, "DISPLAY": name}

    def click(self, at: Point, *, held: str = "") -> None:
        """A click of the left button, with a modifier key held."""
        press = ["click", "1"]
        if held:
            press = ["keydown", held, *press, "keyup", held]
        self._do("mousemove", *map(str, at), *press)

    def point(self, at: Point) -> None:
        # No --sync: it waits fifteen seconds for a pointer that is there already.
        self._do("mousemove", *map(str, at))

    def press(self, *keys: str) -> None:
        """Keys as xdotool spells them: `ctrl+shift+z`, `Return`."""
        self._do("key", "--delay", "2", *keys)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "2", text)

    def give_focus(self, window_id: int) -> None:
        """What a window manager does when a window opens."""
        self._do("windowfocus", "--sync", str(window_id))

    def pixels(self) -> NDArray[np.uint8]:
        """The whole screen, (row, column, 3)."""
        return np.asarray(ImageGrab.grab(xdisplay=self.name).convert("RGB"))

    def _do(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words], env=self.environment, check=True, timeout=PATIENCE_S,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip


@contextmanager
def display() -> Iterator[Display]:
    """An X server until the block ends; skips the journey only where there is none to be had."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: packaging/setup.sh test installs it as root")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
            "-nolisten", "tcp", "-noreset",
        ],
        pass_fds=(writer,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(writer)
    try:
        number = _line(reader, PATIENCE_S)
        if not number:
            _, complaint = server.communicate(timeout=10)
            pytest.fail(f"Xvfb does not start: {complaint.decode(errors='replace')[-500:]}")
        yield Display(f":{number}")
    finally:
        os.close(reader)
        server.terminate()
        server.communicate(timeout=10)


def _line(descriptor: int, patience_s: float) -> str:
    """The next line of a pipe; what there is of it when nothing more comes."""
    said = b""
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], patience_s)
        piece = os.read(descriptor, 1 << 16) if ready else b""
        if not piece:
            break
        said += piece
    return said.decode().strip()


class Program:
    """The program on a display, with a home of its own."""

    module = "explorer"

    def __init__(self, screen: Display, home: Path, *arguments: str, **environment: str) -> None:
        self.screen = screen
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, *arguments],
            cwd=home, env=environment_of(home, screen.name) | environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    @property
    def settings(self) -> Path:
        return self.home / "config" / "attention-explorer" / "attention-explorer.conf"

    @property
    def log(self) -> str:
        """What the program and Qt complained about."""
        path = self.home / "cache" / "attention-explorer" / "explorer.log"
        return path.read_text() if path.exists() else ""

    def ended(self, within_s: float = PATIENCE_S) -> int:
        """The exit code; the program must end by itself and complain about nothing."""
        _, complaints = self.process.communicate(timeout=within_s)
        assert complaints.decode() == ""
        assert self.log == ""
        return self.process.returncode

    def kill(self) -> None:
        """For a journey that broke off."""
        if self.process.poll() is None:
            self.process.kill()
        with suppress(ValueError):  # its pipes are closed already
            self.process.communicate(timeout=10)


class Listening(Program):
    """The program, which can be asked; expressions are those that `probe` explains."""

    module = "tests.journeys.probe"

    def ask(self, expression: str) -> Any:
        """The value of an expression within the program."""
        return self._asked("ask", expression, PATIENCE_S)

    def wait(self, expression: str, *, patience_s: float = PATIENCE_S) -> Any:
        """The value once it is true; AssertionError when it does not become so."""
        return self._asked("wait", expression, patience_s)

    def settle(self) -> None:
        """Until everything that is wanted is on the screen."""
        self.wait("is_settled()")

    def take_focus(self) -> None:
        """Keys go to the window in front from now on, as a window manager would have it."""
        self.screen.give_focus(self.wait("front_window_id()"))
        self.wait("has_focus()")

    def click(self, place: str, *, held: str = "") -> None:
        """Click at a place such as `chip(3)`."""
        self.screen.click(tuple(self.ask(place)), held=held)

    def _asked(self, what: str, expression: str, patience_s: float) -> Any:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        question = {"do": what, "expression": expression, "patience_s": patience_s}
        stdin.write(json.dumps(question).encode() + b"\n")
        stdin.flush()
        said = _line(stdout.fileno(), patience_s + 30)
        assert said, f"the program ended or is silent; its log:\n{self.log}"
        answer = json.loads(said)
        assert "error" not in answer, f"{expression}: {answer['error']}\n{self.log}"
        return answer["value"]


def environment_of(home: Path, display_name: str) -> dict[str, str]:
    """Nothing of the person who runs the tests gets in, and no network."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHONPATH": str(ROOT),
        "DISPLAY": display_name,
        "QT_QPA_PLATFORM": "xcb",
        "OMP_WAIT_POLICY": "PASSIVE",
        "HF_HUB_OFFLINE": "1",
        "LANG": "C.UTF-8",
    }
