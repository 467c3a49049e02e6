"""The layers of the design hold: what may import what, and what a start may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def loaded_by(statements: str, packages: set[str]) -> set[str]:
    """Those of `packages` that a fresh interpreter has loaded after `statements`."""
    script = f"{statements}\nimport sys\nprint('loaded', *sorted({packages!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_every_import_contract_holds() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["explorer.app", "explorer.cli", "explorer.__main__"])
def test_starting_loads_no_model_library_and_no_plotting_library(module: str) -> None:
    heavy = {"torch", "transformers", "matplotlib", "ray", "pyarrow", "pandas"}
    assert loaded_by(f"import {module}", heavy) == set()


def test_a_command_that_needs_no_window_loads_no_qt() -> None:
    assert loaded_by("import explorer.cli", {"PySide6", "pyqtgraph"}) == set()


@pytest.mark.parametrize("package", ["explorer.core", "explorer.state", "explorer.reference"])
def test_pure_layers_never_load_qt(package: str) -> None:
    import_all = (
        f"import importlib, pkgutil, {package} as package\n"
        "for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(found.name)"
    )
    assert loaded_by(import_all, {"PySide6", "shiboken6", "pyqtgraph"}) == set()


def test_views_state_and_records_never_load_a_model_library() -> None:
    import_all = (
        "import importlib, pkgutil, explorer.records, explorer.views, explorer.state\n"
        "for package in (explorer.views, explorer.state):\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(found.name)"
    )
    assert loaded_by(import_all, {"torch", "transformers", "ray", "matplotlib"}) == set()
