"""A search that is started in a real window, which is killed; the next window finds it at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.records import LoadRequest
from tests.journeys.desktop import Display, Listening, display

pytestmark = [pytest.mark.window, pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_S = 200  # until Ray has begun, on a machine that is busy
FORM = "window.finetune.setup"
FIELDS = {  # two trials that nobody waits for
    "space.parameters.fields['batch_size']": "8",
    "space.parameters.fields['learning_rate']": "5e-3, 1e-3",
    "space.parameters.fields['schedule']": "linear",
    "space.parameters.fields['max_length']": "16",
    "space.numbers.fields['epochs']": "1000",
}
EPOCHS = "[len(trial.epochs) for trial in state.finetune.search.trials]"


@pytest.fixture
def screen() -> Iterator[Display]:
    with display() as screen:
        yield screen


@pytest.fixture
def launched() -> Iterator[list[Listening]]:
    """Windows that must not outlive the test."""
    programs: list[Listening] = []
    yield programs
    for program in programs:
        program.kill()


def opened(screen: Display, home: Path, *arguments: str) -> Listening:
    """A window with the page of fine-tuning in front."""
    program = Listening(screen, home, "--size", "1280x800", *arguments)
    program.wait("window.isVisible()")
    program.take_focus()
    program.settle()
    program.click("middle(window.page_switch.finetune)")
    program.wait("state.page == 'finetune'")
    return program


def test_a_search_goes_on_when_its_window_is_killed_and_the_next_window_finds_it(
    screen: Display, launched: list[Listening], base: Path, table: Path, tmp_path: Path
) -> None:
    # The form is filled in and the search started by mouse and keyboard.
    first = opened(screen, tmp_path / "home", "--model", str(base))
    launched.append(first)
    for field, text in {"data.path.fields['data']": str(table), **FIELDS}.items():
        while not first.ask(f"{FORM}.{field}.hasFocus()"):  # the page may still find its place
            first.click(f"middle({FORM}.{field})")
        screen.press("ctrl+a")
        screen.type(text)
        first.wait(f"{FORM}.{field}.text() == {text!r}")
    first.wait(f"{FORM}.start_button.isEnabled()", patience_s=PATIENCE_S)
    first.click(f"middle({FORM}.start_button)")
    first.wait(f"any({EPOCHS})", patience_s=PATIENCE_S)
    folder = Path(first.ask("state.finetune.folder"))
    search = psutil.Process(first.ask("state.finetune.search.plan.pid"))
    with ending(search):
        n_done = first.ask(EPOCHS)
        first.kill()
        assert search.is_running()

        # Nothing is asked of the second window but to show its page.
        second = opened(screen, tmp_path / "home")
        launched.append(second)
        assert Path(second.wait("state.finetune.folder")) == folder
        second.wait("state.finetune.is_running")
        second.wait(f"sum({EPOCHS}) > {sum(n_done)} and all({EPOCHS})", patience_s=PATIENCE_S)
        assert second.ask("state.finetune.search.plan.is_resumed") is False
        assert second.ask("window.finetune.search.table.topLevelItemCount()") == 2
        second.click("middle(window.finetune.search.stop_button)")
        best = Path(second.wait("state.finetune.best_model", patience_s=PATIENCE_S))
        assert second.ask("state.finetune.search.ended.end") == "stopped"
        assert second.ask("state.finetune.problem") == ""
        assert open_checkpoint(LoadRequest(str(best))).info.labels == ("animal", "food")
        assert best == folder / "best"
        search.wait(PATIENCE_S)
    screen.press("ctrl+q")
    assert second.ended() == 0


@contextmanager
def ending(process: psutil.Process) -> Iterator[None]:
    """It does not outlive the test, however that ends; Ray's processes end with it."""
    try:
        yield
    finally:
        with suppress(psutil.NoSuchProcess):
            process.kill()
