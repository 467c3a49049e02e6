"""`MaskingPage`: BERT's objective on the text that is typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from explorer.records.lessons.masking import MaskingAnswer
from explorer.state.actions import Hovered, PositionFocused
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.masking import MaskingSettings
from explorer.state.lessons.taught import is_lesson_current, wanted_lesson
from explorer.state.model import AppState
from explorer.state.selectors import indices_on
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.masking.comparison_view import ComparisonView
from explorer.views.lessons.masking.epochs_grid import EpochsGrid
from explorer.views.lessons.masking.head_row import HeadRow
from explorer.views.lessons.masking.masked_rows import MaskedRows
from explorer.views.lessons.masking.masking_controls import MaskingControls
from explorer.views.widgets.messages import Message


class MaskingPage(LessonPage):
    """What was drawn and what the model says of it, the draws of all epochs, and one token that is
    given in three ways.
    """

    name = "masking"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = MaskingSettings()
        self._compared: MaskingAnswer | None = None  # the last answer with a comparison
        self.controls = MaskingControls()
        self.summary = Message(QPalette.ColorRole.WindowText)
        self.notice = Message(QPalette.ColorRole.Dark)
        self.rows = MaskedRows()
        self.epochs = EpochsGrid()
        self.epochs_title = QLabel()
        self.epochs_count = QLabel()
        self.head = HeadRow(self.tr("One token, given in three ways"))
        self.comparison = ComparisonView()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.column.insertWidget(0, self.controls)
        bold = self.font()
        bold.setBold(True)
        self.epochs_title.setFont(bold)
        self.epochs_count.setForegroundRole(QPalette.ColorRole.Dark)
        parts = (
            self.summary, self.notice, self.rows, self.epochs_title, self.epochs_count,
            self.epochs, self.head, self.comparison,
        )  # fmt: skip
        for part in parts:
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _connect(self) -> None:
        for part in (self.controls, self.head, self.comparison):
            part.acted.connect(self.acted)
        self.rows.chosen.connect(lambda position: self.acted.emit(PositionFocused(position)))
        self.rows.pointed.connect(self._point)
        self.epochs.chosen.connect(self._choose_epoch)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.masking
        self.controls.show_settings(self._settings)
        self.head.show_state(state)
        answer = state.lessons.answer(MaskingAnswer)
        for part in (self.rows, self.epochs_title, self.epochs_count, self.epochs):
            part.setVisible(answer is not None)
        self.summary.show_message(self._summary(answer) if answer else "")
        self.notice.show_message(answer.notice if answer else "")
        if answer is None:
            self.head.hide()
            self.comparison.hide()
            return
        is_part = answer.is_part and answer.request == wanted_lesson(state)
        is_stale = not is_lesson_current(state) and not is_part
        self._show_draws(answer, state, is_stale=is_stale)
        self._show_comparison(answer, state, is_stale=is_stale)

    def _show_draws(self, answer: MaskingAnswer, state: AppState, *, is_stale: bool) -> None:
        compared = answer.comparison.position if answer.comparison else answer.request.position
        marked = frozenset((*state.hover.queries, *state.hover.keys))
        self.rows.show_answer(answer, compared, marked)
        self.rows.dimmer.show_stale(is_stale=is_stale)
        self.epochs.show_answer(answer)
        self.epochs.mark((answer.request.epoch,), indices_on(self.epochs.keys, marked))
        self.epochs.dimmer.show_stale(is_stale=is_stale)
        self.epochs_title.setText(
            self.tr("Dynamic masking: every epoch draws anew")
            if answer.request.masking.is_dynamic
            else self.tr("Static masking: every epoch reads the same draw")
        )
        self.epochs_count.setText(
            self.tr("{n} of {all} tokens had to be predicted in {epochs} epochs").format(
                n=answer.n_asked, all=answer.n_choosable, epochs=len(answer.epochs)
            )
        )

    def _show_comparison(self, answer: MaskingAnswer, state: AppState, *, is_stale: bool) -> None:
        """The last one stays, dimmed, until the next is there."""
        if answer.comparison is not None and answer is not self._compared:
            self._compared = answer
            self.comparison.word.show_answer(answer)
        has_one = answer.comparison is not None or answer.is_part
        shown = self._compared.comparison if self._compared else None
        for part in (self.head, self.comparison):
            part.setVisible(has_one and shown is not None)
        if shown is not None:
            self.comparison.show_comparison(shown, state)
        self.comparison.show_stale(is_stale=is_stale or answer.comparison is None)

    def _summary(self, answer: MaskingAnswer) -> str:
        if answer.mean_loss is None:
            return self.tr(
                "No token was chosen. Draw again, raise the share, or type a longer text; "
                "a token that you click is compared all the same."
            )
        return self.tr("Epoch {epoch}: mean loss {loss} nats over {n} of {all} tokens").format(
            epoch=answer.request.epoch + 1,
            loss=f"{answer.mean_loss:.2f}",
            n=len(answer.guesses),
            all=answer.n_choosable,
        )

    # ---- what a person does ----------------------------------------------------------------------

    def _point(self, position: int | None) -> None:
        held = () if position is None else (position,)
        self.acted.emit(Hovered(held, held))

    def _choose_epoch(self, row: int | None, column: int | None) -> None:
        if row is not None:
            self.acted.emit(LessonChanged(replace(self._settings, epoch=row)))
        if column is not None:
            self.acted.emit(PositionFocused(column))
