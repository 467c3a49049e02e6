"""`TranslationLines`: the source above, the words written so far below, attention between."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explorer.records import AttentionMap, Axis
from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.edges import Edges, strongest_edges
from explorer.state.lessons.transformer import TransformerSettings, n_shown, shown_step
from explorer.views.lines.alignment_layout import AlignmentLayout
from explorer.views.lines.lines_layout import Side
from explorer.views.lines.lines_paint import draw_edges, edges_in_view
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.map.token_axis import axis_text, draw_label_ground, label_ink
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

MOST_EDGES = 120
WIDE_EDGES = 24
Word = tuple[Side, int]


class TranslationLines(QAbstractScrollArea):
    """Pointing at a word leaves only its lines; a click chooses a written word.

    Left and Right walk through the written words.

    Signals (GUI thread): `placed(index)`, of a written word.
    """

    placed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: AttentionMap | None = None  # rows: the words written
        self._source, self._written = Axis((), (), ()), Axis((), (), ())
        self._chances: tuple[float | None, ...] = ()  # of each written word
        self._n_shown = 0
        self._place = 0
        self._is_chosen = False  # by hand, so that only its lines are drawn
        self._under: Word | None = None
        self.dimmer = Dimmer(self)
        self.dimmer.changed.connect(self.viewport().update)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBar(SlimScrollBar(self, orientation=Qt.Orientation.Horizontal))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 216)
        self.setAccessibleName(self.tr("Translation, with its attention to the source"))

    def sizeHint(self) -> QSize:
        return QSize(420, 216)

    # ---- state -----------------------------------------------------------------------------------

    def show_translation(self, settings: TransformerSettings, answer: TranslationAnswer) -> None:
        whole = answer.steps[-1].translation
        step, n = shown_step(settings, answer), n_shown(settings, answer)
        layer, head = settings.head_in(answer)
        written = _axis(whole.written)
        if written != self._written:
            self._under = None
        self._shown = step.maps["cross", layer][head]
        self._source, self._written = _axis(whole.source), written
        self._chances = tuple(
            next((one.probability for one in choices if one.word == word), None)
            for word, choices in zip(whole.written, whole.choices, strict=True)
        )
        self._n_shown, self._place = n, settings.place_in(answer)
        self._is_chosen = settings.place is not None and n > 0
        self.setAccessibleDescription(self._as_text())
        self._lay_out()
        self.viewport().update()

    def _as_text(self) -> str:
        """Each written word with the source word that it looks at most."""
        return "; ".join(self._said(index) for index in range(self._n_shown))

    def _said(self, index: int) -> str:
        assert self._shown is not None
        weights = self._shown.weights[index]
        most = int(weights.argmax())
        word, source = self._written.labels[index], self._source.labels[most]
        return f"{word} → {source} {weights[most]:.2f}"

    # ---- places ----------------------------------------------------------------------------------

    def layout_now(self) -> AlignmentLayout:
        return AlignmentLayout(
            axis_text(self._written.labels, self.font()),
            axis_text(self._source.labels, self.font()),
            self.viewport().width(),
            self.viewport().height(),
            self.horizontalScrollBar().value(),
        )

    def _lay_out(self) -> None:
        if self._shown is None:
            return
        layout, bar = self.layout_now(), self.horizontalScrollBar()
        bar.setRange(0, max(0, round(layout.length) - self.viewport().width()))
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(round(layout.pitch))
        if self._n_shown and bar.maximum():
            self._reveal(self._place)

    def _reveal(self, index: int) -> None:
        start, end = self.layout_now().stretch("query", index)
        bar = self.horizontalScrollBar()
        beyond = end - self.viewport().width()
        bar.setValue(round(bar.value() + min(0.0, start) + max(0.0, beyond)))

    def edges_now(self) -> Edges:
        """The lines that are drawn, the strongest first."""
        assert self._shown is not None
        focus = self._focus()
        rows = range(self._n_shown) if focus is None or focus[0] == "key" else (focus[1],)
        columns = (focus[1],) if focus is not None and focus[0] == "key" else None
        return strongest_edges([self._shown], MOST_EDGES, rows=rows, columns=columns)

    def _focus(self) -> Word | None:
        """The word whose lines alone are drawn."""
        if self._under is not None:
            return self._under
        return ("query", self._place) if self._is_chosen else None

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        layout, theme = self.layout_now(), theme_of(self)
        with QPainter(self.viewport()) as painter:
            painter.setOpacity(self.dimmer.opacity)
            if self._n_shown:
                edges = self.edges_now()
                seen = edges_in_view(edges, layout, self.viewport().width())
                draw_edges(painter, layout, edges, seen, [0], n_wide=WIDE_EDGES)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index in layout.in_view("key", self.viewport().width()):
                self._paint_word(painter, layout, theme, ("key", index))
            for index in layout.in_view("query", self.viewport().width()):
                if index < self._n_shown:
                    self._paint_word(painter, layout, theme, ("query", index))
                    self._paint_chance(painter, layout, theme, index)
            self._paint_sides(painter, layout, theme)

    def _paint_word(
        self, painter: QPainter, layout: AlignmentLayout, theme: Theme, word: Word
    ) -> None:
        side, index = word
        axis, text = (
            (self._written, layout.queries) if side == "query" else (self._source, layout.keys)
        )
        box = layout.label_box(side, index)
        stands_out = word in (self._under, ("query", self._place))
        if stands_out:
            draw_label_ground(painter, box, theme)
        if self.hasFocus() and word == ("query", self._place):
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-SPACE / 2, 0, SPACE / 2, 0), 3, 3)
        painter.setPen(label_ink(axis, index, (), theme, stands_out=stands_out))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text.text(index))

    def _paint_chance(
        self, painter: QPainter, layout: AlignmentLayout, theme: Theme, index: int
    ) -> None:
        """Below each word, how likely the model held it."""
        chance = self._chances[index]
        if chance is None:
            return
        painter.save()
        painter.setFont(number_font(self, scale=0.76))
        painter.setPen(theme.colour("muted"))
        box = layout.label_box("query", index)
        below = QRectF(box.center().x() - 30, box.bottom() + 2, 60, 2 * SPACE)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{chance:.2f}")
        painter.restore()

    def _paint_sides(self, painter: QPainter, layout: AlignmentLayout, theme: Theme) -> None:
        painter.setPen(theme.colour("muted"))
        source = layout.label_box("key", 0).top() - 3 * SPACE
        target = layout.label_box("query", 0).bottom() + 1.5 * SPACE
        for words, top in ((self.tr("Chinese"), source), (self.tr("English"), target)):
            box = QRectF(0, top, self.viewport().width(), 2.5 * SPACE)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    # ---- pointer and keyboard --------------------------------------------------------------------

    def _word_at(self, event: QMouseEvent) -> Word | None:
        if self._shown is None:
            return None
        target = self.layout_now().target_at(event.position().x(), event.position().y())
        is_hidden = target is not None and target[0] == "query" and target[1] >= self._n_shown
        return None if is_hidden else target

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._word_at(event)
        if under != self._under:
            self._under = under
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._under = None
            self.viewport().update()
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        word = self._word_at(event)
        if event.button() == Qt.MouseButton.LeftButton and word and word[0] == "query":
            self.placed.emit(word[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        by = steps.get(Qt.Key(event.key()))
        if by is None or not self._n_shown:
            super().keyPressEvent(event)
            return
        place = min(max(self._place + by, 0), self._n_shown - 1)
        if place != self._place:
            self.placed.emit(place)
            said = self._said(place)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()


def _axis(words: tuple[str, ...]) -> Axis:
    return Axis(
        labels=words,
        positions=tuple((index,) for index in range(len(words))),
        is_special=tuple(word.startswith("<") for word in words),
    )
