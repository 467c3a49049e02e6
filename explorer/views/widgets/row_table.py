"""`RowTable`: one thing a row, under quiet heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

ROW = 28
_ID = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """Its head and width; the first column takes what is left."""

    head: str
    width: int = 0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing: a cell for each column, and what cells of signs say aloud."""

    id: str
    cells: tuple[str, ...]
    spoken: tuple[str, ...] = ()


class RowTable(QTreeWidget):
    """Arrows and clicks choose a row; Enter and a double click open it; a head may be clicked.

    Signals (GUI thread): `chosen(id)`, `opened(id)`, `head_clicked(column)`, only by a person.
    """

    chosen = Signal(str)
    opened = Signal(str)
    head_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBar(SlimScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._chose)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(0, _ID)))

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.setColumnCount(len(columns))
        self.setHeaderLabels([column.head for column in columns])
        heads = _Heads(columns, self)
        heads.sectionClicked.connect(self.head_clicked)
        self.setHeader(heads)
        heads.show()  # nobody else shows it where the table is on the screen already
        self.setItemDelegate(_Cell(columns, self))

    def show_rows(self, rows: Sequence[Row], chosen: str) -> None:
        """These rows, with the chosen one selected where it is among them."""
        self.blockSignals(True)
        ids = [row.id for row in rows]
        if ids != [row.id for row in self._rows]:
            self.clear()
            self.addTopLevelItems([_item(row) for row in rows])
        elif tuple(rows) != self._rows:  # in place, so that nobody's view jumps to the top
            for index, row in enumerate(rows):
                item = self.topLevelItem(index)
                assert item is not None  # there are as many items as rows
                _fill(item, row)
        self._rows = tuple(rows)
        if chosen not in ids:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        elif self.chosen_id != chosen:
            self.setCurrentIndex(self.model().index(ids.index(chosen), 0))
        self.blockSignals(False)
        self.viewport().update()

    @property
    def chosen_id(self) -> str:
        item = self.currentItem()
        return str(item.data(0, _ID)) if item is not None and item.isSelected() else ""

    def show_sorted(self, column: int, *, is_down: bool) -> None:
        """Mark the head by which the rows are sorted."""
        heads = self.header()
        assert isinstance(heads, _Heads)
        heads.setSectionsClickable(True)
        heads.show_sorted(column, is_down=is_down)

    def enter(self) -> None:
        """Takes the keys, and chooses the first row where none is chosen."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.chosen_id and self.topLevelItemCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _chose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(0, _ID))


def _item(row: Row) -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setData(0, _ID, row.id)
    _fill(item, row)
    return item


def _fill(item: QTreeWidgetItem, row: Row) -> None:
    for column, cell in enumerate(row.cells):
        item.setText(column, cell)
    item.setToolTip(0, row.cells[0])
    for column, spoken in enumerate(row.spoken):
        if spoken:
            item.setData(column, Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(column, spoken)


class _Heads(QHeaderView):
    """Quiet words over a hairline."""

    def __init__(self, columns: Sequence[Column], table: QTreeWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._columns = tuple(columns)
        self._sorted: tuple[int, bool] | None = None  # the column, and whether largest first
        self.setModel(table.model())
        self.setStretchLastSection(False)
        self.setSectionsMovable(False)
        for index, column in enumerate(columns):
            stretches = not column.width
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            self.setSectionResizeMode(index, mode)
            if column.width:
                self.resizeSection(index, column.width)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), ROW)

    def show_sorted(self, column: int, *, is_down: bool) -> None:
        if self._sorted != (column, is_down):
            self._sorted = column, is_down
            self.viewport().update()

    def _words(self, index: int) -> str:
        if self._sorted is None or self._sorted[0] != index:
            return self._columns[index].head
        return f"{self._columns[index].head} {'↓' if self._sorted[1] else '↑'}"

    def paintSection(self, painter: QPainter, frame: QRect, index: int) -> None:
        theme, column = theme_of(self), self._columns[index]
        painter.fillRect(frame, theme.colour("surface"))
        painter.setPen(theme.colour("muted"))
        align = _RIGHT if column.is_number else _LEFT
        painter.drawText(frame.adjusted(SPACE, 0, -SPACE, 0), align, self._words(index))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())


class _Cell(QStyledItemDelegate):
    """The name in ink, what is said of it in grey; the chosen row on the accent's soft ground.

    All is grey where the table is disabled.
    """

    def __init__(self, columns: Sequence[Column], table: QTreeWidget) -> None:
        super().__init__(table)
        self._columns = tuple(columns)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        table = self.parent()
        assert isinstance(table, QTreeWidget)
        theme, frame = theme_of(table), QRect(option.rect)
        column = self._columns[index.column()]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(frame, theme.colour("accent_soft"))
            if table.hasFocus() and index.column() == 0:
                painter.fillRect(QRect(frame.left(), frame.top(), 3, ROW), theme.colour("accent"))
        font = number_font(table) if column.is_number else QFont(table.font())
        painter.setFont(font)
        is_name = index.column() == 0
        is_ink = (is_name or is_chosen) and table.isEnabled()
        painter.setPen(theme.colour("text" if is_ink else "muted"))
        inner = frame.adjusted(SPACE, 0, -SPACE, 0)
        elide = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(str(index.data() or ""), elide, inner.width())
        painter.drawText(inner, _RIGHT if column.is_number else _LEFT, text)
        painter.restore()
