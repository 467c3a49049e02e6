"""`RunRow`: the survey at work: how far it is, and the ways to end it and to go on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.records.survey_events import SurveyAdvanced
from explorer.state.actions.survey_run import SurveyDismissed, SurveyResumed, SurveyStopped
from explorer.state.survey.page import Surveyed
from explorer.state.survey.run import SurveyRun
from explorer.views.look.theme import SPACE
from explorer.views.survey.survey_names import corpus_name
from explorer.views.text.labels import duration
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message, told
from explorer.views.widgets.progress_line import ProgressLine


class RunRow(QWidget):
    """Hidden while there is nothing to say of a survey.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = Message(QPalette.ColorRole.WindowText)
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.progress = ProgressLine()
        self.stop_button = QuietButton(self.tr("Stop"))
        self.stop_button.setToolTip(self.tr("End the survey; what is measured is kept"))
        self.resume_button = QuietButton(self.tr("Resume"), kind="filled")
        self.close_button = QuietButton(icon="close")
        self.close_button.setToolTip(self.tr("Leave it; what is measured stays in its folder"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.status, 1)
        row.addWidget(self.stop_button)
        row.addWidget(self.resume_button)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        self.stop_button.clicked.connect(lambda: self.acted.emit(SurveyStopped()))
        self.resume_button.clicked.connect(lambda: self.acted.emit(SurveyResumed()))
        self.close_button.clicked.connect(lambda: self.acted.emit(SurveyDismissed()))

    def show_page(self, page: Surveyed) -> None:
        run = page.run
        self.status.show_message(self._status(page))
        self.problem.show_message(told(run.problem))
        self.progress.setVisible(run.is_busy)
        self.progress.show_fraction(None if run.is_starting else _share(run.advance))
        self.stop_button.setVisible(run.is_busy and run.is_running)
        self.stop_button.setEnabled(not run.is_stopping)
        self.resume_button.setVisible(run.is_resumable)
        self.close_button.setVisible(run.is_resumable)
        self.setVisible(run.is_busy or run.is_resumable or bool(run.problem))

    def _status(self, page: Surveyed) -> str:
        run = page.run
        corpus = run.begun.corpus if run.begun is not None else page.form.corpus
        name, advance = corpus_name(corpus), run.advance
        if run.is_stopping:
            return self.tr("The survey of {name} is ending …").format(name=name)
        if run.is_resumable:
            return self._interrupted(name, run)
        if not run.is_busy:
            return ""
        if run.is_starting or advance is None:
            words = self.tr(
                "The survey of {name} is starting: the corpus is looked through, and the model "
                "opened …"
            )
            return words.format(name=name)
        words = self.tr("Surveying {name} · lines: {done} of {lines}")
        said = [words.format(name=name, done=f"{advance.n_lines_done:,}", lines=_lines(advance))]
        if advance.lines_per_second is not None and advance.seconds_left is not None:
            speed = f"{advance.lines_per_second:,.{0 if advance.lines_per_second >= 10 else 1}f}"
            said.append(self.tr("{n} a second").format(n=speed))
            left = duration(advance.seconds_left)
            said.append(self.tr("about {time} left").format(time=left))
        if advance.n_bad:
            said.append(self.tr("not read: {n}").format(n=f"{advance.n_bad:,}"))
        return " · ".join(said)

    def _interrupted(self, name: str, run: SurveyRun) -> str:
        if run.advance is None:
            words = self.tr("The survey of {name} ended before anything was measured.")
            return words.format(name=name)
        words = self.tr(
            "The survey of {name} ended at line {done} of {lines}. Resume goes on where it was."
        )
        done = f"{run.advance.n_lines_done:,}"
        return words.format(name=name, done=done, lines=_lines(run.advance))


def _share(advance: SurveyAdvanced | None) -> float | None:
    return None if advance is None else advance.n_lines_done / advance.n_lines


def _lines(advance: SurveyAdvanced) -> str:
    return f"{advance.n_lines:,}"
