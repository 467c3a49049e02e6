"""`FormPage`: what a survey is to measure, and the results that were looked at last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator, QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.state.actions.survey_run import SurveyAsked, SurveyFormChanged
from explorer.state.model import AppState
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.running import can_start, surveyed_sites
from explorer.views.look.theme import SPACE
from explorer.views.models.source_title import source_title
from explorer.views.survey.recent_list import RecentList
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.cluster_fields import ClusterFields
from explorer.views.widgets.fields import Fields
from explorer.views.widgets.kept_in import KeptIn
from explorer.views.widgets.messages import ElidedLabel, Message, told
from explorer.views.widgets.rows import row_of
from explorer.views.widgets.scrolled import scrolled

FORM_WIDTH = 440
MOST_WORKERS = 9999


class FormPage(QWidget):
    """The form left, and right of it what comes of it.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SurveyForm()
        tip = self.tr("A .txt with a sentence a line, a .jsonl or .parquet; drop it here")
        self.corpus = Fields([("corpus", self.tr("Corpus"), tip)])
        self.file_button = QuietButton(self.tr("Choose…"))
        self.column = Fields([("column", self.tr("Column of the text"), "text")])
        self.model = ElidedLabel()
        self.model.setToolTip(self.tr("Another model is chosen at the top of the window"))
        self.site = ChoiceButton(self.tr("Attention"))
        self.workers = Fields([("workers", self.tr("Workers"), "")])
        self.workers.fields["workers"].setValidator(QIntValidator(0, MOST_WORKERS, self))
        self.hint = Message(QPalette.ColorRole.PlaceholderText)
        self.cluster = ClusterFields(self.tr("Result kept in"))
        self.recent = RecentList()
        self.kept_in = KeptIn(self.tr("Folder for surveys"), self.tr("your surveys"))
        self.start_button = QuietButton(self.tr("Start the survey"), kind="filled")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        form = QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 2 * SPACE, SPACE)
        inside.setSpacing(SPACE)
        inside.addWidget(self.corpus)
        inside.addLayout(row_of(self.file_button, None))
        inside.addWidget(self.column)
        inside.addLayout(self._model_rows())
        inside.addLayout(row_of(self.site, None))
        inside.addWidget(self.workers)
        inside.addWidget(self.hint)
        inside.addWidget(self.cluster)
        inside.addSpacing(2 * SPACE)
        inside.addLayout(row_of(self.start_button, self.kept_in, None))
        inside.addStretch(1)
        left = scrolled(form, self.tr("What is surveyed"))
        left.setFixedWidth(FORM_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, SPACE)
        row.setSpacing(4 * SPACE)
        row.addWidget(left)
        row.addWidget(scrolled(self.recent, self.tr("Looked at last")), 1)

    def _model_rows(self) -> QVBoxLayout:
        """Named as a field is, though it is chosen elsewhere."""
        caption = QLabel(self.tr("Model: the one that is open"))
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        rows = QVBoxLayout()
        rows.setSpacing(SPACE // 4)
        rows.addWidget(caption)
        rows.addWidget(self.model)
        return rows

    def _connect(self) -> None:
        for fields in (self.corpus, self.column, self.workers):
            fields.changed.connect(lambda name, text: self._change(**{name: text}))
        self.site.chosen.connect(lambda site: self._change(site=site))
        self.cluster.changed.connect(lambda cluster: self._change(cluster=cluster))
        self.kept_in.chosen.connect(lambda parent: self._change(parent=parent))
        self.file_button.clicked.connect(self._choose_file)
        self.start_button.clicked.connect(lambda: self.acted.emit(SurveyAsked()))
        self.recent.acted.connect(self.acted)

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        page = state.survey
        form = self._form = page.form
        self.corpus.show_texts({"corpus": form.corpus})
        self.corpus.show_tip("corpus", form.corpus)
        self.column.show_texts({"column": form.column})
        self.column.setVisible(form.has_columns)
        is_open = state.loading is None and state.model is not None
        name = source_title(state.open_source)
        self.model.setText(name if is_open else self.tr("one is opening …"))
        sites = surveyed_sites(state)
        self.site.set_choices([Choice(name, name) for name in sites])
        usual = state.model.usual_site if state.model is not None else ""
        self.site.set_current(form.site if form.site in sites else usual)
        self.site.setVisible(len(sites) > 1)
        self.workers.show_texts({"workers": form.workers})
        self.workers.show_tip("workers", "", self._room(state))
        self.hint.show_message(self._hint(state))
        self.cluster.setVisible(page.has_ray)
        self.cluster.show_form(form.cluster)
        self.kept_in.show_folder(form.parent)
        self.start_button.setEnabled(can_start(state))
        self.recent.show_page(page)

    def _room(self, state: AppState) -> str:
        if not state.survey.has_ray:
            return "0"
        if state.survey.form.cluster.address.strip():
            return self.tr("one for each CPU of the cluster")
        return self.tr("one for each CPU")

    def _hint(self, state: AppState) -> str:
        if not state.survey.has_ray:
            return told(state.finetune.missing)
        return self.tr("0 measures in one process, which starts sooner.")

    # ---- what a person does ---------------------------------------------------------------------

    def _change(self, **changes: Any) -> None:
        self.acted.emit(SurveyFormChanged(replace(self._form, **changes)))

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Sentences to survey"),
            "",
            self.tr("Corpora (*.txt *.jsonl *.ndjson *.parquet *.pq);;All (*)"),
        )
        if path:
            self._change(corpus=path)
