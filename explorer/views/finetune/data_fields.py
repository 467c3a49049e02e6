"""`DataFields`: what is learnt from, for which task, and the model to begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from explorer.resources import builtin_models
from explorer.state.finetune.form import EXAMPLE, SearchForm
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE
from explorer.views.models.source_title import BUILTIN, source_title
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.fields import Fields

_FOLDER = "…"  # stands for a folder that is still to be chosen
WIDEST, WIDEST_MODEL = 34 * SPACE, 52 * SPACE


class DataFields(QWidget):
    """Signals (GUI thread): `changed(form)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SearchForm()
        self.path = Fields(
            [("data", self.tr("Data"), self.tr("A .csv, .tsv, .jsonl or .txt; drop it here"))]
        )
        self.file_button = QuietButton(self.tr("Choose…"))
        self.example_button = QuietButton(self.tr("Example"))
        self.example_button.setToolTip(
            self.tr("3,200 explanations of nouns, and which kind of thing each explains")
        )
        self.task = ChoiceButton(self.tr("Task"))
        self.task.set_choices(
            [
                Choice("classification", self.tr("tell labels of texts")),
                Choice("masked", self.tr("fill masks")),
            ]
        )
        self.base = ChoiceButton(self.tr("Base model"), widest=WIDEST_MODEL)
        by_name = self.tr("by its name")
        self.columns = Fields(
            [
                ("text", self.tr("Text column"), by_name),
                ("pair", self.tr("Second text"), self.tr("by name; none: -")),
                ("label", self.tr("Label column"), by_name),
            ],
            n_columns=3,
        )
        self.split = Fields(
            [
                ("share", self.tr("Held-out share"), "0.2"),
                ("seed", self.tr("Seed"), "0"),
                ("encoding", self.tr("Encoding"), "UTF-8"),
            ],
            n_columns=3,
        )
        self.held_out_button = QuietButton(widest=WIDEST)
        self.clear_button = QuietButton(icon="close")
        self.clear_button.setToolTip(self.tr("Hold out a share of the data instead"))
        self.clear_button.setAccessibleName(self.clear_button.toolTip())
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.path)
        for widgets in (
            (self.file_button, self.example_button, self.held_out_button, self.clear_button),
            (self.task,),
            (self.base,),
        ):
            row = QHBoxLayout()
            row.setSpacing(0)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.columns)
        column.addWidget(self.split)

    def _connect(self) -> None:
        for fields in (self.path, self.split):
            fields.changed.connect(lambda name, text: self._change(**{name: text}))
        self.columns.changed.connect(self._name_column)
        self.file_button.clicked.connect(lambda: self._choose_file("data"))
        self.held_out_button.clicked.connect(lambda: self._choose_file("held_out"))
        self.clear_button.clicked.connect(lambda: self._change(held_out=""))
        self.example_button.clicked.connect(self._choose_example)
        self.task.chosen.connect(lambda task: self._change(task=task, metric=""))
        self.base.chosen.connect(self._choose_base)

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        form = self._form = state.finetune.form
        self.path.show_texts({"data": form.data})
        self.path.fields["data"].setToolTip(form.data)
        self.columns.show_texts(dict(zip(("text", "pair", "label"), form.columns, strict=True)))
        self.columns.show_field("label", is_shown=form.task == "classification")
        texts = {"share": form.share, "seed": form.seed, "encoding": form.encoding}
        self.split.show_texts(texts)
        self.split.fields["share"].setEnabled(not form.held_out)
        self.task.set_current(form.task)
        self.base.set_choices(self._bases(state))
        self.base.set_current(form.base)
        self.clear_button.setVisible(bool(form.held_out))
        name = form.held_out.replace("\\", "/").rpartition("/")[2]
        words = self.tr("Held out: {name}").format(name=name)
        self.held_out_button.setText(words if name else self.tr("Held-out file…"))

    def _bases(self, state: AppState) -> list[Choice]:
        """The open model first; a folder last."""
        open_model = source_title(state.open_source) or "…"
        first = Choice("", self.tr("the open one: {name}").format(name=open_model))
        sources = [BUILTIN + name for name in builtin_models()]
        sources += [*state.recent_models, state.finetune.form.base]
        known = [source for source in dict.fromkeys(sources) if source]
        others = [Choice(source, source_title(source)) for source in known]
        return [first, *others, Choice(_FOLDER, self.tr("A folder…"))]

    # ---- what a person does ---------------------------------------------------------------------

    def _change(self, **changes: Any) -> None:
        self.changed.emit(replace(self._form, **changes))

    def _name_column(self, name: str, text: str) -> None:
        columns = dict(zip(("text", "pair", "label"), self._form.columns, strict=True))
        columns[name] = text
        self._change(columns=tuple(columns.values()))

    def _choose_file(self, field: str) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Texts to learn from"),
            "",
            self.tr("Texts (*.csv *.tsv *.tab *.jsonl *.ndjson *.json *.txt);;All (*)"),
        )
        if path:
            self._change(**{field: path})

    def _choose_example(self) -> None:
        fresh = SearchForm()
        usual = {"task": fresh.task, "columns": fresh.columns, "metric": ""}
        self._change(data=EXAMPLE, held_out="", encoding="", **usual)

    def _choose_base(self, source: str) -> None:
        if source == _FOLDER:
            source = QFileDialog.getExistingDirectory(self, self.tr("Folder of the base model"))
            if not source:
                return
        self._change(base=source)
