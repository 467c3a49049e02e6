"""`StepsPanel`: the steps at the left, every key in the middle, the inside of one key beside it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records.lessons.steps import TranslatedStepsRequest
from explorer.records.steps import WhatIf
from explorer.state.actions import Hovered
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.stepping import Stepped
from explorer.state.lessons.steps import Order, StepName, StepsSettings
from explorer.views.lessons.steps.bars import Bars
from explorer.views.lessons.steps.inside import Inside
from explorer.views.lessons.steps.number_list import NumberList
from explorer.views.lessons.steps.numbers import difference
from explorer.views.lessons.steps.step_list import StepList
from explorer.views.lessons.steps.step_words import StepWords
from explorer.views.lessons.steps.what_if_controls import WhatIfControls
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message

LISTS = 400  # least height of the lists in pixels


class StepsPanel(QWidget):
    """Left and Right walk through the steps wherever the keyboard is.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = StepsSettings()
        self._shown: Stepped | None = None
        self._drawn: tuple[Stepped | None, StepsSettings] | None = None
        self._words = StepWords(self)
        self.steps = StepList()
        self.back = QuietButton(self.tr("‹ Back"))
        self.next = QuietButton(self.tr("Next ›"))
        self.what = Message(QPalette.ColorRole.WindowText)
        self.check = Message(QPalette.ColorRole.PlaceholderText)
        self.column = QLabel()
        self.order = ChoiceButton()
        self.keys = NumberList(self.tr("Keys"))
        self.inside = Inside()
        self.what_if = WhatIfControls()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.order.set_choices(
            [Choice("position", self.tr("by position")), Choice("size", self.tr("by size"))]
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self.steps)
        left.addLayout(buttons)
        left.addWidget(self.what)
        left.addWidget(self.check)
        left.addStretch(1)
        heading = QHBoxLayout()
        self.column.setContentsMargins(SPACE, 0, 0, 0)
        heading.addWidget(self.column, 1)
        heading.addWidget(self.order)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(heading)
        middle.addWidget(self.keys, 1)
        self.keys.setMinimumHeight(LISTS)
        columns = QHBoxLayout()
        columns.setSpacing(2 * SPACE)
        columns.addLayout(left, 3)
        columns.addLayout(middle, 4)
        columns.addWidget(self.inside, 4)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE)
        page.addWidget(self.what_if)
        page.addLayout(columns, 1)

    def _connect(self) -> None:
        self.steps.chosen.connect(self._go_to)
        self.back.clicked.connect(lambda: self.steps.walk(-1))
        self.next.clicked.connect(lambda: self.steps.walk(1))
        self.order.chosen.connect(self._sort)
        self.keys.chosen.connect(self._look_at)
        self.keys.pointed.connect(self._point_at)
        self.what_if.changed.connect(self._ask)

    def show_steps(self, shown: Stepped | None, settings: StepsSettings, *, is_stale: bool) -> None:
        """None while there is no answer."""
        step = settings.step
        for dimmer in (self.steps.dimmer, self.keys.dimmer):
            dimmer.show_stale(is_stale=is_stale)
        self.inside.show_stale(is_stale=is_stale)
        if self._drawn == (shown, settings):
            return
        self._drawn = self._shown, self._settings = shown, settings
        self.steps.show_steps(shown, step)
        self.back.setEnabled(step != "vectors")
        self.next.setEnabled(step != "output")
        self.what.show_message(self._words.what(step, is_translated=_is_translated(shown)))
        self.column.setText(self._words.column(step))
        self.order.set_current(settings.order)
        for part in (self.inside, self.what_if):
            part.setVisible(shown is not None)
        if shown is None:
            return
        self.keys.show_bars(_keys(shown, settings), shown.key)
        self.inside.show_steps(shown, step)
        self.what_if.show_steps(shown)
        said = self.tr("Recomputed and the model's own output differ by at most {difference}.")
        self.check.show_message(said.format(difference=difference(shown.difference)))

    def _go_to(self, step: StepName) -> None:
        self._set(replace(self._settings, step=step))

    def _sort(self, order: Order) -> None:
        self._set(replace(self._settings, order=order))

    def _look_at(self, key: int) -> None:
        self._set(replace(self._settings, key=key))

    def _ask(self, what_if: WhatIf) -> None:
        self._set(replace(self._settings, what_if=what_if))

    def _set(self, settings: StepsSettings) -> None:
        self.acted.emit(LessonChanged(settings))

    def _point_at(self, key: int) -> None:
        """The same token is marked in the text above, where the keys are of that text."""
        if self._shown is None or _is_translated(self._shown):
            return
        queries = (self._shown.answer.inputs.position,)
        self.acted.emit(Hovered(queries, (key,)) if key >= 0 else Hovered())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.steps.walk(by)


def _is_translated(shown: Stepped | None) -> bool:
    return shown is not None and isinstance(shown.answer.request, TranslatedStepsRequest)


def _keys(shown: Stepped, settings: StepsSettings) -> Bars:
    own = shown.per_key(settings.step, is_own=True)
    changed = shown.per_key(settings.step)
    is_other = shown.is_changed and settings.step != "vectors"
    return Bars(
        labels=shown.answer.keys,
        values=changed,
        order=shown.order(settings.step, settings.order),
        own=own if is_other else None,
    )
