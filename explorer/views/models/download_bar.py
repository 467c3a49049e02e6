"""`DownloadBar`: how far a download is, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.records import Progress
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel
from explorer.views.widgets.progress_line import ProgressLine


class DownloadBar(QWidget):
    """Hidden while nothing is fetched.

    Signals (GUI thread): `cancelled()`.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ElidedLabel()
        self.text.setForegroundRole(QPalette.ColorRole.Dark)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.line = ProgressLine()
        self.line.setAccessibleName(self.tr("Progress of the download"))
        self.cancel_button = QuietButton(self.tr("Cancel"), kind="link")
        self.cancel_button.setToolTip(self.tr("What has come is kept, and goes on next time"))
        self.cancel_button.clicked.connect(self.cancelled)
        bar = QVBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self.text)
        bar.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        self.setVisible(progress is not None)
        if progress is None:
            return
        percent = "" if progress.fraction is None else f"  {progress.fraction:.0%}"
        self.text.setText(progress.message + percent)
        self.line.setAccessibleDescription(self.text.text())
        self.line.show_fraction(progress.fraction)
