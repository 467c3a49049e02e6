"""`PercentSlider`: a name, a slider from 0 to 100, and the number it is at."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from explorer.views.look.theme import SPACE, number_font
from explorer.views.widgets.sliders import QuietSlider

_WIDTH = 64


class PercentSlider(QWidget):
    """Signals (GUI thread): `moved(value)`, when a person moved it."""

    moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QuietSlider()
        self.slider.setRange(0, 100)
        self.slider.setFixedWidth(_WIDTH)
        self.slider.setAccessibleName(name)
        self.number = QLabel()
        self.number.setFont(number_font(self))
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("100 %") + 2)
        label = QLabel(name)
        label.setForegroundRole(QPalette.ColorRole.Dark)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for part in (label, self.slider, self.number):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.slider.valueChanged.connect(self.moved)

    def show_value(self, value: int) -> None:
        """In per cent."""
        self.slider.blockSignals(True)
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self.slider.update()
        self.number.setText(f"{value} %")
