"""`MaskingControls`: what is chosen, what becomes of it, and how often it is drawn."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QSpinBox, QWidget

from explorer.records.lessons.masking import Masking
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.masking import MaskingSettings, SharePart, with_share
from explorer.views.lessons.masking.percent_slider import PercentSlider
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.flow_layout import FlowLayout

EPOCHS = (2, 4, 8, 16, 40)
HIGHEST_SEED = 99_999


class MaskingControls(QWidget):
    """Rows that wrap.

    Signals (GUI thread): `acted(action)`: LessonChanged.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = MaskingSettings()
        self.kind = ChoiceButton(self.tr("Choose"))
        self.share = PercentSlider(self.tr("Share"))
        self.parts: dict[SharePart, PercentSlider] = {
            "mask": PercentSlider(self.tr("of these: masked")),
            "random": PercentSlider(self.tr("random")),
            "same": PercentSlider(self.tr("unchanged")),
        }
        self.seed = QSpinBox()
        self.again = QuietButton(self.tr("Draw again"), kind="filled")
        self.dynamic = QuietButton(self.tr("Dynamic"))
        self.static = QuietButton(self.tr("Static"))
        self.epochs = ChoiceButton(self.tr("Epochs"))
        self._lay_out()
        self._name()
        self._connect()

    def _lay_out(self) -> None:
        self.seed.setRange(0, HIGHEST_SEED)
        self.seed.setPrefix(self.tr("Seed") + " ")
        self.seed.setKeyboardTracking(False)
        group = QButtonGroup(self)
        for button in (self.dynamic, self.static):
            button.setCheckable(True)
            group.addButton(button)
        row = FlowLayout(self, gap=SPACE // 2)
        parts = (
            self.kind, self.share, *self.parts.values(), self.seed, self.again, self.dynamic,
            self.static, self.epochs,
        )  # fmt: skip
        for part in parts:
            row.addWidget(part)

    def _name(self) -> None:
        self.kind.set_choices(
            (
                Choice("tokens", self.tr("tokens")),
                Choice("words", self.tr("whole words")),
                Choice("spans", self.tr("spans")),
            )
        )
        self.kind.setToolTip(
            self.tr("Tokens one by one as BERT, whole words, or spans of words as SpanBERT")
        )
        self.share.setToolTip(self.tr("How many tokens the model has to predict"))
        self.seed.setAccessibleName(self.tr("Seed"))
        self.again.setToolTip(self.tr("The same with the next seed"))
        self.dynamic.setToolTip(self.tr("Each epoch draws anew, as RoBERTa"))
        self.static.setToolTip(self.tr("All epochs read the first draw"))
        self.epochs.set_choices([Choice(n, str(n)) for n in EPOCHS])

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda kind: self._change(kind=kind))
        self.share.moved.connect(lambda share: self._change(share=share))
        for part, slider in self.parts.items():
            slider.moved.connect(lambda share, p=part: self._set_share(p, share))
        self.seed.valueChanged.connect(lambda seed: self._change(seed=seed))
        self.again.clicked.connect(
            lambda: self._change(seed=(self._settings.masking.seed + 1) % (HIGHEST_SEED + 1))
        )
        self.dynamic.clicked.connect(lambda: self._change(is_dynamic=True))
        self.static.clicked.connect(lambda: self._change(is_dynamic=False))
        self.epochs.chosen.connect(lambda n: self._change(n_epochs=n))

    def show_settings(self, settings: MaskingSettings) -> None:
        self._settings = settings
        masking = settings.masking
        self.kind.set_current(masking.kind)
        self.share.show_value(masking.share)
        self.parts["mask"].show_value(masking.mask_share)
        self.parts["random"].show_value(masking.random_share)
        self.parts["same"].show_value(masking.same_share)
        self.seed.blockSignals(True)
        self.seed.setValue(masking.seed)
        self.seed.blockSignals(False)
        self.dynamic.setChecked(masking.is_dynamic)
        self.static.setChecked(not masking.is_dynamic)
        self.epochs.set_current(masking.n_epochs)

    def _set_share(self, part: SharePart, share: int) -> None:
        self._emit(with_share(self._settings.masking, part, share))

    def _change(self, **changes: object) -> None:
        self._emit(replace(self._settings.masking, **changes))  # type: ignore[arg-type]

    def _emit(self, masking: Masking) -> None:
        if masking != self._settings.masking:
            self.acted.emit(LessonChanged(replace(self._settings, masking=masking)))
