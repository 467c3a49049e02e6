"""The command line as a person meets it: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer import cli
from explorer.commandline import commands, doctor
from explorer.errors import Cancelled, CheckpointUnsafe, DeviceError
from explorer.records import WindowOptions
from explorer.resources import builtin_models
from tests.core.writers import saved_gpt2, saved_t5

SENTENCE = "The capital of France is [MASK]."
needs_model = pytest.mark.skipif(not builtin_models(), reason="no built-in model in this checkout")


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What stderr says; nothing else may be printed."""
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("attention-explorer: ")
    assert "Traceback" not in captured.err
    return captured.err


# ---- arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [[], ["predict"], ["heads"], ["export"], ["compare"], ["models"], ["doctor"]]
)
def test_every_command_explains_itself_with_an_example(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, "--help"]) == 0
    assert "example" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "message"), [
    (["frobnicate"], "invalid choice"),
    (["predict"], "required: TEXT"),
    (["predict", "a", "--top", "0"], "above 0"),
    (["predict", "a", "--top", "many"], "above 0"),
    (["export", "a"], "required: --out"),
    (["export", "a", "--out", "a.gif"], "“.gif”"),
    (["export", "a", "--out", "a"], "no suffix"),
    (["export", "a", "--out", "missing/a.png"], "There is no folder"),
    (["export", "a", "--out", "a.png", "--scale", "cubic"], "invalid choice"),
    (["export", "a", "--out", "a.png", "--colormap", "jet"], "invalid choice"),
    (["export", "a", "--out", "a.png", "--threshold", "2"], "from 0 to 1"),
    (["export", "a", "--out", "a.png", "--dpi", "-3"], "above 0"),
    (["export", "a", "--out", "a.png", "--all", "--layer", "1"], "--all already takes"),
    (["export", "a", "--out", "a.png", "--mean", "--max"], "not allowed with"),
    (["export", "a", "--out", "a.png", "--pair-filter", "AB"], "second one with --pair"),
    (["export", "a", "--out", "a.png", "--layer", "1", "--head", "1", "--mean"], "leave one out"),
    (["--size", "big"], "1280x800"),
    (["--size", "99999x99999"], "up to 16384x16384"),
    (["--pair", "b"], "--pair needs --text"),
    (["--screenshot", "window.pdf"], ".png"),
    (["--screenshot", "missing/window.png"], "There is no folder"),
])  # fmt: skip
def test_bad_input_gets_one_clear_line_and_code_2(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert message in one_line(capsys)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("flags", "is_figure", "expected"), [
    ([], True, ((None, None, "mean"), "head")),
    ([], False, ((None, None, "mean"), "all")),
    (["--all"], True, ((None, None, "mean"), "all")),
    (["--layer", "3"], True, ((3, None, "mean"), "layer")),
    (["--layer", "3"], False, ((3, None, "mean"), "layer")),
    (["--layer", "3", "--max"], True, ((3, None, "max"), "head")),
    (["--head", "5"], True, ((None, 5, "mean"), "head")),
    (["--head", "5", "--layer", "3"], False, ((3, 5, "mean"), "head")),
    (["--max"], False, ((None, None, "max"), "head")),
])  # fmt: skip
def test_the_flags_choose_the_heads(flags: list[str], is_figure: bool, expected: Any) -> None:
    chosen = cli.parser().parse_args(["export", "text", "--out", "a.png", *flags])
    head, scope = commands._heads(chosen, is_figure=is_figure)
    assert ((head.layer, head.head, head.aggregate), scope) == expected


def test_a_model_may_be_named_before_or_after_the_command() -> None:
    for arguments in (["--model", "m", "predict", "a"], ["predict", "a", "--model", "m"]):
        assert cli.parser().parse_args(arguments).model == "m"


def test_without_a_command_the_window_opens_with_what_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from explorer import app

    asked: list[WindowOptions] = []
    monkeypatch.setattr(app, "run", lambda options: asked.append(options) or 7)
    arguments = ["--text", "Hi", "--size", "800x600", "--theme", "dark", "--screenshot", "a.png"]
    assert cli.main(arguments) == 7
    expected = WindowOptions(text="Hi", size=(800, 600), theme="dark", screenshot=Path("a.png"))
    assert asked == [expected]


# ---- the edge ------------------------------------------------------------------------------------


def failing_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(_chosen: object) -> int:
        raise error

    monkeypatch.setattr(commands, "predict", fail)
    return cli.main(["predict", "a"])


@pytest.mark.parametrize(("error", "code"), [
    (DeviceError("There is no device “tpu”."), 2),
    (ZeroDivisionError("a bug\nof two lines"), 1),
])  # fmt: skip
def test_every_failure_is_one_line(
    error: Exception,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert failing_with(error, monkeypatch) == code
    assert str(error).splitlines()[0] in one_line(capsys)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Cancelled("given up")])
def test_an_interrupted_command_ends_silently(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing_with(error, monkeypatch) == 130
    assert capsys.readouterr() == ("", "")


def test_debug_adds_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_chosen: object) -> int:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(commands, "predict", fail)
    assert cli.main(["predict", "a", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def run_cli(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "explorer", *arguments], capture_output=True, check=False, **options
    )


def test_a_reader_that_leaves_early_is_no_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)  # as `| head -0` does
    with os.fdopen(write_end, "wb") as pipe:
        command = [sys.executable, "-m", "explorer", "doctor"]
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="shells of Windows cannot close a stream")
@pytest.mark.parametrize(("closed", "code"), [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0)])
def test_a_closed_stream_is_no_error(closed: str, code: int) -> None:
    command = f'"{sys.executable}" -m explorer --version {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize(("allowed_by", "flag"), [
    ("allow_pickle", "--allow-pickle does that"),
    ("trust_remote_code", "--trust-remote-code does that"),
])  # fmt: skip
def test_a_model_that_could_run_code_is_refused_with_the_flag_that_allows_it(
    allowed_by: str,
    flag: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert failing_with(CheckpointUnsafe("It runs code.", allowed_by=allowed_by), monkeypatch) == 2
    assert flag in one_line(capsys)
    chosen = cli.parser().parse_args(["predict", "a", flag.split()[0]])
    assert getattr(chosen, allowed_by)


# ---- with the built-in model ---------------------------------------------------------------------


@needs_model
def test_predict_prints_json_of_exactly_these_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", SENTENCE, "--top", "3", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    printed = json.loads(captured.out)
    assert list(printed) == ["model", "revision", "tokens", "predictions"]
    assert printed["tokens"][6] == "[MASK]"
    (prediction,) = printed["predictions"]
    assert list(prediction) == ["position", "candidates"]
    assert prediction["position"] == 6
    candidates = prediction["candidates"]
    assert [list(one) for one in candidates] == [["token", "id", "probability"]] * 3
    probabilities = [one["probability"] for one in candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1


@needs_model
def test_predict_prints_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", SENTENCE, "--pair", "It is [MASK].", "--top", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "14 tokens" in lines[0]
    assert [line for line in lines if "position" in line] == [
        "[MASK] · position 6",
        "[MASK] · position 11",
    ]


@needs_model
def test_predict_without_a_mask_says_how_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", "The sun."]) == 0
    assert "Type [MASK]" in capsys.readouterr().out


@needs_model
@pytest.mark.parametrize(("arguments", "message"), [
    (["predict", ""], "no text"),
    (["predict", "word " * 2000], "--cut"),
    (["predict", "a", "--device", "tpu"], "tpu"),
    (["predict", "a", "--model", "./nowhere"], "nowhere"),
    (["predict", "a", "--target", "b"], "--target"),
    (["export", "a", "--out", "a.png", "--layer", "99", "--head", "0"], "Layer 99"),
    (["export", "a", "--out", "a.png", "--site", "cross"], "cross"),
    (["export", "a", "--out", "a.png", "--dpi", "99999"], "dpi"),
])  # fmt: skip
def test_what_the_model_cannot_do_gets_one_clear_line_and_code_2(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert message in one_line(capsys)
    assert not list(tmp_path.iterdir())


@needs_model
def test_a_long_text_can_be_cut_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, path = "word " * 2000, tmp_path / "head.npz"
    assert cli.main(["predict", text, "--cut"]) == 0
    captured = capsys.readouterr()
    assert "512 tokens" in captured.out
    assert "from 2,002 to 512" in captured.err
    flags = ["--layer", "0", "--head", "0", "--cut"]
    assert cli.main(["export", text, "--out", str(path), *flags]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"{path}\n"
    assert "from 2,002 to 512" in captured.err


@needs_model
def test_a_text_that_is_too_long_can_be_read_in_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "the doctor told the patient " * 150 + "to take the [MASK]."
    assert cli.main(["predict", text, "--stride", "256", "--top", "3", "--json"]) == 0
    [prediction] = json.loads(capsys.readouterr().out)["predictions"]
    assert prediction["position"] > 512
    out = tmp_path / "map.npz"
    assert cli.main(["export", text, "--stride", "256", "--out", str(out), "--layer", "0"]) == 0
    with np.load(out) as saved:
        assert saved["weights"].shape[2] > 512
        assert "2 of 510 tokens" in json.loads(str(saved["metadata"]))["windows"]


@needs_model
def test_export_writes_the_head_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, flags in {
        "all.npz": [],
        "head.npz": ["--layer", "2", "--head", "7"],
        "mean.npz": ["--mean", "--layer", "2"],
    }.items():
        assert cli.main(["export", SENTENCE, "--out", str(tmp_path / name), *flags]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[0] == str(tmp_path / "all.npz")
    arrays = {path.stem: np.load(path)["weights"] for path in tmp_path.iterdir()}
    assert arrays["all"].shape == (6, 12, 9, 9)
    np.testing.assert_allclose(arrays["all"].sum(axis=-1), 1, atol=1e-5)
    np.testing.assert_allclose(arrays["head"][0, 0], arrays["all"][2, 7], atol=1e-6)
    np.testing.assert_allclose(arrays["mean"][0, 0], arrays["all"][2].mean(axis=0), atol=1e-6)


@needs_model
def test_a_process_in_a_poor_locale_prints_every_script_and_writes_a_figure(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    path = tmp_path / "figure.png"
    done = run_cli("export", "我 like 🚀", "--out", str(path), "--dpi", "120", env=environment)
    assert done.returncode == 0
    assert done.stderr.decode("utf-8").startswith("attention-explorer: 1 of 5 tokens are [UNK]")
    with Image.open(path) as image:
        assert image.text["text"] == "我 like 🚀"
        assert image.text["layer"] == "mean"
    done = run_cli("predict", "我 [MASK]", "--json", env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "我" in json.loads(done.stdout.decode("utf-8"))["tokens"]


# ---- doctor --------------------------------------------------------------------------------------


def test_the_doctor_reports_and_its_exit_code_follows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = cli.main(["doctor"])
    printed = capsys.readouterr().out
    for part in ("torch", "Devices", "cpu", "Qt starts", "Chinese", "Folders"):
        assert part in printed
    assert code == (1 if "  missing " in printed else 0)
    broken = (("Programs", lambda: iter([doctor.Check("missing", "torch", "pip install torch")])),)
    monkeypatch.setattr(doctor, "SECTIONS", broken)
    assert cli.main(["doctor"]) == 1
    assert "→ pip install torch" in capsys.readouterr().out


def test_the_doctor_outlives_a_broken_library(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> Any:
        raise OSError("libcuda is broken")

    monkeypatch.setattr(doctor, "SECTIONS", (("Devices", breaks), ("Folders", lambda: iter([]))))
    assert cli.main(["doctor"]) == 1
    assert "libcuda is broken" in capsys.readouterr().out


@pytest.mark.parametrize(("stderr", "package"), [
    ("ImportError: libEGL.so.1: cannot open shared object file", "libegl1"),
    ("ImportError: libGL.so.1: cannot open shared object file", "libgl1"),
    ("qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed", "libxcb-cursor0"),
])  # fmt: skip
def test_the_doctor_names_the_package_that_qt_misses(stderr: str, package: str) -> None:
    assert package in doctor._qt_remedy(stderr)


def test_the_doctor_refuses_the_pyside_that_aborts() -> None:
    found = doctor._qt_version("PySide6-Essentials", "6.12.0")
    assert (found is not None) == (sys.version_info < (3, 12))
    assert doctor._qt_version("PySide6-Essentials", "6.11.3") is None


# ---- writing -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("writers")
    return {"gpt2": str(saved_gpt2(folder / "gpt2")), "t5": str(saved_t5(folder / "t5"))}


def test_a_continued_text_is_printed_and_all_of_it_is_predicted(writers, capsys) -> None:
    arguments = ["predict", "The cat", "--model", writers["gpt2"], "--continue", "5", "--json"]
    assert cli.main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["written"].startswith("The cat")
    assert len(printed["predictions"]) == len(printed["tokens"])
    assert cli.main([*arguments[:-3], "--continue", "9", "--json"]) == 0
    longer = json.loads(capsys.readouterr().out)
    assert longer["tokens"][: len(printed["tokens"])] == printed["tokens"]
    assert len(longer["tokens"]) == len(printed["tokens"]) + 4


@pytest.mark.parametrize("beams", [[], ["--beams", "3"]])
def test_a_generated_target_is_exported_with_its_cross_attention(
    writers, beams, tmp_path, capsys
) -> None:
    path = tmp_path / "cross.csv"
    code = cli.main(["export", "The cat sat", "--model", writers["t5"], "--generate",
                     "--max-new-tokens", "6", *beams, "--layer", "0", "--head", "1",
                     "--out", str(path)])  # fmt: skip
    captured = capsys.readouterr()
    assert code == 0, captured.err
    assert "6 tokens, as asked" in captured.err
    rows = {line.split(",")[2] for line in path.read_text(encoding="utf-8").splitlines()[1:]}
    assert rows == {str(position) for position in range(7)}  # its start, and six tokens


@pytest.mark.parametrize(
    ("model", "flags", "message"),
    [
        ("gpt2", ["--generate"], "Say --continue N"),
        ("t5", ["--continue", "3"], "Say --generate"),
        ("t5", ["--generate", "--target", "a"], "leave one out"),
        ("t5", ["--generate", "--continue", "3"], "leave one of them out"),
        ("gpt2", ["--beams", "3"], "add --generate"),
        ("gpt2", ["--continue", "3", "--max-new-tokens", "4"], "leave --max-new-tokens out"),
        ("gpt2", ["--continue", "5000"], "choose from 1 to 1,024"),
        ("t5", ["--generate", "--target-lang", "zh"], "is told no language"),
        ("gpt2", ["--target", "a"], "has none of its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_in_one_line(writers, model, flags, message, capsys) -> None:
    assert cli.main(["predict", "The cat", "--model", writers[model], *flags]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1


@needs_model
def test_a_masked_model_does_not_write(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", "The cat", "--generate"]) == 2
    assert "fills gaps" in capsys.readouterr().err


def test_the_alignment_of_a_generated_target_is_a_figure(writers, tmp_path, capsys) -> None:
    path = tmp_path / "alignment.svg"
    arguments = ["export", "The cat sat", "--model", writers["t5"], "--out", str(path)]
    assert cli.main([*arguments, "--target", "the dog", "--alignment", "--mean"]) == 0
    drawing = path.read_text(encoding="utf-8")
    assert all(f">{word}<" in drawing for word in ("The", "cat", "sat", "the", "dog"))
    assert cli.main([*arguments, "--alignment", "--site", "encoder"]) == 2
    assert "--alignment shows cross attention" in capsys.readouterr().err
