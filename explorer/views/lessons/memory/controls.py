"""`MemoryControls`: which model and head, and how long segments and memory are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records.lessons.memory import MemoryAnswer
from explorer.state.lessons.memory import LONGEST_MEMORY, LONGEST_SEGMENT, MemorySettings
from explorer.views.look.theme import SPACE
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.sliders import QuietSlider

_OPEN = "open"  # chosen to look for a folder


class MemoryControls(QWidget):
    """Signals (GUI thread): `changed(settings)`, all of them as a person has set them now."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._settings = MemorySettings()
        self.model = ChoiceButton(self.tr("Model"), widest=320)
        self.layer = ChoiceButton(self.tr("Layer"))
        self.head = ChoiceButton(self.tr("Head"))
        self.segment_length = LengthSlider(self.tr("Segment"), 1, LONGEST_SEGMENT)
        self.memory_length = LengthSlider(self.tr("Memory"), 0, LONGEST_MEMORY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        first, second = QHBoxLayout(), QHBoxLayout()
        for part in (self.model, self.layer, self.head):
            first.addWidget(part)
        first.addStretch(1)
        second.setSpacing(3 * SPACE)
        for slider in (self.segment_length, self.memory_length):
            second.addWidget(slider)
        column.addLayout(first)
        column.addLayout(second)
        self.model.chosen.connect(self._choose_model)
        self.layer.chosen.connect(lambda layer: self._change(layer=layer, cell=None))
        self.head.chosen.connect(lambda head: self._change(head=head, cell=None))
        self.segment_length.chosen.connect(
            lambda length: self._change(segment_length=length, position=None, cell=None)
        )
        self.memory_length.chosen.connect(
            lambda length: self._change(memory_length=length, cell=None)
        )

    def show_settings(self, settings: MemorySettings, answer: MemoryAnswer | None) -> None:
        self._settings = (
            replace(settings, layer=answer.layer, head=answer.head) if answer else settings
        )
        self.model.set_choices(self._models())
        self.model.set_current(settings.source)
        for button, chosen, count in (
            (self.layer, answer.layer if answer else 0, answer.n_layers if answer else 1),
            (self.head, answer.head if answer else 0, answer.n_heads if answer else 1),
        ):
            button.set_choices([Choice(number, str(number)) for number in range(count)])
            button.set_current(chosen)
        self.segment_length.show_length(settings.segment_length)
        self.memory_length.show_length(settings.memory_length)

    def _models(self) -> list[Choice]:
        source = self._settings.source
        models = [
            Choice("own", self.tr("Transformer-XL, random weights")),
            Choice("xlnet", self.tr("XLNet with memory")),
        ]
        if source not in ("own", "xlnet"):
            models.append(Choice(source, PurePath(source).name))
        return [*models, Choice(_OPEN, self.tr("Open a Transformer-XL…"))]

    def _choose_model(self, source: str) -> None:
        if source == _OPEN:
            source = QFileDialog.getExistingDirectory(
                self, self.tr("Folder with config.json, weights and vocab.txt")
            )
        if source:
            self._change(source=source, cell=None)

    def _change(self, **changes: Any) -> None:
        self.changed.emit(replace(self._settings, **changes))


class LengthSlider(QWidget):
    """A number of tokens. Signals (GUI thread): `chosen(length)`, only when a person chose."""

    chosen = Signal(int)

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__()
        self._name = QLabel(name)
        self.slider = QuietSlider()
        self.slider.setRange(least, most)
        self.slider.setAccessibleName(name)
        self.words = QLabel()
        self.words.setMinimumWidth(self.fontMetrics().horizontalAdvance("000 tokens"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (self._name, self.slider, self.words):
            row.addWidget(part)
        self.slider.valueChanged.connect(self.chosen)

    def show_length(self, length: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(length)
        self.slider.blockSignals(False)
        one, many = self.tr("1 token"), self.tr("{n} tokens").format(n=length)
        self.words.setText(one if length == 1 else many)
        self.slider.setAccessibleDescription(self.words.text())
