"""`OrderControls`: orders at a click, the order in writing, and how much of it is predicted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from explorer.records.lessons.permutations import Order, OrderKind
from explorer.state.lessons.permutations import PermutationSettings
from explorer.views.look.theme import SPACE, number_font
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.flow_layout import FlowLayout
from explorer.views.widgets.messages import Message
from explorer.views.widgets.sliders import QuietSlider

MOST_SEEDS = 9999
FIELD_WIDTH = 34 * SPACE


class OrderControls(QWidget):
    """Signals (GUI thread): `changed(settings)`, all that is set now."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = PermutationSettings()
        self._n_tokens = 0
        self._written = ""  # what was last put into the field, which a person may be changing
        self.buttons: dict[OrderKind, QuietButton] = {
            "left to right": QuietButton(self.tr("Left to right")),
            "right to left": QuietButton(self.tr("Right to left")),
            "shuffled": QuietButton(self.tr("Shuffle")),
        }
        self.seed = QSpinBox()
        self.field = QLineEdit()
        self.predicted = QuietSlider()
        self.predicted_words = QLabel()
        self.message = Message(QPalette.ColorRole.BrightText)
        self.message.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.seed.setRange(0, MOST_SEEDS)
        self.seed.setAccessibleName(self.tr("Seed of the shuffled order"))
        self.seed.setToolTip(self.tr("The same seed shuffles in the same way again"))
        self.buttons["shuffled"].setToolTip(self.tr("Click again for another order"))
        self.field.setAccessibleName(self.tr("The order as positions"))
        self.field.setToolTip(self.tr("The first of the order first; Enter lays it"))
        self.field.setFixedWidth(FIELD_WIDTH)
        self.predicted.setAccessibleName(self.tr("How many words are predicted"))
        self.predicted.setFixedWidth(14 * SPACE)
        seed_label = QLabel(self.tr("seed"))
        seed_label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.predicted_words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for button in self.buttons.values():
            button.setCheckable(True)
        rows = FlowLayout(gap=SPACE)
        rows.addWidget(_side_by_side(*self.buttons.values(), seed_label, self.seed))
        rows.addWidget(self.field)
        rows.addWidget(_side_by_side(self.predicted_words, self.predicted))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(rows)
        column.addWidget(self.message)

    def _connect(self) -> None:
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _checked, k=kind: self._order_chosen(k))
        self.seed.valueChanged.connect(self._seed_chosen)
        self.field.editingFinished.connect(self._typed)
        self.predicted.valueChanged.connect(self._predicted_chosen)

    def show_settings(self, settings: PermutationSettings, order: Order, n_words: int) -> None:
        """order: that is laid now. n_words: that could be predicted at most."""
        self._settings, self._n_tokens = settings, len(order)
        for kind, button in self.buttons.items():
            button.setChecked(kind == settings.kind)
        self.message.show_message(settings.refused)
        self._write(settings.typed if settings.refused else str(order))
        n_predicted = min(settings.n_predicted or n_words, n_words)
        for widget, value, least, most in (
            (self.seed, settings.seed, 0, MOST_SEEDS),
            (self.predicted, n_predicted, min(1, n_words), n_words),
        ):
            widget.blockSignals(True)
            widget.setRange(least, most)
            widget.setValue(value)
            widget.blockSignals(False)
        self.predicted.setEnabled(n_words > 1)
        every = self.tr("Predict every word")
        last = self.tr("Predict the last {count}").format(count=n_predicted)
        self.predicted_words.setText(every if n_predicted == n_words else last)

    def _write(self, order: str) -> None:
        if order != self._written:
            self._written = order
            self.field.setFont(number_font(self))
            self.field.setText(order)
            self.field.setCursorPosition(0)

    def _order_chosen(self, kind: OrderKind) -> None:
        settings = self._settings
        is_again = kind == settings.kind == "shuffled"
        seed = (settings.seed + 1) % (MOST_SEEDS + 1) if is_again else settings.seed
        self.changed.emit(settings.in_order(kind, seed=seed))
        for each, button in self.buttons.items():  # a click has toggled one
            button.setChecked(each == self._settings.kind)

    def _seed_chosen(self, seed: int) -> None:
        self.changed.emit(self._settings.in_order("shuffled", seed=seed))

    def _typed(self) -> None:
        """On Enter, and when a person leaves what was typed."""
        if self.field.text() != self._written:
            self.changed.emit(self._settings.with_typed(self.field.text(), self._n_tokens))

    def _predicted_chosen(self, count: int) -> None:
        self.changed.emit(self._settings.predicting(count, of=self.predicted.maximum()))


def _side_by_side(*parts: QWidget) -> QWidget:
    """What stays together where the controls wrap."""
    together = QWidget()
    row = QHBoxLayout(together)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE // 2)
    for part in parts:
        row.addWidget(part)
    return together
