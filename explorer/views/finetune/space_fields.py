"""`SpaceFields`: what the trials of a search choose from, and how it searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from explorer.state.finetune.form import METRICS, PARAMETERS, SearchForm
from explorer.views.finetune.words import Words
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.fields import Fields
from explorer.views.widgets.messages import Message

_NUMBERS = ("epochs", "cpus_per_trial", "gpus_per_trial", "trials")


class SpaceFields(QWidget):
    """Signals (GUI thread): `changed(form)`; `loaded(path)`, `saved(path)`: a file was chosen."""

    changed = Signal(object)
    loaded = Signal(str)
    saved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SearchForm()
        self._words = Words(self)
        self.search_button = ChoiceButton(self.tr("Search"))
        self.search_button.set_choices(
            [
                Choice("grid", self.tr("grid: every combination")),
                Choice("random", self.tr("random draws")),
                Choice("asha", self.tr("random, weak trials end early (ASHA)")),
            ]
        )
        self.metric_button = ChoiceButton(self.tr("Best by"))
        self.load_button = QuietButton(self.tr("Load…"))
        self.load_button.setToolTip(self.tr("Read the search space from a TOML file"))
        self.save_button = QuietButton(self.tr("Save…"))
        self.save_button.setToolTip(self.tr("Write the search space into a TOML file"))
        self.hint = Message(QPalette.ColorRole.PlaceholderText)
        parameters = [(name, self._words.parameter(name), PARAMETERS[name]) for name in PARAMETERS]
        self.parameters = Fields(parameters, n_columns=2)
        self.numbers = Fields(
            [
                ("epochs", self.tr("Epochs"), "3"),
                ("cpus_per_trial", self.tr("CPUs a trial"), "1"),
                ("gpus_per_trial", self.tr("GPUs a trial"), "0"),
                ("trials", self.tr("Trials"), "16"),
            ],
            n_columns=4,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.search_button)
        above.addStretch(1)
        below.addWidget(self.metric_button)
        below.addStretch(1)
        below.addWidget(self.load_button)
        below.addWidget(self.save_button)
        for row in (above, below):
            row.setSpacing(0)
            column.addLayout(row)
        for part in (self.parameters, self.hint, self.numbers):
            column.addWidget(part)

    def _connect(self) -> None:
        self.search_button.chosen.connect(lambda search: self._change(search=search))
        self.metric_button.chosen.connect(lambda metric: self._change(metric=metric))
        self.parameters.changed.connect(self._change_parameter)
        self.numbers.changed.connect(lambda name, text: self._change(**{name: text}))
        self.load_button.clicked.connect(self._load)
        self.save_button.clicked.connect(self._save)

    # ---- what is shown --------------------------------------------------------------------------

    def show_form(self, form: SearchForm) -> None:
        self._form = form
        self.search_button.set_current(form.search)
        metrics = METRICS[form.task]
        self.metric_button.set_choices([Choice(name, self._words.metric(name)) for name in metrics])
        self.metric_button.set_current(form.metric or metrics[0])
        known = {name: form.parameters.get(name, "") for name in PARAMETERS}
        self.parameters.show_texts(known)
        self.parameters.show_field("mask_share", is_shown=form.task == "masked")
        self.numbers.show_texts({name: getattr(form, name) for name in _NUMBERS})
        self.numbers.show_field("trials", is_shown=form.search != "grid")
        self.hint.show_message(
            self.tr("Values are separated by commas.")
            if form.search == "grid"
            else self.tr("Values are separated by commas; a range reads: 1e-5 to 1e-4 log")
        )

    # ---- what a person does ---------------------------------------------------------------------

    def _change(self, **changes: Any) -> None:
        self.changed.emit(replace(self._form, **changes))

    def _change_parameter(self, name: str, text: str) -> None:
        self._change(parameters={**self._form.parameters, name: text})

    def _load(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Search space"), "", self.tr("Search spaces (*.toml);;All (*)")
        )
        if path:
            self.loaded.emit(path)

    def _save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Search space"), "space.toml", self.tr("Search spaces (*.toml);;All (*)")
        )
        if path:
            self.saved.emit(path)
