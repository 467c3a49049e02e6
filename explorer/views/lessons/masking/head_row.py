"""`HeadRow`: a title, and which head the maps below it show."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.records import Aggregate
from explorer.state.actions import HeadSelected
from explorer.state.model import AppState
from explorer.views.heads.head_picker import AxisPicker, with_picked
from explorer.views.look.theme import SPACE


class HeadRow(QWidget):
    """Chooses the head of the whole window.

    Signals (GUI thread): `acted(action)`: HeadSelected.
    """

    acted = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        label = QLabel(title)
        bold = label.font()
        bold.setBold(True)
        label.setFont(bold)
        self.layer = AxisPicker(self.tr("Layer"))
        self.head = AxisPicker(self.tr("Head"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(label)
        row.addStretch(1)
        for picker in (self.layer, self.head):
            picker.set_slider_visible(is_visible=False)
            row.addWidget(picker)
        self.layer.chosen.connect(lambda value: self._choose("layer", value))
        self.head.chosen.connect(lambda value: self._choose("head", value))

    def show_state(self, state: AppState) -> None:
        self._state = state
        site = state.model.site(state.head.site) if state.model else None
        if site is None:
            return
        head = state.head
        for picker, value, count in (
            (self.layer, head.layer, site.n_layers),
            (self.head, head.head, site.n_heads),
        ):
            picker.show_value(head.aggregate if value is None else value, count)

    def _choose(self, axis: Literal["layer", "head"], value: int | Aggregate) -> None:
        head = with_picked(self._state.head, axis, value)
        if head != self._state.head:
            self.acted.emit(HeadSelected(head))
