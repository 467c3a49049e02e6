"""`SurveyView`: the page of a survey: its heads by any statistic, and what excites each most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.records import STATISTICS, Statistic, SurveyFileRequest
from explorer.state.actions.survey import SurveyLookChanged, SurveyRequested
from explorer.state.model import AppState
from explorer.state.survey.page import SurveyLook
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.theme import SPACE
from explorer.views.survey.example_list import ExampleList
from explorer.views.survey.head_grid import HeadGrid
from explorer.views.survey.spread_view import SpreadView
from explorer.views.text.labels import head_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message

COMMAND = "attention-explorer survey sentences.txt --out heads.parquet"


class SurveyView(QWidget):
    """Its parts are made when it is first in front, and learn of the state while it is.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = SurveyLook()
        self._words = StatisticWords(self)
        self._is_filled = False
        self.open_button = QuietButton(self.tr("Open a survey…"))
        self.open_button.clicked.connect(self.choose_folder)
        self.facts = Message(QPalette.ColorRole.Dark)
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.problem.hide()
        self.empty = Message(QPalette.ColorRole.Dark)
        self.empty.show_message(
            self.tr(
                "A survey tells what every head does over a whole corpus, and which sentences "
                "excite it most. This command makes one:"
            )
            + f"\n\n{COMMAND}\n"
        )
        top = QHBoxLayout()
        top.addWidget(self.open_button)
        top.addWidget(self.facts, 1)
        top.addStretch()  # while there are no facts
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 0, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addWidget(self.empty)
        self._column = column
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open a survey"))
        if folder:
            self.acted.emit(SurveyRequested(SurveyFileRequest(Path(folder))))

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        survey = state.survey
        if state.page != "survey":
            return
        self._look = survey.look
        self.problem.show_message(survey.failed)
        self.empty.setVisible(survey.result is None)
        self.facts.show_message(self._facts(state))
        if survey.result is None:
            return
        if not self._is_filled:
            self._fill()
        self.parts.show()
        for choice, name in (
            (self.colour, survey.look.colour),
            (self.across, survey.look.across),
            (self.up, survey.look.up),
        ):
            choice.set_current(name)
        self.of_tokens.setChecked(survey.look.examples == "tokens")
        self.of_sentences.setChecked(survey.look.examples == "sentences")
        said = self.tr("What excites {head} most")
        self.title.show_message(said.format(head=head_name(survey.head) if survey.head else ""))
        for part in (self.grid, self.spread, self.scatter, self.examples):
            part.show_state(state)

    def _facts(self, state: AppState) -> str:
        """What was surveyed."""
        result = state.survey.result
        if result is None:
            return ""
        facts = [
            Path(result.corpus).name,
            result.model.removeprefix("builtin:"),
            self.tr("{n} sentences").format(n=f"{result.n_sentences:,}"),
            self.tr("{n} tokens").format(n=f"{result.n_tokens:,}"),
        ]
        if result.n_bad:
            facts.append(self.tr("not read: {n}").format(n=f"{result.n_bad:,}"))
        if state.survey.awaited is not None:
            facts.append(self.tr("opening its model …"))
        return " · ".join(facts)

    # ---- parts -----------------------------------------------------------------------------------

    def _fill(self) -> None:
        from explorer.views.survey.scatter_view import ScatterView

        self._is_filled = True
        self.grid, self.spread = HeadGrid(), SpreadView()
        self.scatter, self.examples = ScatterView(), ExampleList()
        self.colour = self._choice(self.tr("Colour"), lambda n: replace(self._look, colour=n))
        self.across = self._choice(self.tr("Across"), lambda n: replace(self._look, across=n))
        self.up = self._choice(self.tr("Up"), lambda n: replace(self._look, up=n))
        for part in (self.grid, self.scatter, self.examples):
            part.acted.connect(self.acted)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        for widget in (self._heads(), self._plot(), self._examples()):
            self.parts.addWidget(widget)
        self.parts.setSizes([400, 400, 360])
        self._column.replaceWidget(self._rest, self.parts)
        self._rest.deleteLater()

    def _choice(self, prefix: str, changed: Callable[[Statistic], SurveyLook]) -> ChoiceButton:
        button = ChoiceButton(prefix)
        button.set_choices([Choice(name, self._words.name(name)) for name in STATISTICS])
        button.chosen.connect(lambda name: self.acted.emit(SurveyLookChanged(changed(name))))
        return button

    def _heads(self) -> QWidget:
        below = QWidget()  # takes what the squares do not need
        parts = ((self.grid, 3), (self.spread, 0), (below, 1))
        return _column_of(_row_of(self.colour), *parts)

    def _plot(self) -> QWidget:
        return _column_of(_row_of(self.across, self.up), (self.scatter, 1))

    def _examples(self) -> QWidget:
        self.title = Message(QPalette.ColorRole.WindowText)
        self.of_tokens = QuietButton(self.tr("Tokens"))
        self.of_tokens.setToolTip(
            self.tr("By the largest weight on a token that is neither special nor the first")
        )
        self.of_sentences = QuietButton(self.tr("Sentences"))
        self.of_sentences.setToolTip(self.tr("By the mean of that weight over a sentence"))
        for button, kind in ((self.of_tokens, "tokens"), (self.of_sentences, "sentences")):
            button.setCheckable(True)
            button.clicked.connect(
                lambda _checked, k=kind: self.acted.emit(
                    SurveyLookChanged(replace(self._look, examples=k))
                )
            )
        hint = Message(QPalette.ColorRole.Dark)
        hint.show_message(self.tr("A click computes the maps of a sentence anew."))
        row = _row_of(self.of_tokens, self.of_sentences)
        return _column_of(row, (self.title, 0), (self.examples, 1), (hint, 0))


def _row_of(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _column_of(row: QHBoxLayout, *widgets: tuple[QWidget, int]) -> QWidget:
    """A row of choices above what they are of."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, SPACE, 0)
    column.setSpacing(SPACE)
    column.addLayout(row)
    for widget, stretch in widgets:
        column.addWidget(widget, stretch)
    return whole
