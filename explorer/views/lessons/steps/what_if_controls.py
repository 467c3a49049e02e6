"""`WhatIfControls`: what a person may change about a head."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.records.steps import WhatIf
from explorer.state.lessons.stepping import Stepped
from explorer.views.lessons.steps.token_choice import TokenChoice
from explorer.views.look.theme import SPACE, number_font
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.flow_layout import FlowLayout
from explorer.views.widgets.sliders import QuietSlider

STEPS_A_DECADE = 20  # of the temperature: from 0.1 over 1 to 10
SLIDER = 120


class WhatIfControls(QWidget):
    """Scaling, mask, temperature, and whose query asks.

    Signals (GUI thread): `changed(what_if)`.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what_if = WhatIf()
        self._position = 0
        self.scaling = QuietButton(self.tr("Scaling"), kind="check")
        self.attention_mask = QuietButton(self.tr("Attention mask"), kind="check")
        self.temperature = QuietSlider()
        self.query = TokenChoice(self.tr("with the query of"))
        self.reset = QuietButton(self.tr("As the model does it"), kind="link")
        self._degree = QLabel()
        row = FlowLayout(self, gap=SPACE)
        row.addWidget(QLabel(self.tr("What if")))
        row.addWidget(self.scaling)
        row.addWidget(self.attention_mask)
        row.addWidget(self._slider_row())
        row.addWidget(self.query)
        row.addWidget(self.reset)
        self._connect()

    def _slider_row(self) -> QWidget:
        self.temperature.setRange(-STEPS_A_DECADE, STEPS_A_DECADE)
        self.temperature.setFixedWidth(SLIDER)
        self.temperature.setAccessibleName(self.tr("Temperature"))
        self._degree.setFont(number_font(self))
        self._degree.setMinimumWidth(self._degree.fontMetrics().horizontalAdvance("10.00"))
        together = QWidget()
        row = QHBoxLayout(together)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE // 2)
        for part in (QLabel(self.tr("Temperature")), self.temperature, self._degree):
            row.addWidget(part)
        return together

    def _connect(self) -> None:
        self.scaling.clicked.connect(lambda on: self._change(replace(self._what_if, is_scaled=on)))
        self.attention_mask.clicked.connect(
            lambda on: self._change(replace(self._what_if, is_masked=on))
        )
        self.temperature.valueChanged.connect(self._warmed)
        self.query.chosen.connect(self._asked)
        self.reset.clicked.connect(lambda: self._change(WhatIf()))

    def show_steps(self, shown: Stepped) -> None:
        what_if = self._what_if = shown.what_if
        self._position = shown.answer.inputs.position
        self.scaling.setChecked(what_if.is_scaled)
        self.attention_mask.setChecked(what_if.is_masked)
        with QSignalBlocker(self.temperature):
            self.temperature.setValue(round(STEPS_A_DECADE * math.log10(what_if.temperature)))
        self._degree.setText(f"{what_if.temperature:.2f}")
        asking = self._position if what_if.query is None else what_if.query
        self.query.show_tokens(shown.answer.queries, asking)
        self.reset.setEnabled(what_if != WhatIf())

    def _scaled(self, is_scaled: bool) -> None:
        self._change(replace(self._what_if, is_scaled=is_scaled))

    def _masked(self, is_masked: bool) -> None:
        self._change(replace(self._what_if, is_masked=is_masked))

    def _warmed(self, value: int) -> None:
        self._change(replace(self._what_if, temperature=10 ** (value / STEPS_A_DECADE)))

    def _asked(self, position: int) -> None:
        query = None if position == self._position else position
        self._change(replace(self._what_if, query=query))

    def _change(self, what_if: WhatIf) -> None:
        self.changed.emit(what_if)
