"""`ChoiceButton`: one of a few values, and the list of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from explorer.views.widgets.buttons import QuietButton


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: what it stands for and how it reads."""

    key: Hashable
    text: str
    icon: QIcon | None = None


class ChoiceButton(QuietButton):
    """One of a few values: click for the list; wheel, Up and Down step through it.

    Signals (GUI thread): `chosen(key)`, only when a person chose.
    """

    chosen = Signal(object)

    def __init__(self, prefix: str = "", parent: QWidget | None = None, *, widest: int = 0) -> None:
        super().__init__("", parent, opens=True, widest=widest)
        self.set_prefix(prefix)
        self._choices: tuple[Choice, ...] = ()
        self._index = -1
        self.menu_of_choices = QMenu(self)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._triggered)
        self.clicked.connect(self._open)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        if tuple(choices) == self._choices:
            return
        self._choices, self._index = tuple(choices), -1
        for action in self._group.actions():
            self._group.removeAction(action)
        self.menu_of_choices.clear()
        for index, choice in enumerate(self._choices):
            action = QAction(choice.text.replace("&", "&&"), self.menu_of_choices)
            action.setCheckable(True)
            action.setData(index)
            if choice.icon is not None:
                action.setIcon(choice.icon)
            self._group.addAction(action)
            self.menu_of_choices.addAction(action)

    def set_current(self, key: Hashable) -> None:
        index = next((i for i, choice in enumerate(self._choices) if choice.key == key), -1)
        if index == self._index:
            return
        self._index = index
        self.setText(self._choices[index].text if index >= 0 else "")
        self.setIcon(self._choices[index].icon or QIcon() if index >= 0 else QIcon())
        self.setAccessibleName(f"{self._prefix} {self.text()}".strip())
        for i, action in enumerate(self._group.actions()):
            action.setChecked(i == index)

    @property
    def current(self) -> Hashable:
        return self._choices[self._index].key if self._index >= 0 else None

    def step(self, by: int) -> None:
        """The next entry, or the one before; stops at the ends."""
        index = min(max(self._index + by, 0), len(self._choices) - 1)
        if index != self._index and self._choices:
            self.chosen.emit(self._choices[index].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        by = steps.get(Qt.Key(event.key()))
        if by is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        self.step(by)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.step(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def _open(self) -> None:
        self.menu_of_choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _triggered(self, action: QAction) -> None:
        choice = self._choices[action.data()]
        action.setChecked(self._index == action.data())  # the state decides what is checked
        for i, other in enumerate(self._group.actions()):
            other.setChecked(i == self._index)
        self.chosen.emit(choice.key)
