"""`SentenceRow`: the Chinese sentence, with what the model cannot read marked; and examples."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from explorer.views.look.theme import theme_of
from explorer.views.text.text_field import TextField, units
from explorer.views.text.text_panel import FieldBox
from explorer.views.widgets.choice_button import Choice, ChoiceButton

Places = tuple[tuple[int, int], ...]  # characters [start, end)

EXAMPLES = (
    "我喜欢打篮球", "她昨天在公园打篮球了", "他不喜欢喝咖啡。", "你喜欢吃什么？", "书在桌子上。",
    "我有三只猫。", "小明和爸爸正在游泳。", "老师上个星期去了公园", "她的哥哥想喝咖啡",
    "我会游泳但是他不会跳舞", "你们会骑自行车但是他们不喜欢吃苹果",
)  # fmt: skip


class UnknownWordsField(TextField):
    """A field that underlines the words that a model does not know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._unknown: Places = ()
        super().__init__(parent)

    def show_unknown(self, places: Places) -> None:
        if places != self._unknown:
            self._unknown = places
            self._mark_masks()

    def _mark_masks(self) -> None:
        """Nothing can be masked here; the marks are those of unknown words."""
        text = self.toPlainText()
        if unicodedata.normalize("NFC", text) != text:
            self.setExtraSelections([])  # the places count in the composed text
            return
        theme, marks = theme_of(self), []
        for start, end in self._unknown:
            if end > len(text):
                continue
            mark = QTextEdit.ExtraSelection()
            cursor = self.textCursor()
            cursor.setPosition(units(text, start))
            cursor.setPosition(units(text, end), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            shade = QTextCharFormat()
            shade.setBackground(theme.colour("warning_soft"))
            shade.setForeground(theme.colour("warning"))
            shade.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            shade.setUnderlineColor(theme.colour("warning"))
            mark.format = shade
            marks.append(mark)
        self.setExtraSelections(marks)


class SentenceRow(QWidget):
    """Signals (GUI thread): `typed(text)`; `entered()`: Enter."""

    typed = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = UnknownWordsField()
        self.field.setAccessibleName(self.tr("Chinese sentence"))
        self.field.setPlaceholderText(self.tr("Type a Chinese sentence, or choose an example"))
        self.field.edited.connect(self.typed)
        self.field.entered.connect(self.entered)
        self.examples = ChoiceButton(self.tr("Examples"))
        self.examples.set_choices([Choice(text, text) for text in EXAMPLES])
        self.examples.chosen.connect(lambda text: self.typed.emit(str(text)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(FieldBox(self.field, self.examples))
        self.setFocusProxy(self.field)
        self.examples.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_sentence(self, text: str, unknown: Places) -> None:
        self.field.show_text(text)
        self.field.show_unknown(unknown)
        self.examples.set_current(text)  # so that Up and Down go on from it
        self.examples.setText("")  # the sentence stands beside it
        self.examples.setAccessibleName(self.tr("Examples"))
