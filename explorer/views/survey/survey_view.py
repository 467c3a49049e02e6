"""`SurveyView`: the page of surveys: a form, the one at work, and a result to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from explorer.records import SurveyFileRequest
from explorer.resources import surveys_directory
from explorer.state.actions.survey import SurveyRequested
from explorer.state.actions.survey_run import SurveyFormChanged, SurveySideChosen
from explorer.state.model import AppState
from explorer.state.survey.form import SurveyForm
from explorer.views.look.theme import SPACE
from explorer.views.survey.form_page import FormPage
from explorer.views.survey.run_row import RunRow
from explorer.views.survey.survey_names import corpus_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.dropped import dropped_file
from explorer.views.widgets.messages import Message, told
from explorer.views.widgets.rows import tabs_of

if TYPE_CHECKING:
    from explorer.views.survey.result_page import ResultPage


class SurveyView(QWidget):
    """Learns of the state while it is in front. A file that is dropped on it is a corpus.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SurveyForm()
        self.form_button = QuietButton(self.tr("New survey"))
        self.result_button = QuietButton(widest=48 * SPACE)
        self.open_button = QuietButton(self.tr("Open a survey…"))
        self.run = RunRow()
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.problem.hide()
        self.missing = Message(QPalette.ColorRole.WindowText)
        self.form = FormPage()
        self.result: ResultPage | None = None  # made when a result is first shown
        self._stack = QStackedWidget()
        self._stack.addWidget(self.form)
        self._lay_out()
        for part in (self.form, self.run):
            part.acted.connect(self.acted)
        self.form_button.clicked.connect(lambda: self.acted.emit(SurveySideChosen("form")))
        self.result_button.clicked.connect(lambda: self.acted.emit(SurveySideChosen("result")))
        self.open_button.clicked.connect(self.choose_folder)
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        tabs = tabs_of(self.form_button, self.result_button, other=self.open_button)
        self.missing.setMaximumWidth(90 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        column.setSpacing(SPACE)
        column.addLayout(tabs)
        for part in (self.run, self.problem, self.missing):
            column.addWidget(part)
        column.addWidget(self._stack, 1)

    def choose_folder(self) -> None:
        usual = self._form.parent or str(surveys_directory())
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open a survey"), usual)
        if folder:
            self.acted.emit(SurveyRequested(SurveyFileRequest(Path(folder))))

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        page = state.survey
        self._form = page.form
        if state.page != "survey":
            return
        self.run.show_page(page)
        self.problem.show_message(told(page.failed))
        self.result_button.setVisible(page.result is not None)
        if page.result is not None:
            name = corpus_name(page.result.corpus)
            self.result_button.setText(self.tr("Survey of {name}").format(name=name))
        is_result = page.side == "result" and page.result is not None
        (self.result_button if is_result else self.form_button).setChecked(True)
        self.missing.show_message("" if is_result else told(page.missing))
        self._stack.setHidden(bool(page.missing) and not is_result)
        front = self._result_page() if is_result else self.form
        self._stack.setCurrentWidget(front)
        front.show_state(state)

    def _result_page(self) -> ResultPage:
        if self.result is None:
            from explorer.views.survey.result_page import ResultPage

            self.result = ResultPage()
            self.result.acted.connect(self.acted)
            self._stack.addWidget(self.result)
        return self.result

    # ---- what a person does ---------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.acted.emit(SurveySideChosen("form"))
        self.acted.emit(SurveyFormChanged(replace(self._form, corpus=dropped_file(event))))
