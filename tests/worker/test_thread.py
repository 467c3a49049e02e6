"""The model thread where no model can run: the window hears of it, instead of waiting for ever."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt

from explorer.records import LoadRequest
from explorer.state import actions as a
from explorer.worker.thread import ModelThread


@pytest.mark.usefixtures("qapp")
def test_a_torch_that_cannot_be_imported_is_told_to_the_window(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "explorer.worker.engine", None)  # its import fails
    thread = ModelThread()
    said: list[a.Action] = []

    def heard(action: a.Action) -> None:
        said.append(action)
        thread.shut_down()

    thread.acted.connect(heard, Qt.ConnectionType.DirectConnection)
    request = LoadRequest("builtin:minilm-mlm")
    thread.submit(request)
    thread.run()  # here, so that the test ends when it does
    [told] = said
    assert isinstance(told, a.LoadFailed)
    assert told.request is request
    assert "attention-explorer doctor" in told.message
    assert "Traceback" in caplog.text
