"""A stranger's first minute: what the set-up asks for, and what a clone weighs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
MIB = 2**20
PINS = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)$", (ROOT / "packaging/constraints.txt").read_text(), re.MULTILINE
    )
}
# What `ldconfig -p` must name for Qt to start.
QT = "libGL.so.1 libEGL.so.1 libglib-2.0.so.0 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon.so.0 "


def declared() -> list[Requirement]:
    """All that pyproject.toml names: for running, for the tests, and for building."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
    ]
    return [Requirement(line) for line in lines]


class Machine:
    """A computer with this user and these libraries, and with no tools but those of the set-up."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.venv = self.root / ".venv"
        self._commands = folder / "bin"
        for name in ["packaging/setup.sh", "packaging/constraints.txt", "pyproject.toml"]:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self._commands.mkdir()
        for name in ["bash", "sh", "dirname", "basename", "uname", "cat", "cksum"]:
            (self._commands / name).symlink_to(shutil.which(name) or name)
        (self._commands / "python3").symlink_to(Path(sys.executable).resolve())
        self._answer("apt-get", "")

    def _answer(self, command: str, answer: str) -> None:
        (self._commands / command).write_text(f"#!/bin/sh\necho '{answer}'\n")
        (self._commands / command).chmod(0o755)

    def set_up(
        self, *arguments: str, user: int = 1000, libraries: str = QT, display: str = ""
    ) -> str:
        """What the set-up prints on both streams; fails where it fails."""
        self._answer("id", str(user))
        self._answer("ldconfig", libraries)
        done = subprocess.run(
            ["bash", self.root / "packaging/setup.sh", *arguments],
            env={"PATH": str(self._commands), "DISPLAY": display},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_user_is_shown_the_one_line_that_installs_what_is_missing(machine: Machine) -> None:
    told = machine.set_up("run", "--dry-run", libraries=QT.replace("libEGL.so.1 ", ""))
    assert "    sudo apt-get install -y libegl1\n" in told


def test_root_gets_only_what_is_missing_installed(machine: Machine) -> None:
    told = machine.set_up("run", "--dry-run", user=0, libraries=QT.replace("libGL.so.1 ", ""))
    assert "apt-get install -y libgl1\n" in told


def test_nothing_is_asked_for_where_everything_is_there(machine: Machine) -> None:
    assert "apt-get" not in machine.set_up("run", "--dry-run")


def test_a_display_asks_for_the_libraries_of_a_real_window(machine: Machine) -> None:
    told = machine.set_up("run", "--dry-run", display=":0")
    assert "libxcb-cursor0" in told
    assert "xvfb" not in told


def test_the_tests_ask_for_a_virtual_display(machine: Machine) -> None:
    assert "xvfb xauth xdotool poppler-utils" in machine.set_up("test", "--dry-run")


def test_a_dry_run_changes_nothing(machine: Machine) -> None:
    told = machine.set_up("test", "--dry-run", user=0, libraries="libc.so.6 ")
    assert told.count("would run: ") == 3
    assert not machine.venv.exists()


def test_packages_are_installed_again_only_when_what_they_hang_on_has_changed(
    machine: Machine,
) -> None:
    python = machine.venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$1" != -m ] || echo "python $*"\n')
    python.chmod(0o755)
    assert "pip install" in machine.set_up("run")
    assert machine.set_up("run") == ""
    # The tests need more than the program does, and what serves the tests serves the program.
    assert "--editable .[dev,finetune]" in machine.set_up("test")
    assert "pip install" not in machine.set_up("test")
    assert "pip install" not in machine.set_up("run")
    (machine.root / "packaging/constraints.txt").write_text("numpy==2.0.0\n")
    assert "pip install" in machine.set_up("run")


def test_an_unknown_purpose_is_refused_with_the_usage() -> None:
    done = subprocess.run(
        [ROOT / "packaging/setup.sh", "fly"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage:" in done.stderr


PICTURE = ["--screenshot", "attention-explorer.png"]
EXAMPLE = ["--text", "The capital of France is [MASK]."]
SIZE = ["--size", "1280x800"]


@pytest.mark.parametrize(
    ("display", "given", "passed"),
    [
        ("", [], [*EXAMPLE, *SIZE, *PICTURE]),
        ("", ["--text", "Two  words"], [*SIZE, "--text", "Two  words", *PICTURE]),
        ("", ["--screenshot", "mine.png"], ["--screenshot", "mine.png"]),
        ("", ["predict", "A [MASK]."], ["predict", "A [MASK]."]),
        ("", ["--help"], ["--help"]),
        (":0", [], []),
        (":0", ["--theme", "dark"], ["--theme", "dark"]),
    ],
)
def test_make_run_opens_the_window_or_without_a_display_draws_it_into_a_picture(
    tmp_path: Path, display: str, given: list[str], passed: list[str]
) -> None:
    program = tmp_path / "bin" / "attention-explorer"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor argument; do echo "<$argument>"; done\n')
    program.chmod(0o755)
    done = subprocess.run(
        [ROOT / "packaging/run.sh", *given],
        env={"PATH": os.environ["PATH"], "VENV": str(tmp_path), "DISPLAY": display},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert [line[1:-1] for line in lines if line.startswith("<")] == passed
    assert done.stdout.endswith(f"{tmp_path}/attention-explorer.png\n") == (PICTURE[1] in passed)


@pytest.mark.parametrize("target", ["run", "test", "quick", "lint", "bench", "clean"])
def test_make_knows_the_target(target: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    done = subprocess.run(
        [make, "-n", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("requirement", declared(), ids=lambda r: str(r).replace(" ", ""))
def test_every_declared_dependency_is_pinned_to_a_version_it_allows(
    requirement: Requirement,
) -> None:
    pin = PINS[canonicalize_name(requirement.name)]
    if requirement.marker is None or requirement.marker.evaluate(dict(default_environment())):
        assert requirement.specifier.contains(pin)


def tracked_files() -> list[Path]:
    """Files that a clone has or will have; all below assets/ where this is no clone."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
        paths = [ROOT / name for name in done.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = list((ROOT / "assets").rglob("*"))
    return [path for path in paths if path.is_file()]


def test_a_clone_stays_small() -> None:
    sizes = {path.relative_to(ROOT): path.stat().st_size for path in tracked_files()}
    assert {path: size for path, size in sizes.items() if size > 60 * MIB} == {}
    assets = sum(size for path, size in sizes.items() if path.parts[0] == "assets")
    assert 0 < assets < 120 * MIB
