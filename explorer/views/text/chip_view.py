"""`ChipView`: lays out and paints the tokens of a state; what a person does there is elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.state.model import AppState
from explorer.state.selectors import sides_in_text, tokens_of
from explorer.views.look.theme import theme_of
from explorer.views.text.chip_layers import ChipLayers
from explorer.views.text.chip_marks import Marks, Matches, Shades, matches_of, shades_of
from explorer.views.text.chip_rows import ChipRows, ChipWords, WordWidths, words_of
from explorer.views.text.chip_scroll import ChipScroll
from explorer.views.text.token_chips import BELOW
from explorer.views.text.token_words import TokenWords
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import WIDTH

MOST_ROWS = 3


class ChipView(ChipScroll):
    """At most three rows are seen, the others scroll; only what is seen is laid out and painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, most_rows=MOST_ROWS)
        self._state: AppState | None = None
        self._measured = WordWidths(self.font())
        self._chip_words: ChipWords | None = None
        self._chips: ChipRows | None = None
        self._marks = Marks()  # when they were last compared
        self._computed: tuple[AppState, Shades, Matches] | None = None
        self._layers: ChipLayers | None = None
        self._in_text = (True, True)  # rows and columns of the map are tokens that stand here
        self._under: int | None = None  # the chip under the pointer
        self._cursor = 0
        self._words = TokenWords(self)
        self._dimmer = Dimmer(self.viewport())
        self._lay_out()

    @property
    def chips(self) -> ChipRows | tuple[()]:
        """The chips at their places, before scrolling."""
        return self._chips or ()

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        self._dimmer.show_stale(is_stale=state.is_stale)
        if old is None or not _same_words(old, state):
            self._cursor = min(self._cursor, max(len(tokens_of(state) or ()) - 1, 0))
            self._measure_words()
            self.setAccessibleDescription(self._words.summary(state))
        if old is None or not _painted_alike(old, state):
            self._in_text = sides_in_text(state)
            self._repaint_changed()
        self._show_match(old, state)

    def _show_match(self, old: AppState | None, state: AppState) -> None:
        """What is looked for comes into view, also when it is wished for once more."""
        search, before = state.search, old.search if old else None
        if search is None or search.match is None or search is before:
            return
        if before is None or (before.match, before.n_steps) != (search.match, search.n_steps):
            self._cursor = search.match[0]
            self._scroll_to(self._cursor)

    def _repaint_changed(self) -> None:
        """Only those chips: to paint hundreds of them takes longer than a pointer may lag."""
        before, self._marks = self._marks, self._marks_now()
        if self._chips is None:
            return
        top, bottom = self._scrolled, self._scrolled + self.viewport().height()
        ends: dict[int, tuple[QRect, QRect]] = {}  # by rows: the first and the last that changed
        for position in self._marks.different(before, self._chips.between(top, bottom)):
            frame = self._chips[position].frame
            ends[frame.top()] = ends.get(frame.top(), (frame, frame))[0], frame
        for first, last in ends.values():  # few rectangles are clipped to sooner than hundreds
            changed = (first | last).adjusted(-1, -1, 1, BELOW)
            self.viewport().update(changed.translated(0, -top))

    def _marks_now(self) -> Marks:
        state = self._state
        if state is None:
            return Marks()
        under = frozenset(() if self._under is None else (self._under,))
        sides = zip((state.hover.queries, state.hover.keys), self._in_text, strict=True)
        pointed = frozenset(p for held, is_text in sides if is_text for p in held)
        if self._computed is None or self._computed[0] is not state:
            self._computed = state, shades_of(state), matches_of(state.search)
        _, shades, matches = self._computed
        return Marks(
            shades=shades,
            hovered=pointed | under,
            pinned=state.pinned if self._in_text[0] else frozenset(),
            cursor=self._cursor if self.hasFocus() else None,
            matches=matches,
        )

    # ---- places ----------------------------------------------------------------------------------

    def _measure_words(self) -> None:
        if self._measured.font != self.font():
            self._measured = WordWidths(self.font())
        state = self._state
        self._chip_words = None if state is None else words_of(state, self._measured)
        self._lay_out()

    def _lay_out(self) -> None:
        words, width = self._chip_words, self.width()
        chips = None
        if words is not None:
            scrolls = words.widths.sum() > MOST_ROWS * width  # at the least
            chips = ChipRows(words, width - WIDTH if scrolls else width)
            if chips.n_rows > MOST_ROWS and not scrolls:
                chips = ChipRows(words, width - WIDTH)
        self._chips = chips
        self._fit(1 if chips is None else chips.n_rows)

    def _chip_at(self, x: int, y: int) -> int | None:
        """The token under a point of what is seen."""
        return self._chips.at(x, y + self._scrolled) if self._chips else None

    def _scroll_to(self, position: int) -> None:
        if self._chips is not None and position < len(self._chips):
            self._reveal(self._chips[position].frame)

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._chips:
                layers = self._layers_now(self._chips)
                layers.draw(painter, event.region(), self._marks_now(), self._dimmer.opacity)
                return
            painter.setPen(theme_of(self).colour("muted"))
            words = self._words.hint(self._state)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignVCenter, words)

    def _layers_now(self, chips: ChipRows) -> ChipLayers:
        size, top = self.viewport().size(), self._scrolled
        theme, font, ratio = theme_of(self), self.font(), self.devicePixelRatioF()
        if self._layers is None or self._layers.key != (chips, top, size, theme, font, ratio):
            self._layers = ChipLayers(chips, top, size, theme, font, ratio)
        return self._layers


def _same_words(old: AppState, new: AppState) -> bool:
    """The same tokens and predictions, as when only another head is shown."""
    if old.model != new.model:
        return False
    before, now = old.inspection, new.inspection
    if before is None or now is None:
        return before is now
    return (
        before.tokens is now.tokens
        and before.predictions is now.predictions
        and before.windows == now.windows
    )


def _painted_alike(old: AppState, new: AppState) -> bool:
    # Rows are arrays, which say nothing when they are compared as a whole.
    return old.details.rows is new.details.rows and _painted(old) == _painted(new)


def _painted(state: AppState) -> tuple[object, ...]:
    return (
        state.inspection, state.hover, state.pinned, state.head, state.model, state.search
    )  # fmt: skip
