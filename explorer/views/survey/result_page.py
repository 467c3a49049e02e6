"""`ResultPage`: a survey: its heads by any statistic, and what excites each most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.records import STATISTICS, Statistic
from explorer.state.actions.survey import SurveyLookChanged
from explorer.state.model import AppState
from explorer.state.survey.page import SurveyLook
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.theme import SPACE
from explorer.views.survey.example_list import ExampleList
from explorer.views.survey.head_grid import HeadGrid
from explorer.views.survey.scatter_view import ScatterView
from explorer.views.survey.spread_view import SpreadView
from explorer.views.survey.survey_names import corpus_name
from explorer.views.text.labels import head_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.rows import row_of


class ResultPage(QWidget):
    """Learns of the state while there is a result and its page is in front.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = SurveyLook()
        self._words = StatisticWords(self)
        self.facts = Message(QPalette.ColorRole.Dark)
        self.grid, self.spread = HeadGrid(), SpreadView()
        self.scatter, self.examples = ScatterView(), ExampleList()
        self.colour = self._choice(self.tr("Colour"), lambda n: replace(self._look, colour=n))
        self.across = self._choice(self.tr("Across"), lambda n: replace(self._look, across=n))
        self.up = self._choice(self.tr("Up"), lambda n: replace(self._look, up=n))
        for part in (self.grid, self.scatter, self.examples):
            part.acted.connect(self.acted)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        for widget in (self._heads(), self._plot(), self._examples()):
            parts.addWidget(widget)
        parts.setSizes([400, 400, 360])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.facts)
        column.addWidget(parts, 1)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        survey = state.survey
        self._look = survey.look
        self.facts.show_message(self._facts(state))
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
        sentences = self.tr("{n} sentences") if result.n_sentences != 1 else self.tr("1 sentence")
        tokens = self.tr("{n} tokens") if result.n_tokens != 1 else self.tr("1 token")
        facts = [
            corpus_name(result.corpus),
            result.model.removeprefix("builtin:"),
            sentences.format(n=f"{result.n_sentences:,}"),
            tokens.format(n=f"{result.n_tokens:,}"),
        ]
        if result.n_bad:
            facts.append(self.tr("not read: {n}").format(n=f"{result.n_bad:,}"))
        if state.survey.awaited is not None:
            facts.append(self.tr("opening its model …"))
        return " · ".join(facts)

    # ---- parts -----------------------------------------------------------------------------------

    def _choice(self, prefix: str, changed: Callable[[Statistic], SurveyLook]) -> ChoiceButton:
        button = ChoiceButton(prefix)
        button.set_choices([Choice(name, self._words.name(name)) for name in STATISTICS])
        button.chosen.connect(lambda name: self.acted.emit(SurveyLookChanged(changed(name))))
        return button

    def _heads(self) -> QWidget:
        below = QWidget()  # takes what the squares do not need
        parts = ((self.grid, 3), (self.spread, 0), (below, 1))
        return _column_of(row_of(self.colour, None), *parts)

    def _plot(self) -> QWidget:
        return _column_of(row_of(self.across, self.up, None), (self.scatter, 1))

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
        row = row_of(self.of_tokens, self.of_sentences, None)
        return _column_of(row, (self.title, 0), (self.examples, 1), (hint, 0))


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
