"""`ComparePage`: a text, and a held-out set, before and after a fine-tuning."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.records.lessons.compare import CompareAnswer, ComparedMaps
from explorer.state.actions import Hovered
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.compare import CompareSettings, Ranking
from explorer.state.lessons.taught import failure_of_lesson, wanted_lesson
from explorer.state.model import AppState
from explorer.state.selectors import indices_on
from explorer.views.lessons.compare.change_grid import ChangeGrid
from explorer.views.lessons.compare.compare_controls import CompareControls
from explorer.views.lessons.compare.head_ranking import HeadRanking
from explorer.views.lessons.compare.side_view import SideView
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.parts.difference_map import DifferenceMap
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import head_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel, Message

# Heights in pixels: of maps by their tokens, the least and where there is room; of the grid by its
# layers.
LEAST_MAP, MOST_MAP, LABELS, ROW, ROOMY_ROW = 220, 420, 64, 18, 28
LEAST_GRID, MOST_GRID, HEADS, LAYER = 140, 340, 40, 24


class ComparePage(LessonPage):
    """Both maps and their difference on top; below them how much every head changed, the heads
    that changed most, and what both checkpoints predict.
    """

    name = "compare"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = CompareSettings()
        self._answer: CompareAnswer | None = None
        self.controls = CompareControls()
        self.notice = Message(QPalette.ColorRole.PlaceholderText)
        self.before = WeightsMap(self.tr("Map before"))
        self.after = WeightsMap(self.tr("Map after"))
        self.difference = DifferenceMap(self.tr("Difference of the two maps"))
        self.captions = tuple(ElidedLabel() for _ in range(3))
        self.grid = ChangeGrid()
        self.ranking = HeadRanking()
        self.by_text = QuietButton(self.tr("This text"))
        self.by_data = QuietButton(self.tr("Held-out set"))
        self.sides = (SideView(self.tr("Before")), SideView(self.tr("After")))
        self._maps, self._changes = QWidget(), QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        maps = QHBoxLayout(self._maps)
        for caption, shown in zip(self.captions, self._grids, strict=True):
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            # The hint would be kept to, since the page has lines that wrap.
            shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            maps.addLayout(_captioned(caption, shown), 1)
        changes = QHBoxLayout(self._changes)
        said = QLabel(self.tr("Change in bits, from"))
        said.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        chooser = QHBoxLayout()
        chooser.setSpacing(SPACE // 2)
        group = QButtonGroup(self)
        chooser.addWidget(said)
        for button in (self.by_text, self.by_data):
            button.setCheckable(True)
            group.addButton(button)
            chooser.addWidget(button)
        chooser.addStretch(1)
        every = QVBoxLayout()
        every.setSpacing(SPACE // 2)
        every.addLayout(chooser)
        every.addWidget(self.grid)
        ranked = QVBoxLayout()
        ranked.setSpacing(SPACE // 2)
        most = ElidedLabel(self.tr("Changed most"))
        most.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        ranked.addWidget(most)
        ranked.addWidget(self.ranking)
        ranked.addStretch(1)
        changes.addLayout(every, 5)
        changes.addLayout(ranked, 3)
        below = QHBoxLayout()
        below.addWidget(self._changes, 3)
        for side in self.sides:
            below.addWidget(side, 1)
        for layout in (maps, changes, below):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(2 * SPACE)
        self.column.addWidget(self.controls)
        self.column.addWidget(self.notice)
        self.column.addWidget(self._maps, 100)
        self.column.addLayout(below)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.controls.changed.connect(self._set)
        for part in (self.grid, self.ranking):
            part.acted.connect(self.acted)
        for shown in self._grids:
            shown.pointed.connect(self._point)
        self.by_text.clicked.connect(lambda: self._rank("text"))
        self.by_data.clicked.connect(lambda: self._rank("data"))

    @property
    def _grids(self) -> tuple[WeightsMap, WeightsMap, DifferenceMap]:
        return self.before, self.after, self.difference

    # ---- what a person does ---------------------------------------------------------------------

    def _set(self, settings: CompareSettings) -> None:
        self.acted.emit(LessonChanged(settings))

    def _rank(self, ranking: Ranking) -> None:
        self._set(replace(self._settings, ranking=ranking))

    def _point(self, row: int | None, column: int | None) -> None:
        """All three maps, and the window, follow the pointer."""
        maps = self._answer.maps if self._answer is not None else None
        if maps is not None:
            queries = () if row is None else maps.before.queries.positions[row]
            keys = () if column is None else maps.before.keys.positions[column]
            self.acted.emit(Hovered(queries, keys))

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.compare
        answer = self._answer = state.lessons.answer(CompareAnswer)
        self.controls.show_state(state, self._settings.held_out(answer))
        self.notice.show_message(self._notice(state, answer))
        maps = answer.maps if answer is not None else None
        self._maps.setVisible(maps is not None)
        self._changes.setVisible(maps is not None)
        for view in self.sides:
            view.setVisible(answer is not None)
        if answer is None:
            return
        for view, side in zip(self.sides, (answer.before, answer.after), strict=True):
            view.show_side(side, answer.after, state.focus, answer.tokens.labels)
        if maps is not None:
            self._show_maps(maps, state)
            self._show_changes(answer, maps, state)
        self._dim(is_stale=_is_stale(state, answer))

    def _show_maps(self, maps: ComparedMaps, state: AppState) -> None:
        self.before.show_map(maps.before, state.colormap)
        self.after.show_map(maps.after, state.colormap)
        self.difference.show_difference(maps.difference)
        name = head_name(maps.after.head)
        self.captions[0].setText(self.tr("Before · {head}").format(head=name))
        self.captions[1].setText(self.tr("After · {head}").format(head=name))
        words = self.tr("After − before, up to ±{most}")
        self.captions[2].setText(words.format(most=f"{maps.difference.high:.2f}"))
        rows = indices_on(maps.before.queries, state.hover.queries)
        columns = indices_on(maps.before.keys, state.hover.keys)
        n_rows = len(maps.before.queries)
        least = min(max(LABELS + ROW * n_rows, LEAST_MAP), MOST_MAP)
        for shown in self._grids:
            shown.mark(rows, columns)
            shown.setMinimumHeight(least)
            shown.setMaximumHeight(max(least, LABELS + ROOMY_ROW * n_rows))

    def _show_changes(self, answer: CompareAnswer, maps: ComparedMaps, state: AppState) -> None:
        held_out = self._settings.held_out(answer)
        is_data = self._settings.ranking == "data" and held_out is not None
        divergences = held_out.divergences if is_data and held_out else maps.divergences
        (self.by_data if is_data else self.by_text).setChecked(True)
        self.by_data.setEnabled(held_out is not None)
        self.by_data.setToolTip(
            "" if held_out is not None else self.tr("Choose a held-out set at the top right")
        )
        selected = answer.request.head
        height = HEADS + LAYER * len(divergences)
        self.grid.setFixedHeight(min(max(height, LEAST_GRID), MOST_GRID))
        self.grid.show_divergences(divergences, selected, state.colormap)
        self.ranking.show_divergences(divergences, selected)

    def _notice(self, state: AppState, answer: CompareAnswer | None) -> str:
        if state.model is None:
            return self.tr("Open a model at the top left to compare it with what it was before.")
        wanted = wanted_lesson(state)
        opens = answer is None or wanted is None or _is_stale(state, answer)
        if opens and state.lessons.progress is not None and not failure_of_lesson(state):
            words = self.tr("Opening the model before: {step} …")
            return words.format(step=state.lessons.progress.message)
        if answer is None:
            return ""
        if answer.is_same:
            return self.tr(
                "Both are the same checkpoint, so nothing changed. Open a fine-tuned one at the "
                "top left, or choose another model before."
            )
        return " ".join(part for part in (answer.unlike, answer.notice) if part)

    def _dim(self, *, is_stale: bool) -> None:
        dimmers = [shown.dimmer for shown in (*self._grids, self.grid)]
        dimmers += [rows.dimmer for rows in (self.ranking, *(side.rows for side in self.sides))]
        for dimmer in dimmers:
            dimmer.show_stale(is_stale=is_stale)


def _is_stale(state: AppState, answer: CompareAnswer) -> bool:
    """Another text, head or model is wanted; a file that is still being read makes nothing so."""
    answered = state.lessons.answered_of("compare")
    if state.model is None or answered is None:
        return False
    settings = replace(
        state.lessons.compare, data=answer.request.data, is_counting=answer.request.is_counting
    )
    wanted = settings.wanted(
        state.document, state.model, state.head, state.presentation, cut=state.cut
    )
    return wanted != answer.request or answered.model != state.model


def _captioned(caption: QWidget, shown: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE // 2)
    column.addWidget(caption)
    column.addWidget(shown, 1)
    return column
