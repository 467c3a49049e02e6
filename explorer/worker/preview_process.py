"""`PreviewProcess`: what a search would learn from, and how long it would take, as a child says."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from explorer.records.finetune import PreviewRequest
from explorer.records.tuning import DataRead, PaceMeasured, event_of
from explorer.state.actions.finetune import DataPreviewed, FinetuneFailed, PaceKnown
from explorer.worker.command_line import COMMAND, last_message

REST_MS = 400  # without another preview being asked for; then it begins


class PreviewProcess(QObject):
    """The newest request wins; the child ends with the window.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._asked: PreviewRequest | None = None  # begins once the typing rests
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._begin)

    def submit(self, request: PreviewRequest) -> None:
        self.end()
        self._asked = request
        self._rest.start()

    def _begin(self) -> None:
        request = self._asked
        assert request is not None  # the timer starts with a request
        space = _written(request.space)
        process = self._process = QProcess(self)
        process.readyReadStandardOutput.connect(lambda: self._hear(process, request))
        process.finished.connect(lambda: self._ended(process, request, space))
        process.errorOccurred.connect(lambda: self._ended(process, request, space))
        how = ["--preview", "--estimate", "--json", f"--space={space}"]
        process.start(COMMAND[0], [*COMMAND[1:], "finetune", *how, *request.arguments])

    def _hear(self, process: QProcess, request: PreviewRequest) -> None:
        """The data are known seconds before the pace."""
        while process is self._process and process.canReadLine():
            line = bytes(process.readLine().data()).decode("utf-8", errors="replace")
            match event_of(line):
                case DataRead() as read:
                    self.acted.emit(DataPreviewed(request, read))
                case PaceMeasured() as pace:
                    self.acted.emit(PaceKnown(request, pace))

    def _ended(self, process: QProcess, request: PreviewRequest, space: Path) -> None:
        space.unlink(missing_ok=True)
        if process is not self._process:
            return  # given up
        self._hear(process, request)
        self._process = None
        process.deleteLater()
        if process.exitStatus() == QProcess.ExitStatus.NormalExit and process.exitCode() == 0:
            return
        said = bytes(process.readAllStandardError().data()).decode("utf-8", errors="replace")
        words = said.strip()[-300:] or process.errorString()
        message = last_message(said) or f"The data could not be previewed: {words}"
        # Nobody knows the file into which the form was written for the command.
        self.acted.emit(FinetuneFailed(request, message.removeprefix(f"{space.name}: ")))

    def end(self) -> None:
        """Give up what is being previewed."""
        self._rest.stop()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()


def _written(space: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="space-", suffix=".toml", delete=False
    ) as file:
        file.write(space)
    return Path(file.name)
