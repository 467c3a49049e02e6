"""`ProblemBar`: one line about a model or an export, until it is dismissed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.state.actions import ProblemDismissed
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message


class ProblemBar(QWidget):
    """Hidden while there is nothing to say; never in the way of anything else.

    Signals (GUI thread): `acted(action)`: ProblemDismissed.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_problem = False
        self._exported: Path | None = None
        self.message = Message(QPalette.ColorRole.WindowText)
        self.message.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.folder_button = QuietButton(self.tr("Open its folder"), kind="link")
        self.dismiss_button = QuietButton(icon="close")
        self.dismiss_button.setToolTip(self.tr("Dismiss"))
        self.dismiss_button.setAccessibleName(self.tr("Dismiss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(SPACE)
        row.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.folder_button.clicked.connect(self._open_folder)
        self.dismiss_button.clicked.connect(lambda: self.acted.emit(ProblemDismissed()))
        self.hide()

    def show_state(self, state: AppState) -> None:
        problem = state.problem
        self._is_problem = problem is not None and problem.kind != "text"
        self._exported = state.exported
        if problem is not None and self._is_problem:
            message = problem.message
        elif state.has_copied:
            message = self.tr("The map is on the clipboard, as an image")
        elif state.export is not None:
            message = self.tr("Writing {path}…").format(path=state.export.path)
        elif state.exported is not None:
            message = self.tr("Saved to {path}").format(path=state.exported)
        else:
            message = ""
        role = QPalette.ColorRole.BrightText if self._is_problem else QPalette.ColorRole.WindowText
        self.message.setForegroundRole(role)
        self.message.show_message(message)
        self.folder_button.setVisible(state.exported is not None and not self._is_problem)
        self.dismiss_button.setVisible(self._is_problem or state.export is None)
        self.setVisible(bool(message))
        self.update()

    def _open_folder(self) -> None:
        if self._exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported.parent)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            ground = "warning_soft" if self._is_problem else "accent_soft"
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
