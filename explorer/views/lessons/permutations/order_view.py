"""`OrderView`: the tokens in factorisation order as chips; what a person does is elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from explorer.records import Tokens
from explorer.records.lessons.permutations import Order
from explorer.views.lessons.permutations.order_layout import (
    NUMBER_SCALE,
    OrderLayout,
    order_layout,
)
from explorer.views.lessons.permutations.order_paint import (
    ChipFonts,
    OrderMarks,
    paint_dragged,
    paint_order,
)
from explorer.views.lessons.permutations.order_words import OrderWords
from explorer.views.look.theme import number_font, theme_of
from explorer.views.text.chip_scroll import ChipScroll
from explorer.views.text.token_chips import PITCH
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import WIDTH

MOST_ROWS = 4
_NOTHING = Tokens((), (), (), (), ())


class OrderView(ChipScroll):
    """At most four rows are seen, the others scroll."""

    def __init__(self) -> None:
        super().__init__(most_rows=MOST_ROWS)
        self._tokens, self._order = _NOTHING, Order(())
        self._looked_at: int | None = None  # positions
        self._predicted: frozenset[int] = frozenset()
        self._cursor = 0  # a rank
        self._carried_from: Order | None = None  # what Esc goes back to, while the keyboard carries
        self._pressed: tuple[int, QPointF] | None = None  # a rank, and where
        self._dragged_to: QPointF | None = None
        self._under: int | None = None
        self._layout = OrderLayout(self._order, (), ())
        self.words = OrderWords(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.dimmer = Dimmer(self.viewport())
        self.setAccessibleName(self.tr("Factorisation order"))
        self.setFixedHeight(PITCH)

    # ---- state -----------------------------------------------------------------------------------

    @property
    def layout_now(self) -> OrderLayout:
        """The chips at their places, before scrolling."""
        return self._layout

    @property
    def order(self) -> Order:
        """As it is seen: with a chip that the keyboard carries at its new place."""
        return self._order

    def show_order(self, order: Order, tokens: Tokens) -> None:
        is_as_before = tokens == self._tokens and order == (self._carried_from or self._order)
        if is_as_before:
            return
        self._tokens, self._order, self._carried_from = tokens, order, None
        self._pressed = self._dragged_to = self._under = None
        self._cursor = min(self._cursor, max(len(order) - 1, 0))
        self._lay_out()

    def mark(self, looked_at: int | None, predicted: frozenset[int]) -> None:
        """Positions: of the token that is looked at, and of those that are predicted."""
        self._looked_at, self._predicted = looked_at, predicted
        self.viewport().update()

    @property
    def marks(self) -> OrderMarks:
        order, masks = self._order.positions, frozenset(self._tokens.masks)
        rank = order.index(self._looked_at) if self._looked_at in order else None
        return OrderMarks(
            looked_at=rank,
            cursor=self._cursor if self.hasFocus() else None,
            carried=self._cursor if self._carried_from is not None else None,
            seen=frozenset(r for r in range(rank or 0) if order[r] not in masks),
            predicted=frozenset(r for r, p in enumerate(order) if p in self._predicted),
        )

    def _lay_out(self) -> None:
        fonts = self._fonts
        room = max(self.width(), 40)
        found = order_layout(self._order, self._tokens, fonts.words, fonts.numbers, room)
        if found.n_rows > MOST_ROWS:
            room -= WIDTH
            found = order_layout(self._order, self._tokens, fonts.words, fonts.numbers, room)
        self._layout = found
        self._fit(found.n_rows)
        self.setAccessibleDescription(self.words.summary(self._order, self._tokens))

    @property
    def _fonts(self) -> ChipFonts:
        return ChipFonts(self.font(), number_font(self, scale=NUMBER_SCALE))

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        top, theme = self._scrolled, theme_of(self)
        is_dragging = self._pressed is not None and self._dragged_to is not None
        away = self._pressed[0] if self._pressed and is_dragging else None
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            painter.translate(0, -top)
            seen = self.viewport().rect().translated(0, top)
            paint_order(painter, self._layout, self.marks, theme, self._fonts, seen, away=away)
            if away is not None and self._dragged_to is not None:
                at = self._dragged_to
                gap = self._layout.gap_at(at)
                paint_dragged(painter, self._layout, away, gap, at, theme, self._fonts)
