"""`MemoryPage`: a text segment by segment, with the memory of Transformer-XL and without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records import Axis, HeadRef, ModelInfo
from explorer.records.lessons.memory import MemoryAnswer
from explorer.state.actions import HeadSelected
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.memory import MemorySettings
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.memory.controls import MemoryControls
from explorer.views.lessons.memory.stepper import SegmentStepper
from explorer.views.lessons.memory.terms_view import TermsView
from explorer.views.lessons.parts.curves_layout import Curve
from explorer.views.lessons.parts.curves_view import CurvesView
from explorer.views.lessons.parts.sight_grid import SightGrid
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.widgets.messages import Message

REACH_HEIGHT = 190
LEAST_MAP, MOST_MAP, LABELS, ROW = 190, 400, 80, 26  # heights in pixels


class MemoryPage(LessonPage):
    """Controls and steps, both maps, the score of a cell and weights by distance, and the reach."""

    name = "memory"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = MemorySettings()
        self._model: ModelInfo | None = None
        self._answer: MemoryAnswer | None = None
        self.notice = Message(QPalette.ColorRole.Dark)
        self.controls = MemoryControls()
        self.stepper = SegmentStepper()
        self.remembering = WeightsMap(self.tr("Map with memory"))
        self.forgetting = WeightsMap(self.tr("Map without memory"))
        self.terms = TermsView()
        self.by_distance = CurvesView(self.tr("tokens back"), self.tr("mean weight by distance"))
        self.reaches = tuple(
            SightGrid(title)
            for title in (self.tr("Reach with memory"), self.tr("Reach without memory"))
        )
        self.reach_words = Message(QPalette.ColorRole.WindowText)
        self.captions = tuple(QLabel() for _ in range(4))
        maps = (self.remembering, self.forgetting, *self.reaches)
        self._dimmers = (*(m.dimmer for m in maps), self.terms.dimmer, self.by_distance.dimmer)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for part in (self.notice, self.controls, self.stepper):
            self.column.addWidget(part)
        maps, below = QHBoxLayout(), QHBoxLayout()
        maps.addLayout(_captioned(self.captions[0], self.remembering), 3)
        maps.addLayout(_captioned(self.captions[1], self.forgetting), 2)
        below.addWidget(self.terms, 1)
        below.addWidget(self.by_distance, 1)
        for layout in (maps, below):
            layout.setSpacing(2 * SPACE)
            self.column.addLayout(layout)
        self.column.addWidget(self.reach_words)
        for caption, grid in zip(self.captions[2:], self.reaches, strict=True):
            self.column.addLayout(_captioned(caption, grid))
            grid.setFixedHeight(REACH_HEIGHT)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.controls.changed.connect(self._set_all)
        self.stepper.stepped.connect(
            lambda number: self._set(
                replace(self._settings, segment=number, position=None, cell=None)
            )
        )
        self.remembering.pointed.connect(self._point)
        for shown in (self.remembering, self.forgetting):
            shown.chosen.connect(lambda row, _column: self._trace_row(row))
        for grid in self.reaches:
            grid.chosen.connect(lambda _row, column: self._trace(column))

    # ---- what a person does ----------------------------------------------------------------------

    def _set(self, settings: MemorySettings) -> None:
        self.acted.emit(LessonChanged(settings))

    def _set_all(self, settings: MemorySettings) -> None:
        """The head of the open model is chosen for the whole window."""
        shown, chosen = self._answer, HeadRef(settings.layer, settings.head)
        is_new = shown is not None and chosen != HeadRef(shown.layer, shown.head)
        if is_new and settings.shares_head(self._model):
            self.acted.emit(HeadSelected(chosen))
        self._set(settings)

    def _point(self, row: int | None, column: int | None) -> None:
        """The cell stays in front when the pointer leaves."""
        if row is not None and column is not None and (row, column) != self._settings.cell:
            self._set(replace(self._settings, cell=(row, column)))

    def _trace_row(self, row: int | None) -> None:
        if row is not None and self._answer is not None:
            self._trace(self._answer.bounds[self._answer.segment][0] + row)

    def _trace(self, position: int | None) -> None:
        if position is not None:
            self._set(replace(self._settings, position=position))

    # ---- what is shown ---------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings, self._model = state.lessons.memory, state.model
        answer = state.lessons.answer(MemoryAnswer)
        self.controls.show_settings(self._settings, answer)
        is_stale = not is_lesson_current(state)
        for dimmer in self._dimmers:
            dimmer.show_stale(is_stale=is_stale)
        if answer is not self._answer or answer is None:
            self._answer = answer
            self.stepper.show_answer(answer)
            if answer is not None:
                self._show_answer(answer)
        if answer is not None:
            self._show_maps(answer, state.colormap)

    def _show_maps(self, answer: MemoryAnswer, colormap: str) -> None:
        divider = (answer.n_remembered,)
        self.remembering.show_map(answer.remembering, colormap, dividers=divider)
        self.forgetting.show_map(answer.forgetting, colormap)
        row, column = _cell(answer, self._settings)
        self.terms.show_cell(answer, row, column)
        self.remembering.mark((row,), (column,))
        is_in_segment = column >= answer.n_remembered
        self.forgetting.mark((row,), (column - answer.n_remembered,) if is_in_segment else ())

    def _show_answer(self, answer: MemoryAnswer) -> None:
        self.notice.show_message(self._notice(answer))
        self.captions[0].setText(
            self.tr("With memory: {n} remembered | the segment").format(n=answer.n_remembered)
        )
        first, end = answer.bounds[answer.segment]
        for shown in (self.remembering, self.forgetting):
            shown.setFixedHeight(min(max(LABELS + ROW * (end - first), LEAST_MAP), MOST_MAP))
        self.captions[1].setText(self.tr("The same segment without memory"))
        names = self.tr("with memory"), self.tr("without")
        longest = int(np.flatnonzero(answer.by_distance.any(axis=0))[-1]) + 1
        self.by_distance.show_curves(
            tuple(
                Curve(name, tuple((float(d), float(w)) for d, w in enumerate(curve[:longest])))
                for name, curve in zip(names, answer.by_distance, strict=True)
            )
        )
        self._show_reach(answer)

    def _show_reach(self, answer: MemoryAnswer) -> None:
        layers = [self.tr("layer {n}").format(n=n) for n in range(answer.n_layers)]
        rows, columns = _axis((self.tr("words"), *layers)[::-1]), _axis(answer.labels)
        dividers = tuple(first for first, _ in answer.bounds[1:])
        word = readable(answer.labels[answer.position])
        self.reach_words.show_message(
            self.tr("What “{word}” is made of: click another token to trace it back").format(
                word=word
            )
        )
        kinds = self.tr("With memory"), self.tr("Without memory")
        parts = zip(self.reaches, self.captions[2:], kinds, answer.reach, strict=True)
        for grid, caption, kind, reached in parts:
            back = answer.position - int(reached[0].argmax())
            said = self.tr("{kind}, tokens back that it reaches: {n}")
            caption.setText(said.format(kind=kind, n=back))
            grid.show_sight(reached[::-1], rows, columns, dividers=dividers)
            grid.mark(columns=(answer.position,))

    def _notice(self, answer: MemoryAnswer) -> str:
        said = []
        if not answer.is_trained:
            said.append(
                self.tr(
                    "The weights of this model are random: it shows what can be seen, not what "
                    "is worth seeing."
                )
            )
        if answer.request.source == "xlnet":
            said.append(self.tr("Read with {model}.").format(model=answer.model))
        if answer.n_cut:
            said.append(self.tr("{n} tokens at the end were not read.").format(n=answer.n_cut))
        return " ".join(said)


def _captioned(caption: QLabel, shown: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE // 2)
    column.addWidget(caption)
    column.addWidget(shown, 1)
    return column


def _cell(answer: MemoryAnswer, settings: MemorySettings) -> tuple[int, int]:
    """The cell that is pointed at, if there is such a one, else where the last query looks most."""
    weights = answer.remembering.weights
    if settings.cell is not None:
        row, column = settings.cell
        if row < weights.shape[0] and column < weights.shape[1]:
            return row, column
    last = weights.shape[0] - 1
    return last, int(weights[last].argmax())


def _axis(labels: tuple[str, ...]) -> Axis:
    return Axis(labels, tuple((i,) for i in range(len(labels))), (False,) * len(labels))
