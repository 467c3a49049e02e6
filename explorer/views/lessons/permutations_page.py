"""`PermutationsPage`: a factorisation order, and what an XLNet sees and predicts in it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.records import Aggregate, HeadRef
from explorer.records.lessons.permutations import PermutationAnswer
from explorer.state.actions import HeadSelected, Hovered
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.permutations import PermutationSettings
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from explorer.views.heads.head_picker import AxisPicker, with_picked
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.permutations.numbers_view import NumbersView
from explorer.views.lessons.permutations.order_chips import OrderChips
from explorer.views.lessons.permutations.order_controls import OrderControls
from explorer.views.lessons.permutations.stream_view import StreamView
from explorer.views.lessons.permutations.target_view import TargetView
from explorer.views.look.theme import SPACE
from explorer.views.widgets.messages import Message

TARGET_WIDTH = 30 * SPACE


class PermutationsPage(LessonPage):
    """The order on top; below it for either stream what may be seen and what is attended to, and
    beside them what is predicted.
    """

    name = "permutations"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = PermutationSettings()
        self._head = HeadRef(0, 0)
        self._answer: PermutationAnswer | None = None
        self._is_open_model = False  # it has read the text, not the built-in one
        self.controls = OrderControls()
        self.chips = OrderChips()
        self.about = Message(QPalette.ColorRole.PlaceholderText)
        self.layer = AxisPicker(self.tr("Layer"))
        self.head = AxisPicker(self.tr("Head"))
        self.content = StreamView(
            self.tr("Content stream"), self.tr("itself and what is before it")
        )
        self.query = StreamView(self.tr("Query stream"), self.tr("what is before it"))
        self.target = TargetView()
        self.numbers = NumbersView()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.addWidget(self.about, 1)
        for picker in (self.layer, self.head):
            picker.set_slider_visible(is_visible=False)
            about.addWidget(picker)
        self.target.setFixedWidth(TARGET_WIDTH)
        streams = QHBoxLayout()
        streams.setSpacing(2 * SPACE)
        streams.addWidget(self.content, 100)
        streams.addWidget(self.query, 100)
        streams.addWidget(self.target)
        streams.addStretch(1)
        self.column.addWidget(self.controls)
        self.column.addWidget(self.chips)
        self.column.addLayout(about)
        self.column.addLayout(streams, 1)
        self.column.addWidget(self.numbers)

    def _connect(self) -> None:
        self.controls.changed.connect(self._change)
        self.chips.laid.connect(lambda order: self._change(self._settings.with_order(order)))
        self.chips.pointed.connect(lambda position: self._point(position, None))
        self.chips.chosen.connect(self._select)
        self.layer.chosen.connect(lambda value: self._pick("layer", value))
        self.head.chosen.connect(lambda value: self._pick("head", value))
        for stream in (self.content, self.query):
            stream.pointed.connect(self._point)
            stream.chosen.connect(lambda row, column: self._select(column if row is None else row))

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.permutations
        self._is_open_model = state.model is not None and state.model.predicts_in_any_order
        is_stale = not is_lesson_current(state)
        for dimmer in (self.chips.dimmer, self.target.candidates.dimmer):
            dimmer.show_stale(is_stale=is_stale)
        for stream in (self.content, self.query):
            stream.show_stale(is_stale=is_stale)
        answer = state.lessons.answer(PermutationAnswer)
        if answer is None:
            self.about.show_message(self.tr("The order stands here once the text is read."))
        else:
            self._show_answer(answer, state.colormap)
            self._mark(answer, *self._pointed(state))

    def _show_answer(self, answer: PermutationAnswer, colormap: str) -> None:
        order = self._settings.shown_order(answer)
        n_words = len(answer.tokens) - sum(answer.tokens.is_special)
        self.chips.show_order(order, answer.tokens)
        self.controls.show_settings(self._settings, order, n_words)
        self.content.show_map(answer.content, colormap)
        self.query.show_map(answer.query, colormap)
        if answer is self._answer:
            return
        self._answer = answer
        self.content.show_sight(answer.content_sight, answer.content)
        self.query.show_sight(answer.query_sight, answer.query)
        self.numbers.show_answer(answer)
        self._show_head(answer)
        self.about.show_message(self._about(answer))

    def _show_head(self, answer: PermutationAnswer) -> None:
        head, site = answer.request.head, answer.model.site("self")
        self._head = head
        for picker, value, count in (
            (self.layer, head.layer, site.n_layers if site else 0),
            (self.head, head.head, site.n_heads if site else 0),
        ):
            picker.show_value(head.aggregate if value is None else value, count)

    def _pointed(self, state: AppState) -> tuple[int | None, int | None]:
        """The token and the key that are pointed at, here or elsewhere in the window."""
        if not self._is_open_model:
            return self._settings.pointed, self._settings.pointed_key
        queries, keys = state.hover.queries, state.hover.keys
        return next(iter(queries or keys), None), next(iter(keys), None)

    def _mark(self, answer: PermutationAnswer, pointed: int | None, key: int | None) -> None:
        settings = self._settings
        at = settings.looked_at(answer, pointed)
        key = at if key is None else key
        # Where everything is predicted, it need not be said of each.
        marked = () if settings.n_predicted is None else answer.targets
        self.chips.mark(at, frozenset(marked))
        for stream in (self.content, self.query):
            stream.mark(at, key)
        self.target.show_target(answer, at)

    def _about(self, answer: PermutationAnswer) -> str:
        """Who has read the text, and how well it predicts it in this order."""
        if self._is_open_model:
            who = self.tr("Read by {model}.").format(model=answer.model.name)
        else:
            who = self.tr("Read by the built-in {model}: the open model is no XLNet.").format(
                model=answer.model.name
            )
        if answer.mean_loss is None:
            return who
        loss = self.tr("Mean loss {loss} over {count} words, forward {ms} ms.").format(
            loss=f"{answer.mean_loss:.2f}",
            count=sum(one is not None for one in answer.losses),
            ms=f"{answer.forward_ms:.0f}",
        )
        return f"{who} {loss}"

    # ---- what a person does ----------------------------------------------------------------------

    def _change(self, settings: PermutationSettings) -> None:
        if settings != self._settings:
            self.acted.emit(LessonChanged(settings))

    def _point(self, row: int | None, column: int | None) -> None:
        at = column if row is None else row
        if self._is_open_model:
            rows, columns = (() if one is None else (one,) for one in (row, column))
            self.acted.emit(Hovered(rows, columns))
        else:
            self._change(replace(self._settings, pointed=at, pointed_key=column))

    def _select(self, position: int) -> None:
        """A second click lets it go."""
        selected = None if position == self._settings.selected else position
        self._change(replace(self._settings, selected=selected))

    def _pick(self, axis: str, value: int | Aggregate) -> None:
        head = with_picked(self._head, "layer" if axis == "layer" else "head", value)
        if self._is_open_model:
            self.acted.emit(HeadSelected(head))
        else:
            self._change(replace(self._settings, own_head=head))
