"""`RecentList`: what a survey is, and those that were looked at last."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import SurveyFileRequest
from explorer.state.actions.survey import SurveyRequested
from explorer.state.survey.page import MAX_RECENT, Surveyed
from explorer.views.look.theme import SPACE
from explorer.views.survey.survey_names import result_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message

WIDEST = 75 * SPACE


class RecentList(QWidget):
    """Signals (GUI thread): `acted(action)`: SurveyRequested."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent: tuple[str, ...] = ()
        self.what = Message(QPalette.ColorRole.WindowText)
        self.what.setContentsMargins(SPACE, 0, 0, 0)
        self.what.setMaximumWidth(WIDEST)
        self.what.show_message(
            self.tr(
                "A survey tells what every head does over a whole corpus, and which sentences "
                "excite it most. It is measured beside the window, which may be closed meanwhile."
            )
        )
        self.title = Message(QPalette.ColorRole.PlaceholderText)
        self.title.setContentsMargins(SPACE, 0, 0, 0)
        self.title.show_message(self.tr("Looked at last"))
        self.buttons = [QuietButton(kind="link", widest=WIDEST) for _ in range(MAX_RECENT)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.what)
        column.addSpacing(2 * SPACE)
        column.addWidget(self.title)
        for index, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._open, index))
            column.addWidget(button)
        column.addStretch(1)

    def show_page(self, page: Surveyed) -> None:
        self._recent = page.recent
        self.title.setVisible(bool(page.recent))
        for index, button in enumerate(self.buttons):
            folder = page.recent[index] if index < len(page.recent) else ""
            button.setVisible(bool(folder))
            button.setText(result_name(folder))
            button.setToolTip(folder)

    def _open(self, index: int, _checked: bool = False) -> None:
        folder = Path(self._recent[index])
        self.acted.emit(SurveyRequested(SurveyFileRequest(folder)))
