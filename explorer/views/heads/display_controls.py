"""`DisplayControls`: how weights become a picture: scale, colours, threshold, tokens left out."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from explorer.records import COLORMAPS, PAIR_FILTERS, Presentation
from explorer.state.actions import ColormapChosen, PresentationChanged
from explorer.state.model import AppState
from explorer.views.look.colour_table import colour_table
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.sliders import QuietSlider

STEPS = 100  # of the threshold slider


def threshold_at(step: int) -> float:
    """Weights crowd near 0, so the slider is finest there: the square of its share."""
    return round((step / STEPS) ** 2, 4)


def step_at(threshold: float) -> int:
    return round(STEPS * math.sqrt(max(threshold, 0.0)))


def swatch(name: str, *, is_dark: bool) -> QIcon:
    """A colour map from its low end to its high one."""
    image = QImage(255, 1, QImage.Format.Format_RGB32)
    for x, colour in enumerate(colour_table(name, is_dark=is_dark)[1:]):
        image.setPixelColor(x, 0, QColor.fromRgb(colour))
    return QIcon(QPixmap.fromImage(image.scaled(32, 10)))


class DisplayControls(QWidget):
    """One row, or one column inside a pop-up.

    Signals (GUI thread): `acted(action)`: PresentationChanged, ColormapChosen; `resized()` when
    it needs another width, as a second text comes or goes.
    """

    acted = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presentation = Presentation()
        self._colormap = ""
        self.scale = ChoiceButton(self.tr("Scale"))
        self.colormap = ChoiceButton()
        self.hide_special = QuietButton(self.tr("Hide special tokens"), kind="check")
        self.merge_words = QuietButton(self.tr("Merge to words"), kind="check")
        self.pair = ChoiceButton(self.tr("Pair"))
        self.threshold = QuietSlider()
        self.threshold_label = QLabel(self.tr("Threshold"))
        self.threshold_value = QLabel()
        self._lay_out()
        self._name()
        self._connect()

    def _lay_out(self) -> None:
        self.threshold_label.setForegroundRole(QPalette.ColorRole.Dark)
        self.threshold.setRange(0, STEPS)
        self.threshold.setMinimumWidth(64)
        self.threshold.setMaximumWidth(160)
        self.threshold_value.setFont(number_font(self))
        width = self.threshold_value.fontMetrics().horizontalAdvance("0.0000")
        self.threshold_value.setMinimumWidth(width)
        limit = QHBoxLayout()
        limit.setContentsMargins(SPACE, 0, SPACE, 0)
        limit.setSpacing(SPACE)
        for part in (self.threshold_label, self.threshold, self.threshold_value):
            limit.addWidget(part)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)
        for button in (
            self.scale, self.colormap, self.hide_special, self.merge_words, self.pair
        ):  # fmt: skip
            self._line.addWidget(button)
        self._line.addLayout(limit)
        self._line.addStretch(1)

    def set_column(self, *, is_column: bool) -> None:
        """One below the other, for a pop-up."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if is_column else directions.LeftToRight)

    def _name(self) -> None:
        self.scale.set_choices(
            (
                Choice("linear", self.tr("Linear")),
                Choice("log", self.tr("Log")),
                Choice("rank", self.tr("Rank")),
            )
        )
        self.scale.setToolTip(self.tr("How a weight becomes a colour"))
        self.colormap.setToolTip(self.tr("Colour map; all are safe for colour-blind eyes"))
        self.hide_special.setToolTip(
            self.tr("Leave out [CLS], [SEP] and their like, and let each row sum to 1 again")
        )
        self.merge_words.setToolTip(
            self.tr("One row and column a word: sum over the pieces of a key, mean over a query's")
        )
        self.pair.set_choices(
            (
                Choice("all", self.tr("A and B")),
                *(Choice(pair, " → ".join(pair)) for pair in PAIR_FILTERS[1:]),
            )
        )
        self.pair.setToolTip(
            self.tr(
                "Rows of one text and columns of the other: A is the first text, B the second. "
                "Weights stay as they are: rows need not sum to 1"
            )
        )
        self.pair.hide()
        self.threshold.setToolTip(self.tr("Weights below it are not drawn"))
        self.threshold.setAccessibleName(self.tr("Threshold"))
        self._name_colormaps()

    def _name_colormaps(self) -> None:
        is_dark = theme_of(self).is_dark
        words = {"greys": self.tr("Greys")}  # the others are called by their own names everywhere
        self.colormap.set_choices(
            [
                Choice(name, words.get(name, name.capitalize()), swatch(name, is_dark=is_dark))
                for name in COLORMAPS
            ]
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._colormap:
            self._name_colormaps()  # greys run from the ground of the theme
            self.colormap.set_current(self._colormap)

    def _connect(self) -> None:
        self.scale.chosen.connect(lambda scale: self._change(scale=scale))
        self.colormap.chosen.connect(lambda name: self.acted.emit(ColormapChosen(name)))
        self.pair.chosen.connect(lambda pair: self._change(pair=pair))
        self.hide_special.clicked.connect(lambda on: self._change(hide_special=on))
        self.merge_words.clicked.connect(lambda on: self._change(merge_words=on))
        self.threshold.valueChanged.connect(self._threshold_moved)

    def _change(self, **changes: object) -> None:
        self.acted.emit(PresentationChanged(replace(self._presentation, **changes)))  # type: ignore[arg-type]

    def _threshold_moved(self, step: int) -> None:
        if step != step_at(self._presentation.threshold):
            self._change(threshold=threshold_at(step))

    def show_state(self, state: AppState) -> None:
        if state.presentation != self._presentation or not self._colormap:
            self._presentation = state.presentation
            self.scale.set_current(state.presentation.scale)
            self.hide_special.setChecked(state.presentation.hide_special)
            self.pair.set_current(state.presentation.pair)
            self.threshold.setValue(step_at(state.presentation.threshold))
            self.threshold_value.setText(f"{state.presentation.threshold:.3g}")
        self.merge_words.setChecked(state.drawn_as.merge_words)
        self.merge_words.setEnabled(state.front != "alignment")  # which is always of words
        has_pair = bool((state.document.pair or "").strip())
        if has_pair == self.pair.isHidden():
            self.pair.setVisible(has_pair)
            self.resized.emit()
        if state.colormap != self._colormap:
            self._colormap = state.colormap
            self.colormap.set_current(state.colormap)
