"""`CompareControls`: the checkpoint before, and the held-out set with how far it is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.records.lessons.compare import HeldOut
from explorer.resources import builtin_models
from explorer.state.lessons.compare import CompareSettings
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE
from explorer.views.models.source_title import BUILTIN, source_title
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import ElidedLabel
from explorer.views.widgets.progress_line import ProgressLine

_FOLDER = ""  # stands for a folder that is still to be chosen
WIDEST_MODEL, WIDEST_FILE = 38 * SPACE, 26 * SPACE  # both fit a window of 1000 pixels


class CompareControls(QWidget):
    """Signals (GUI thread): `changed(settings)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = CompareSettings()
        self.before = ChoiceButton(self.tr("Before"), widest=WIDEST_MODEL)
        self.after = ElidedLabel()
        self.file_button = QuietButton(self.tr("Held-out set…"), widest=WIDEST_FILE)
        self.file_button.setToolTip(
            self.tr("A text file with a sentence a line, or a table (.tsv) with a column “text”")
        )
        self.run_button = QuietButton(kind="link")
        self.clear_button = QuietButton(icon="close")
        self.clear_button.setToolTip(self.tr("Without a held-out set"))
        self.clear_button.setAccessibleName(self.tr("Without a held-out set"))
        self.progress = ProgressLine()
        self.counts = ElidedLabel()
        self.counts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.counts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self.before.chosen.connect(self._choose_before)
        self.file_button.clicked.connect(self._choose_file)
        self.run_button.clicked.connect(
            lambda: self._change(is_counting=not self._settings.is_counting)
        )
        self.clear_button.clicked.connect(lambda: self._change(data="", ranking="text"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.counts, 1)
        for button in (self.file_button, self.run_button, self.clear_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self.progress)

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState, held_out: HeldOut | None) -> None:
        """held_out: what is known of the file that is chosen."""
        self._settings = settings = state.lessons.compare
        model = state.model
        if model is not None:
            self.before.set_choices(self._sources(state))
            self.before.set_current(settings.source(model))
            self.after.setText(self.tr("→ after: {name}").format(name=model.name))
        name = PurePath(settings.data).name
        self.file_button.setText(name or self.tr("Held-out set…"))
        is_whole = held_out is not None and held_out.is_whole
        is_reading = bool(name) and settings.is_counting and not is_whole
        self.clear_button.setVisible(bool(name))
        self.run_button.setVisible(bool(name) and not is_whole)
        self.run_button.setText(self.tr("Stop") if settings.is_counting else self.tr("Go on"))
        self.progress.setVisible(is_reading)
        self.progress.show_fraction(held_out.fraction if held_out is not None else 0.0)
        counted = self._counted(held_out) if held_out is not None else ""
        self.counts.setText(counted)
        self.counts.setToolTip(counted)

    def _sources(self, state: AppState) -> list[Choice]:
        """Built-in models, what the open one was fine-tuned from, recent ones, and a folder."""
        model = state.model
        assert model is not None
        sources = [BUILTIN + name for name in builtin_models()]
        sources += [model.base_model, *state.recent_models, state.lessons.compare.source(model)]
        known = [source for source in dict.fromkeys(sources) if source]
        choices = [Choice(source, self._title(source, model.base_model)) for source in known]
        return [*choices, Choice(_FOLDER, self.tr("Open a folder…"))]

    def _title(self, source: str, base: str) -> str:
        title = source_title(source)
        return self.tr("{title} (base model)").format(title=title) if source == base else title

    def _counted(self, held_out: HeldOut) -> str:
        said = [self.tr("Sentences: {n}").format(n=f"{held_out.n_sentences:,}")]
        if held_out.n_skipped:
            words = self.tr("left out: {n} (the first is {line})")
            said.append(words.format(n=f"{held_out.n_skipped:,}", line=held_out.skipped))
        if held_out.n_cut:
            words = self.tr("cut to what both models read: {n}")
            said.append(words.format(n=f"{held_out.n_cut:,}"))
        return " · ".join(said)

    # ---- what a person does ---------------------------------------------------------------------

    def _change(self, **changes: Any) -> None:
        self.changed.emit(replace(self._settings, **changes))

    def _choose_before(self, source: str) -> None:
        if source == _FOLDER:
            source = QFileDialog.getExistingDirectory(self, self.tr("Folder of the model before"))
        if source:
            self._change(before=source)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Held-out set"), "", self.tr("Sentences (*.txt *.tsv *.tab);;All (*)")
        )
        if path:
            self._change(data=path, is_counting=True, ranking="data")
