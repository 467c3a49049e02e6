"""Windows for journeys: the whole program within the test, with its real model thread."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Sits = Callable[..., Any]


@pytest.fixture
def sits_down(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Opens a window of the program, with WindowOptions; every call shares the same settings."""
    import torch
    from PySide6.QtCore import QEvent, QSettings
    from PySide6.QtWidgets import QApplication

    from explorer.app import Explorer
    from explorer.records import WindowOptions
    from explorer.views.look.theme import LIGHT, palette_of
    from explorer.views.window.session import Session
    from tests.journeys.person import Person

    def must_not_end(code: int) -> None:
        raise AssertionError(f"the model thread did not end; the program would exit with {code}")

    n_threads = torch.get_num_threads()
    monkeypatch.setattr(os, "_exit", must_not_end)
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = tmp_path / "settings.ini"
    people: list[Person] = []

    def sits_down(**options: Any) -> Person:
        options = {"device": "cpu", "theme": "light"} | options
        session = Session(QSettings(str(settings), QSettings.Format.IniFormat))
        explorer = Explorer(WindowOptions(**options), session)
        explorer.window.resize(1280, 800)
        explorer.start()
        people.append(Person(explorer, qtbot))
        people[-1].takes_the_keys()
        return people[-1]

    yield sits_down
    for left_open in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if left_open is not None:  # by a journey that broke off
            left_open.close()
    for person in people:
        person.window.close()
        assert person.explorer.thread_of_model.isFinished()
        person.window.deleteLater()
        person.explorer.deleteLater()
    # The desktop tells late that a window is gone, and would take the keys from the next one.
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    QApplication.setPalette(palette_of(LIGHT))
    torch.set_num_threads(n_threads)


@pytest.fixture
def person(sits_down: Sits) -> Any:
    """Somebody at a window with the built-in model and its first sentence read."""
    person = sits_down(text="The capital of France is [MASK].")
    person.waits_for_results()
    person.takes_the_keys()  # once more: on a busy machine they go astray while the window opens
    return person


@pytest.fixture(scope="session")
def saved_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny RoBERTa for masked language modelling, as save_pretrained writes it."""
    from tests.core import vocabularies
    from tests.core.models import tiny_model

    folder = tmp_path_factory.mktemp("models") / "tiny-roberta"
    tokenizer = vocabularies.roberta()
    model = tiny_model("roberta", vocab_size=len(tokenizer), max_position_embeddings=66)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def model_folder(saved_model: Path, tmp_path: Path) -> Path:
    """A copy of it that a journey may break."""
    return shutil.copytree(saved_model, tmp_path / "models" / "tiny")
