"""`LessonText`: the words of a lesson, in English or Chinese, whatever the window speaks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from explorer.records.lessons import LessonName
from explorer.resources import asset
from explorer.state.actions.lessons import LessonLanguageChosen
from explorer.state.lessons.lessons import Language, Lessons
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

LINE_HEIGHT = 1.3
INDENT = 20  # of a list, in pixels


class LessonText(QWidget):
    """Written in Markdown, `assets/lessons/NAME.LANGUAGE.md`; a button shows the other language.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[LessonName, Language] | None = None
        self.browser = QTextBrowser()
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        self.browser.setVerticalScrollBar(SlimScrollBar())
        self.browser.setOpenLinks(False)
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser.viewport().setAutoFillBackground(False)
        self.browser.document().setDocumentMargin(0)
        self.browser.setAccessibleName(self.tr("Text of the lesson"))
        self.other = QuietButton(kind="link")
        self.other.clicked.connect(self._choose_other)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 0, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.browser, 1)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)

    def sizeHint(self) -> QSize:
        return QSize(280, 400)

    def show_lesson(self, name: LessonName, lessons: Lessons) -> None:
        wanted = (name, lessons.language or _own_language())
        if wanted == self._shown:
            return
        self._shown = wanted
        self._write()

    def _write(self) -> None:
        if self._shown is None:
            return
        name, language = self._shown
        text = asset("lessons", f"{name}.{language}.md").read_text(encoding="utf-8")
        document = self.browser.document()
        document.setDefaultFont(self.font())
        self.browser.setMarkdown(text)
        document.setIndentWidth(INDENT)
        self._space_lines()
        self.other.setText("English" if language == "zh" else "中文")

    def _space_lines(self) -> None:
        """One height for all lines, or those with Chinese words in them would stand apart."""
        spaced = QTextBlockFormat()  # nothing else, or lists would lose what sets them apart
        spaced.setLineHeight(
            LINE_HEIGHT * QFontMetricsF(self.font()).height(),
            QTextBlockFormat.LineHeightTypes.FixedHeight.value,
        )
        block = self.browser.document().begin()
        while block.isValid():
            if not block.blockFormat().headingLevel():
                QTextCursor(block).mergeBlockFormat(spaced)
            block = block.next()

    def _choose_other(self) -> None:
        if self._shown is not None:
            other: Language = "en" if self._shown[1] == "zh" else "zh"
            self.acted.emit(LessonLanguageChosen(other))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._write()
        super().changeEvent(event)


def _own_language() -> Language:
    is_chinese = QLocale().language() == QLocale.Language.Chinese
    return "zh" if is_chinese else "en"
