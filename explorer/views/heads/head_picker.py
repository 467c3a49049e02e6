"""`AxisPicker`: one number from 0, or the mean or maximum over all: a layer, or a head."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.records import Aggregate, HeadRef
from explorer.views.look.theme import SPACE
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.sliders import QuietSlider

SLIDER = 112  # width in pixels


def with_picked(head: HeadRef, axis: Literal["layer", "head"], value: int | Aggregate) -> HeadRef:
    """The head with another layer or head; one aggregate serves both."""
    if isinstance(value, int):
        return replace(head, layer=value) if axis == "layer" else replace(head, head=value)
    if axis == "layer":
        return HeadRef(None, head.head, head.site, value)
    return HeadRef(head.layer, None, head.site, value)


class AxisPicker(QWidget):
    """A button with all values, and a slider over the numbers.

    Signals (GUI thread): `chosen(value)`, an int, "mean" or "max", when a person chose.
    """

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._value: int | Aggregate | None = None
        self.button = ChoiceButton(name)
        self.slider = QuietSlider()
        self.slider.setFixedWidth(SLIDER)
        self.slider.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.button)
        row.addWidget(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.chosen.connect(self.chosen)
        self.slider.valueChanged.connect(self._slid)

    def show_value(self, value: int | Aggregate, count: int) -> None:
        """value: a number below `count`, or an aggregate over all of them."""
        if count != self._count:
            self._count = count
            numbers = [Choice(number, str(number)) for number in range(count)]
            means = (Choice("max", self.tr("max")), Choice("mean", self.tr("mean")))
            self.button.set_choices((*means, *numbers))
        self._value = value
        self.button.set_current(value)
        self.slider.set_idle(is_idle=not isinstance(value, int))
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(count - 1, 0))
        if isinstance(value, int):
            self.slider.setValue(value)
        self.slider.blockSignals(False)

    def set_slider_visible(self, *, is_visible: bool) -> None:
        self.slider.setVisible(is_visible)

    def _slid(self, value: int) -> None:
        if value != self._value:
            self.chosen.emit(value)
