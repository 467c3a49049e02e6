"""`ModelPicker`: which model is open, what else could be, and how far the opening is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.records import LoadRequest, Progress
from explorer.state.actions import LoadCancelled, ModelRequested, ProblemDismissed
from explorer.state.actions.hub import (
    DownloadCancelled,
    DownloadRequested,
    HubClosed,
    HubOpened,
)
from explorer.state.model import AppState
from explorer.views.models.hub_dialog import HubDialog
from explorer.views.models.open_options import DTYPES
from explorer.views.models.source_title import BUILTIN, source_title
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_menu import add_choices
from explorer.views.widgets.progress_line import ProgressLine

WIDEST = 320


class ModelPicker(QWidget):
    """A button with a menu of models; while one opens, its progress and a way out.

    Signals (GUI thread): `acted(action)`: ModelRequested, LoadCancelled, ProblemDismissed, and
    those of the hub.
    """

    acted = Signal(object)

    def __init__(self, builtin: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._builtin = tuple(builtin)
        self._devices: tuple[str, ...] = ("auto", "cpu")
        self._state = AppState()
        self.dialog: HubDialog | None = None
        self.button = QuietButton(opens=True, widest=WIDEST)
        self.menu = QMenu(self)
        self.progress_text = QLabel()
        self.progress_line = ProgressLine()
        self.cancel_button = QuietButton(self.tr("Cancel"), kind="link")
        self.problem_text = QLabel(self.tr("not opened"))
        self.retry_button = QuietButton(self.tr("Try again"), kind="link")
        self.dismiss_button = QuietButton(icon="close")
        self._progress = QWidget()
        self._problem = QWidget()
        self._lay_out()
        self.button.clicked.connect(self.open_menu)
        self.cancel_button.clicked.connect(self._cancel)
        self.dismiss_button.clicked.connect(lambda: self.acted.emit(ProblemDismissed()))
        self.retry_button.clicked.connect(self._retry)
        self._show_name()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        for inside in (row, QHBoxLayout(self._progress), QHBoxLayout(self._problem)):
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(4)
        bar = QVBoxLayout()
        bar.setSpacing(4)
        bar.addStretch(1)
        bar.addWidget(self.progress_text)
        bar.addWidget(self.progress_line)
        bar.addStretch(1)
        progress, problem = self._progress.layout(), self._problem.layout()
        assert isinstance(progress, QHBoxLayout)
        assert isinstance(problem, QHBoxLayout)
        progress.addLayout(bar)
        progress.addWidget(self.cancel_button)
        for part in (self.problem_text, self.retry_button, self.dismiss_button):
            problem.addWidget(part)
        row.addWidget(self.button)
        row.addWidget(self._progress)
        row.addWidget(self._problem)
        self._progress.hide()
        self._problem.hide()
        self.progress_text.setForegroundRole(QPalette.ColorRole.Dark)
        self.problem_text.setForegroundRole(QPalette.ColorRole.BrightText)
        self.dismiss_button.setToolTip(self.tr("Dismiss"))
        self.dismiss_button.setAccessibleName(self.tr("Dismiss"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_devices(self, devices: Sequence[str]) -> None:
        """What exists here, `auto` first."""
        self._devices = tuple(devices)

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if state.devices and old.devices != state.devices:
            self.set_devices(("auto", *state.devices))
        if old.model != state.model or old.load != state.load:
            self._show_name()
        if self.dialog is not None:
            self.dialog.show_state(state)
        if _underway(old) != _underway(state):
            self._show_progress(_underway(state))
        problem = state.problem if state.problem and state.problem.kind == "model" else None
        self._problem.setVisible(problem is not None and _underway(state) is None)
        self.problem_text.setToolTip(problem.message if problem else "")
        self.retry_button.setVisible(state.load is not None or state.hub.failed is not None)

    def _show_name(self) -> None:
        model = self._state.model
        if model is None:
            self.button.setText(self.tr("Choose a model"))
        else:
            self.button.setText(source_title(model.source, model.name))
            self.button.setToolTip(
                self.tr("{source}\n{family} · {n} parameters · {device} · {dtype}").format(
                    source=model.source,
                    family=model.family,
                    n=f"{model.n_parameters:,}",
                    device=model.device,
                    dtype=model.dtype,
                )
            )
        self.button.setAccessibleName(self.tr("Model: {name}").format(name=self.button.text()))

    def _show_progress(self, progress: Progress | None) -> None:
        self._progress.setVisible(progress is not None)
        if progress is None:
            return
        percent = "" if progress.fraction is None else f"  {progress.fraction:.0%}"
        text = progress.message + percent
        width = self.fontMetrics().averageCharWidth() * 40
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)
        self.progress_text.setText(shown)
        self.progress_text.setToolTip(text)
        self.progress_line.show_fraction(progress.fraction)

    # ---- the menu -------------------------------------------------------------------------------

    def open_menu(self) -> None:
        self.fill_menu()
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))

    def fill_menu(self) -> None:
        """Built-in models, recent ones, two ways to another, devices and number formats."""
        self.menu.clear()
        builtin = [BUILTIN + name for name in self._builtin]
        for source in builtin:
            self._add_model(source)
        recent = [source for source in self._state.recent_models if source not in builtin]
        if recent:
            self.menu.addSection(self.tr("Recent"))
        for source in recent:
            self._add_model(source)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Open a folder…")).triggered.connect(self.choose_folder)
        self.menu.addAction(self.tr("Open from the hub…")).triggered.connect(self.choose_from_hub)
        self.menu.addSeparator()
        devices = self.menu.addMenu(self.tr("Device"))
        add_choices(devices, self._devices, self.device, self._move)
        formats = self.menu.addMenu(self.tr("Numbers"))
        add_choices(formats, DTYPES, self.dtype, self._convert)

    def _add_model(self, source: str) -> None:
        action = self.menu.addAction(source_title(source).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(self._state.model is not None and self._state.model.source == source)
        action.triggered.connect(partial(self._open, source))

    @property
    def device(self) -> str:
        """The device that was asked for last."""
        return self._state.load.device if self._state.load else "auto"

    @property
    def dtype(self) -> str:
        """The number format that was asked for last."""
        return self._state.load.dtype if self._state.load else "auto"

    # ---- opening --------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Asks for a folder that holds a checkpoint."""
        dialog = QFileDialog(self, self.tr("Open a model folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._open)
        dialog.open()

    def choose_from_hub(self) -> None:
        """Opens the dialog of models: the hub's, and those that are here."""
        dialog = HubDialog(self._devices, self.device, self.window())
        self.dialog = dialog
        dialog.acted.connect(self.acted)
        dialog.finished.connect(self._dialog_closed)
        dialog.open()
        self.acted.emit(HubOpened())

    def _dialog_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.acted.emit(HubClosed())

    def _open(self, source: str, _checked: bool = False) -> None:
        self.acted.emit(ModelRequested(LoadRequest(source, device=self.device)))

    def _move(self, device: str) -> None:
        """The same model on another device."""
        if (same := self._same()) is not None:
            self.acted.emit(ModelRequested(replace(same, device=device)))

    def _convert(self, dtype: str) -> None:
        """The same model in another number format."""
        if (same := self._same()) is not None:
            self.acted.emit(ModelRequested(replace(same, dtype=dtype)))

    def _same(self) -> LoadRequest | None:
        """What opens the model again that is open, or was asked for."""
        model, load = self._state.model, self._state.load
        source = model.source if model else load.source if load else ""
        if not source and self._builtin:
            source = BUILTIN + self._builtin[0]
        if not source:
            return None
        return load if load is not None and load.source == source else LoadRequest(source)

    def _cancel(self) -> None:
        is_loading = self._state.loading is not None
        self.acted.emit(LoadCancelled() if is_loading else DownloadCancelled())

    def _retry(self) -> None:
        if self._state.hub.failed is not None:
            self.acted.emit(DownloadRequested(self._state.hub.failed))
            return
        if self._state.load is not None:
            # `plan` compares requests by identity, so the same one again must be a new object.
            self.acted.emit(ModelRequested(replace(self._state.load)))


def _underway(state: AppState) -> Progress | None:
    """How far the model is that opens, or the one that is fetched meanwhile."""
    return state.loading if state.loading is not None else state.hub.progress
