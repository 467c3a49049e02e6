"""`GridView`: cells with words on both sides, to point at, to click and to walk through."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.records import Axis
from explorer.views.lessons.parts.grid_layout import GridLayout, grid_layout
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.map.token_axis import draw_label_ground, label_ink, row_box, turned
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.floating_label import draw_floating_label

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_APART = 6.0  # pixels between two dividers, at least
_NOTHING = Axis((), (), ())
Cell = tuple[int | None, int | None]


class GridView(QWidget):
    """Subclasses say what a cell looks like (`paint_cells`) and how it reads (`words_of`).

    Signals (GUI thread):
    pointed(row, column): None where no row or no column is pointed at; arrow keys point, too.
    chosen(row, column): clicked, or Enter; as `pointed`.
    """

    pointed = Signal(object, object)
    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queries, self.keys = _NOTHING, _NOTHING
        self._marked: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        self._dividers: tuple[int, ...] = ()
        self._layout: GridLayout | None = None
        self._cursor: Cell = (None, None)
        self._label_at: QPointF | None = None
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(140, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    # ---- what subclasses say -----------------------------------------------------------------

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        raise NotImplementedError

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        """What the floating label says of a cell: words, and numbers below them."""
        raise NotImplementedError

    # ---- state -----------------------------------------------------------------------------------

    def show_axes(self, queries: Axis, keys: Axis, *, dividers: tuple[int, ...] = ()) -> None:
        """dividers: a line is drawn before each of these columns, as between two segments."""
        if (queries, keys) != (self.queries, self.keys):
            self._cursor = (None, None)
        self.queries, self.keys, self._dividers = queries, keys, dividers
        self._layout = None
        self.update()

    def mark(self, rows: tuple[int, ...] = (), columns: tuple[int, ...] = ()) -> None:
        """Rows and columns that stand out, because they are pointed at here or elsewhere."""
        if (rows, columns) != self._marked:
            self._marked = rows, columns
            self.update()

    def layout_now(self) -> GridLayout | None:
        """Where everything stands; None without cells."""
        if self._layout is None:
            self._layout = grid_layout(
                self.queries, self.keys, self.font(), self.width(), self.height()
            )
        return self._layout

    # ---- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout, theme = self.layout_now(), theme_of(self)
        if layout is None:
            return
        with QPainter(self) as painter:
            painter.setOpacity(self.dimmer.opacity)
            self.paint_cells(painter, layout, theme)
            self._paint_dividers(painter, layout, theme)
            self._paint_labels(painter, layout, theme)
            self._paint_marks(painter, layout, theme)
            painter.setOpacity(1.0)
            self._paint_floating_label(painter, theme)

    def _paint_dividers(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        painter.setPen(QPen(theme.colour("muted"), 2))
        for x in self.divider_places(layout):
            painter.drawLine(QPointF(x, layout.top - SPACE), QPointF(x, layout.cells.bottom()))

    def divider_places(self, layout: GridLayout) -> list[float]:
        """Where lines are drawn; none where they would hide the cells between them."""
        kept = [divider for divider in self._dividers if 0 < divider < len(self.keys)]
        places = [layout.column_rect(divider).left() for divider in kept]
        narrowest = min((after - before for before, after in pairwise(places)), default=_APART)
        return places if narrowest >= _APART else []

    def _paint_labels(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        rows, columns = self._marked
        for row in layout.shown_rows(rows):
            centre = layout.row_rect(row).center().y()
            box = row_box(layout.rows, row, right=layout.left - SPACE / 2, centre=centre)
            if row in rows:
                draw_label_ground(painter, box, theme)
            painter.setPen(label_ink(self.queries, row, (), theme, stands_out=row in rows))
            painter.drawText(box, Qt.TextFlag.TextDontClip, layout.rows.text(row))
        for column in layout.shown_columns(columns):
            foot = layout.column_foot(column)
            transform, box = turned(layout.columns, column, layout.angle, foot)
            painter.save()
            painter.setTransform(transform, True)
            if column in columns:
                draw_label_ground(painter, box, theme)
            painter.setPen(label_ink(self.keys, column, (), theme, stands_out=column in columns))
            painter.drawText(box, Qt.TextFlag.TextDontClip, layout.columns.text(column))
            painter.restore()

    def _paint_marks(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        """A frame around each row and column that stands out."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 1))
        rows, columns = self._marked
        frames = [layout.row_rect(row) for row in rows if row < len(self.queries)]
        frames += [layout.column_rect(column) for column in columns if column < len(self.keys)]
        for frame in frames:
            painter.drawRect(frame)

    def _paint_floating_label(self, painter: QPainter, theme: Theme) -> None:
        row, column = self._cursor
        if self._label_at is None or row is None or column is None:
            return
        words, numbers = self.words_of(row, column)
        area = QRectF(self.rect()).adjusted(SPACE / 2, SPACE / 2, -SPACE / 2, -SPACE / 2)
        draw_floating_label(
            painter, self._label_at, area,
            words=(words, self.font()), numbers=(numbers, number_font(self)), theme=theme,
        )  # fmt: skip

    # ---- pointing, clicking, walking -------------------------------------------------------------

    def _point(self, cell: Cell, label_at: QPointF | None) -> None:
        self._label_at = label_at
        self.update()
        if cell != self._cursor or label_at is None:
            self._cursor = cell
            self.pointed.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        layout = self.layout_now()
        if layout is not None:
            self._point(layout.target_at(event.position()), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._point((None, None), None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self.underMouse():
            self._point((None, None), None)
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        layout = self.layout_now()
        if layout is None or event.button() != Qt.MouseButton.LeftButton:
            return
        cell = layout.target_at(event.position())
        if cell != (None, None):
            self.chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        layout, key = self.layout_now(), Qt.Key(event.key())
        if layout is not None and key in _STEPS:
            self._walk(layout, *_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor != (None, None):
            self.chosen.emit(*self._cursor)
        else:
            super().keyPressEvent(event)

    def _walk(self, layout: GridLayout, down: int, right: int) -> None:
        row, column = self._cursor
        row = min(max(0 if row is None else row + down, 0), len(self.queries) - 1)
        column = min(max(0 if column is None else column + right, 0), len(self.keys) - 1)
        self._point((row, column), layout.cell_rect(row, column).center())
        words, numbers = self.words_of(row, column)
        said = f"{words} {numbers}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._layout = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._layout = None
            self.update()
        super().changeEvent(event)
