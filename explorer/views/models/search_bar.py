"""`SearchBar`: what is looked for on the hub, and for which task."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from explorer.core.hub.ids import HubId, hub_id
from explorer.records import TASKS
from explorer.views.look.theme import SPACE
from explorer.views.widgets.choice_button import Choice, ChoiceButton

PAUSE_MS = 300  # without a key; then the hub is asked


class SearchBar(QWidget):
    """Searches while one types, once the typing rests, and at Enter.

    Signals (GUI thread): `searched(query, task)`; `pasted()` at Enter on an id or an address;
    `left()` at Down, which goes to the list.
    """

    searched = Signal(str, str)
    pasted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search the hub, or paste owner/name or a link"))
        self.field.setAccessibleName(self.tr("Search the hub"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(32)
        self.field.setTextMargins(SPACE // 2, 0, 0, 0)
        self.field.installEventFilter(self)
        self.task_button = ChoiceButton(self.tr("Task"), widest=240)
        anything = Choice("", self.tr("any"))
        self.task_button.set_choices([anything, *(Choice(task, task) for task in TASKS)])
        self.task_button.set_current("")
        self._rest = QTimer(self, interval=PAUSE_MS, singleShot=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.field, 1)
        row.addWidget(self.task_button)
        self.field.textChanged.connect(lambda: self._rest.start())
        self.field.returnPressed.connect(self._entered)
        self.task_button.chosen.connect(self._task_chosen)
        self._rest.timeout.connect(self.search)

    @property
    def named(self) -> HubId | None:
        """The model that is named in full, by its id or its page."""
        text = self.field.text()
        return hub_id(text) if "/" in text else None

    def search(self) -> None:
        """Ask now for what stands here."""
        self._rest.stop()
        self.searched.emit(self.field.text().strip(), str(self.task_button.current or ""))

    def _entered(self) -> None:
        if self.named is None:
            self.search()
            return
        self._rest.stop()
        self.pasted.emit()

    def _task_chosen(self, task: str) -> None:
        self.task_button.set_current(task)
        self.search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
