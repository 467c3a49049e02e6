"""`ExampleList`: the tokens or sentences that excite a head most; a click computes their maps."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QTextLayout
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from explorer.records import SurveyExample
from explorer.state.actions.survey import SurveyExampleChosen
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.widgets.messages import Message

MOST = 160  # characters of a sentence in the list
MOST_IN_TIP = 1000
EXAMPLE = Qt.ItemDataRole.UserRole

_RIGHT, _PLAIN = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignLeft
ModelIndex = QModelIndex | QPersistentModelIndex


class ExampleList(QWidget):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[SurveyExample, ...] = ()
        self.empty = Message(QPalette.ColorRole.Dark)
        self.empty.show_message(self.tr("Nothing in the corpus excites this head."))
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setItemDelegate(ExampleRow(self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Examples"))
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)

    def show_state(self, state: AppState) -> None:
        examples = state.survey.examples
        if examples is self._shown:
            return
        self._shown = examples
        self.empty.setVisible(not examples)
        self.list.setVisible(bool(examples))
        self.list.clear()
        for example in examples:
            item = QListWidgetItem(_written(example))
            item.setData(EXAMPLE, example)
            item.setToolTip(self._tip(example))
            self.list.addItem(item)

    def _tip(self, example: SurveyExample) -> str:
        said = self.tr("Line {line}: {text}")
        return said.format(line=f"{example.line:,}", text=_short(example, MOST_IN_TIP))

    def _choose(self, item: QListWidgetItem) -> None:
        self.acted.emit(SurveyExampleChosen(self._shown[self.list.row(item)]))


class ExampleRow(QStyledItemDelegate):
    """How much and by which tokens, and below it at most two lines of the sentence."""

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:
        n_lines = 1 + len(self._lines(option, index.data(EXAMPLE)))
        return QSize(0, n_lines * option.fontMetrics.height() + 2 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        assert isinstance(option.widget, QWidget)
        example, theme = index.data(EXAMPLE), theme_of(option.widget)
        painter.save()
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("hover"))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("accent_soft"))
        row = option.rect.adjusted(SPACE, SPACE, -SPACE, 0)
        row.setHeight(option.fontMetrics.height())
        painter.setPen(theme.colour("text"))
        painter.setFont(number_font(option.widget))
        room = painter.fontMetrics().elidedText(_measure(example), _RIGHT, row.width())
        painter.drawText(row, _PLAIN, room)
        painter.setFont(option.widget.font())
        painter.setPen(theme.colour("muted"))
        for line in self._lines(option, example):
            row.translate(0, option.fontMetrics.height())
            painter.drawText(row, _PLAIN, line)
        painter.restore()

    def _lines(self, option: QStyleOptionViewItem, example: SurveyExample) -> list[str]:
        view = option.widget
        width = (view.viewport().width() if isinstance(view, QListWidget) else 300) - 2 * SPACE
        layout = QTextLayout(_short(example, MOST).replace("\n", " "), option.font)
        layout.beginLayout()
        lines: list[int] = []
        while len(lines) < 2 and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(line.textStart())
        layout.endLayout()
        text = layout.text()
        ends = [*lines[1:], len(text)]
        parts = [text[start:end] for start, end in zip(lines, ends, strict=True)]
        return [option.fontMetrics.elidedText(part, _RIGHT, width) for part in parts]


def _written(example: SurveyExample) -> str:
    """What a screen reader says."""
    return f"{_measure(example)}\n{_short(example, MOST)}"


def _measure(example: SurveyExample) -> str:
    """How much, and the two tokens."""
    pair = "" if example.query is None else f"  {example.query_token} → {example.key_token}"
    return f"{example.value:.2f}{pair}"


def _short(example: SurveyExample, most: int) -> str:
    text = " ".join(filter(None, (example.document.text, example.document.pair)))
    return text if len(text) <= most else f"{text[: most - 1]}…"
