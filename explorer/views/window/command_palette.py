"""`CommandPalette`: type a few letters, find any action, run it with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from explorer.views.look.theme import SPACE, theme_of
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar
from explorer.views.window.commands import FOUND_AS

ROW = 32
MOST_ROWS = 9
_ACTION = Qt.ItemDataRole.UserRole
_LETTERS = 3  # the weakest fit, listed only where nothing fits better


def rank(text: str, wanted: str) -> int | None:
    """How well an action fits: 0 begins with it, 1 a word does, 2 holds it, 3 has its letters.

    None: it does not fit.
    """
    text, wanted = text.casefold(), wanted.casefold().strip()
    if text.startswith(wanted):
        return 0
    words = wanted.split()
    if all(any(part.startswith(word) for part in text.split()) for word in words):
        return 1
    if all(word in text for word in words):
        return 2
    letters = iter(text)
    return _LETTERS if all(letter in letters for letter in wanted if not letter.isspace()) else None


class CommandPalette(QDialog):
    """A list over the window: arrows walk it, Enter runs, Esc closes."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions = tuple(actions)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find an action"))
        self.field.setAccessibleName(self.tr("Find an action"))
        self.field.setFrame(False)
        self.field.setMinimumHeight(ROW)
        self.field.setTextMargins(SPACE // 2, 0, 0, 0)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setVerticalScrollBar(SlimScrollBar())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(self.tr("Actions"))
        self.nothing = QLabel(self.tr("No action fits"))
        self.nothing.setForegroundRole(self.palette().ColorRole.Dark)
        self.nothing.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        for part in (self.field, self.list, self.nothing):
            column.addWidget(part)
        self.field.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._run)
        self._filter("")

    def popup(self) -> None:
        """Shows itself over the upper middle of its window."""
        self.field.clear()
        self._filter("")
        window = self.parentWidget()
        self.setFixedWidth(520 if window is None else min(520, window.width() - 4 * SPACE))
        self.adjustSize()
        if window is not None:
            left = (window.width() - self.width()) // 2
            self.move(window.mapToGlobal(window.rect().topLeft()))
            self.move(self.x() + left, self.y() + window.height() // 8)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def titles(self) -> list[str]:
        """What the list shows now, from the top."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _filter(self, wanted: str) -> None:
        ranked = [
            (found, order, action)
            for order, action in enumerate(self._actions)
            if action.isEnabled() and (found := rank(_title(action), wanted)) is not None
        ]
        if any(found < _LETTERS for found, _order, _action in ranked):
            ranked = [entry for entry in ranked if entry[0] < _LETTERS]
        self.list.clear()
        for _found, _order, action in sorted(ranked, key=lambda entry: entry[:2]):
            item = QListWidgetItem(_title(action), self.list)
            item.setData(_ACTION, action)
            item.setToolTip(action.statusTip())
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not ranked)
        self.list.setVisible(bool(ranked))
        self.list.setFixedHeight(min(len(ranked), MOST_ROWS) * ROW)
        self.adjustSize()

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        action = item.data(_ACTION)
        self.accept()  # first, so that what the action opens is not behind the list
        action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            key = Qt.Key(event.key())
            if key in steps and self.list.count():
                row = (self.list.currentRow() + steps[key]) % self.list.count()
                self.list.setCurrentRow(row)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("surface"))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _Row(QStyledItemDelegate):
    """The name of an action on the left, its shortcut on the right."""

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
        view = self.parent()
        assert isinstance(view, QWidget)
        theme, frame = theme_of(view), QRect(option.rect)
        action = index.data(_ACTION)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(frame, 6, 6)
        inner = frame.adjusted(SPACE, 0, -SPACE, 0)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        metrics = view.fontMetrics()
        painter.setPen(theme.colour("muted"))
        painter.drawText(inner, _MIDDLE | Qt.AlignmentFlag.AlignRight, keys)
        inner.setRight(inner.right() - metrics.horizontalAdvance(keys) - 2 * SPACE)
        painter.setPen(theme.colour("text"))
        title = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _MIDDLE | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _title(action: QAction) -> str:
    found_as = action.property(FOUND_AS)
    if found_as:
        return str(found_as)
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
