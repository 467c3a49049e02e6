"""`TextField`: plain text that grows with its lines; the window's shortcuts go past it."""

from __future__ import annotations

import math
import re
import unicodedata

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from explorer.records import Span
from explorer.state.text import edit_between
from explorer.views.look.theme import theme_of
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

MASK = "[MASK]"
MOST_LINES = 4

_EDITING = tuple(
    QKeySequence.StandardKey[name]
    for name in (
        "Copy", "Cut", "Paste", "SelectAll", "DeleteStartOfWord", "DeleteEndOfWord",
        "MoveToNextWord", "MoveToPreviousWord", "SelectNextWord", "SelectPreviousWord",
        "MoveToStartOfDocument", "MoveToEndOfDocument", "SelectStartOfDocument",
        "SelectEndOfDocument",
    )
)  # fmt: skip


class MaskHighlighter(QSyntaxHighlighter):
    """Draws each typed `[MASK]` in the accent colour."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._format = QTextCharFormat()

    def set_colour(self, colour: QColor) -> None:
        self._format.setForeground(colour)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for match in re.finditer(re.escape(MASK), text):
            start = units(text, match.start())
            self.setFormat(start, len(MASK), self._format)


def units(text: str, position: int) -> int:
    """Qt's UTF-16 position of a character; emoji take two."""
    if text.isascii():
        return position
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def starts_right(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left; `[MASK]` has none."""
    for character in text.replace(MASK, ""):
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False


class TextField(QPlainTextEdit):
    """One text, one to four lines high.

    Signals (GUI thread): `edited(text)` when a person changed it, never from `show_text`;
    `focus_changed()`; `entered()`: Enter, which adds no line, as Shift+Enter does.
    Undo belongs to the window, so the field has none.
    """

    edited = Signal(str)
    entered = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""  # as shown by the state or told to it
        self._is_showing = False
        self._masks: frozenset[Span] = frozenset()
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar())
        # Always there and empty unless needed: a bar that comes and goes wraps the lines anew.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._highlighter = MaskHighlighter(self.document())
        self._highlighter.set_colour(theme_of(self).colour("accent"))
        # A space at the end of a full line stands outside, and Qt would scroll towards it.
        self.horizontalScrollBar().valueChanged.connect(self._stay_left)
        self.textChanged.connect(self._align)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def show_text(self, text: str) -> None:
        """The text of the state; the cursor goes to the end of what changed."""
        if text == self._text:
            return
        before = self.toPlainText()
        start, end, _ = edit_between(before, text)
        middle = text[start : len(text) - (len(before) - end)]
        cursor = self.textCursor()
        if units(before, len(before)) == self.document().characterCount() - 1:
            cursor.setPosition(units(before, start))
            cursor.setPosition(units(before, end), QTextCursor.MoveMode.KeepAnchor)
        else:  # PySide drops lone surrogates on the way out, so positions would be off
            cursor.select(QTextCursor.SelectionType.Document)
            middle = text
        self._is_showing = True
        try:
            cursor.insertText(middle)
        finally:
            self._is_showing = False
        self._text = text
        self.setTextCursor(cursor)
        self._mark_masks()

    def show_masks(self, masks: frozenset[Span]) -> None:
        """Words masked by hand stand on the accent's soft ground."""
        if masks != self._masks:
            self._masks = masks
            self._mark_masks()

    def insert_mask(self) -> None:
        """`[MASK]` in the place of the selection, with the spaces that a word needs."""
        cursor = self.textCursor()
        text = self.toPlainText()
        start, end = _characters(text, cursor.selectionStart(), cursor.selectionEnd())
        before = " " if start and not text[start - 1].isspace() else ""
        after = " " if text[end : end + 1].isalnum() else ""
        cursor.insertText(before + MASK + after)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            held = modifiers & ~Qt.KeyboardModifier.KeypadModifier
            if held and not any(event.matches(key) for key in _EDITING):
                # Qt's field would keep Ctrl+Z, Ctrl+K and Ctrl+E from the window's actions.
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            else:
                self.entered.emit()
            return
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(
            QKeySequence.StandardKey.Redo
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text().replace("\r\n", "\n"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._highlighter.set_colour(theme_of(self).colour("accent"))
            self._mark_masks()
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def _changed(self) -> None:
        if self._is_showing:
            return
        text = self.toPlainText()
        if text == self._text:
            return  # only the colours changed
        self._text = text
        self.edited.emit(text)

    def _align(self) -> None:
        """Arabic and Hebrew start at the right."""
        rightwards = Qt.LayoutDirection.LayoutDirectionAuto, Qt.AlignmentFlag.AlignLeft
        leftwards = Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight
        direction, side = leftwards if starts_right(self.toPlainText()) else rightwards
        option = self.document().defaultTextOption()
        if option.textDirection() != direction:
            option.setTextDirection(direction)
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)
            # Qt clips a cursor that stands at the very right.
            self.document().setDocumentMargin(1 if side == Qt.AlignmentFlag.AlignRight else 0)

    def _stay_left(self) -> None:
        self.horizontalScrollBar().setValue(0)

    def _grow(self) -> None:
        least = self.fontMetrics().lineSpacing()
        first = self.document().firstBlock().layout()
        # Qt rounds up each line; a view that is not a whole number of lines scrolls past the last.
        line = first.lineAt(0).height() if first.lineCount() else least
        margins = 2 * self.document().documentMargin()
        tallest = MOST_LINES * max(line, least) + margins
        height, block = 0.0, self.document().begin()
        while block.isValid() and height < tallest:
            # A line of a fallback font may be taller than the font's own line spacing.
            height += self.blockBoundingRect(block).height()
            block = block.next()
        wanted = math.ceil(min(max(height, least), tallest)) + 2
        if wanted != self.minimumHeight() or wanted != self.maximumHeight():
            self.setFixedHeight(wanted)

    def _mark_masks(self) -> None:
        text = self._text
        marked = []
        for mask in sorted(self._masks):
            if mask.end > len(text):
                continue
            selection = QTextEdit.ExtraSelection()
            cursor = self.textCursor()
            cursor.setPosition(units(text, mask.start))
            cursor.setPosition(units(text, mask.end), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            shade = QTextCharFormat()
            shade.setBackground(theme_of(self).colour("accent_soft"))
            shade.setForeground(self.palette().color(QPalette.ColorRole.Link))
            selection.format = shade
            marked.append(selection)
        self.setExtraSelections(marked)


def _characters(text: str, *positions: int) -> list[int]:
    """Characters before each of Qt's UTF-16 positions."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return [len(encoded[: 2 * p].decode("utf-16-le", "surrogatepass")) for p in positions]
