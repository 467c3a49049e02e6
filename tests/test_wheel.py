"""What a user gets from the wheel: the program with its models and fonts, nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def run(*command: str | Path, cwd: Path) -> str:
    """The command's standard output, without the checkout on any path; fails with its errors."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    # From another folder: in the checkout `import build` could meet a folder of that name.
    run(*build, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; its dependencies are borrowed from the tests' environment."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    # A folder named in a .pth file is searched last, and its own .pth files, by which the checkout
    # is installed there, are not read.
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def test_the_wheel_holds_models_fonts_and_licence_and_nothing_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for wanted in [
        "explorer/cli.py",
        "explorer/assets/icon.svg",
        "explorer/assets/fonts/NotoSansSC-4E00-9FFF.ttf",
        "explorer/assets/fonts/OFL.txt",
        "explorer/assets/models/minilm-mlm/model.safetensors",
        "explorer/assets/models/minilm-mlm/tokenizer.json",
        "explorer/assets/models/minilm-mlm/README.md",
    ]:
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    strangers = [n for n in names if not n.startswith("explorer/") and ".dist-info/" not in n]
    assert strangers == []
    assert [n for n in names if "__pycache__" in n] == []


def test_the_installed_program_reads_its_own_files_only(installed: Path, tmp_path: Path) -> None:
    script = (
        "import explorer.resources as r; print(r.__file__); print(r.asset('models')); "
        "print(*r.builtin_models())"
    )
    out = run(installed / "bin" / "python", "-c", script, cwd=tmp_path)
    module, models, names = out.splitlines()
    assert Path(module).is_relative_to(installed)
    assert Path(models).is_relative_to(installed)
    assert "minilm-mlm" in names.split()


def test_predict_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    program = installed / "bin" / "attention-explorer"
    text = "The capital of France is [MASK]."
    answer = json.loads(run(program, "predict", text, "--json", cwd=tmp_path))
    assert set(answer) >= {"model", "revision", "tokens", "predictions"}
    (prediction,) = answer["predictions"]
    assert answer["tokens"][prediction["position"]] == "[MASK]"
    candidates = prediction["candidates"]
    assert all(set(one) >= {"token", "id", "probability"} for one in candidates)
    assert "paris" in [one["token"] for one in candidates]
    assert list(tmp_path.iterdir()) == []
