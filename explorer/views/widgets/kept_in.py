"""`KeptIn`: the folder in which something gets a folder of its own, and the way to another one."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton

WIDEST = 55 * SPACE


class KeptIn(QuietButton):
    """Signals (GUI thread): `chosen(folder)`."""

    chosen = Signal(str)

    def __init__(self, title: str, usual: str) -> None:
        """title: of the dialog. usual: what the folder is called where none was chosen."""
        super().__init__(widest=WIDEST)
        self._title, self._usual = title, usual
        self.clicked.connect(self._choose)

    def show_folder(self, folder: str) -> None:
        name = PurePath(folder.replace("\\", "/")).name
        self.setText(self.tr("Kept in: {folder}").format(folder=name or self._usual))
        self.setToolTip(
            folder or self.tr("Each gets a folder of its own there; click for another place")
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._title)
        if folder:
            self.chosen.emit(folder)
