"""`BlockDetails`: one block of the architecture, opened: its shapes, its picture, its source."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.records.lessons.transformer import Block, Code, TranslationAnswer, WritingStep
from explorer.state.lessons.transformer import TransformerSettings, shown_step
from explorer.views.lessons.parts.code_view import CodeView
from explorer.views.lessons.transformer.block_names import BlockNames
from explorer.views.lessons.transformer.head_maps import HeadMaps
from explorer.views.lessons.transformer.next_words import NextWords
from explorer.views.lessons.transformer.sinusoid_grid import SinusoidGrid
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

N_NEXT = 10  # words below the output


class BlockDetails(QWidget):
    """Signals (GUI thread): `changed(settings)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TransformerSettings()
        self._answer: TranslationAnswer | None = None
        self._code: Code | None = None
        self._names = BlockNames(self)
        self.title = QLabel()
        self.title.setMinimumHeight(28)  # of the buttons beside it, which come and go
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.facts = Message(QPalette.ColorRole.Dark)
        self.picture_button = QuietButton(self.tr("Picture"))
        self.code_button = QuietButton(self.tr("Code"))
        self.heads, self.sinusoids = HeadMaps(), SinusoidGrid()
        self.next_words, self.code = NextWords(N_NEXT), CodeView(self.tr("Source code"))
        self._stack = QStackedWidget()
        self._next_words_part, self._code_part = QWidget(), QScrollArea()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        below = QVBoxLayout(self._next_words_part)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.next_words)
        below.addStretch(1)
        self.code.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._code_part.setFrameShape(QFrame.Shape.NoFrame)
        self._code_part.setWidgetResizable(True)
        self._code_part.setVerticalScrollBar(SlimScrollBar())
        self._code_part.setHorizontalScrollBar(SlimScrollBar(orientation=Qt.Orientation.Horizontal))
        self._code_part.setWidget(self.code)
        for part in (self.heads, self.sinusoids, self._next_words_part, self._code_part):
            self._stack.addWidget(part)
        group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(SPACE // 2)
        head.addWidget(self.title, 1)
        for button in (self.picture_button, self.code_button):
            button.setCheckable(True)
            group.addButton(button)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.picture_button.clicked.connect(lambda: self._show_code(wanted=False))
        self.code_button.clicked.connect(lambda: self._show_code(wanted=True))
        self.heads.head_chosen.connect(self._choose_head)
        self.next_words.rewritten.connect(self._rewrite)

    # ---- state -----------------------------------------------------------------------------------

    def show_block(
        self, settings: TransformerSettings, answer: TranslationAnswer, *, is_stale: bool
    ) -> None:
        self._settings, self._answer = settings, answer
        block, step = settings.block_in(answer), shown_step(settings, answer)
        self.title.setText(self._names.title(block))
        code, facts = block.code, self._names.facts(block, step.flows[block.name])
        where = self.tr("{file}, line {line}").format(file=code.file, line=code.first_line)
        self.facts.show_message(f"{facts} · {where}" if code.text else facts)
        picture = self._picture(block, step)
        self.picture_button.setVisible(picture is not None)
        self.code_button.setVisible(picture is not None and bool(code.text))
        shows_code = picture is None or (settings.shows_code and bool(code.text))
        self.code_button.setChecked(shows_code)
        self.picture_button.setChecked(not shows_code)
        self._write_code(code)
        front = self._code_part if shows_code or picture is None else picture
        self._stack.setCurrentWidget(front)
        self.heads.show_stale(is_stale=is_stale)
        self.next_words.dimmer.show_stale(is_stale=is_stale)

    def _write_code(self, code: Code) -> None:
        if code != self._code:
            self._code = code
            self.code.show_code(code.text.splitlines(), first=code.first_line)
            self.code.setMinimumWidth(self.code.text_width)
            for bar in (self._code_part.verticalScrollBar(), self._code_part.horizontalScrollBar()):
                bar.setValue(0)

    def _picture(self, block: Block, step: WritingStep) -> QWidget | None:
        """What a block is shown by beside its source, up to date; None: by that alone."""
        assert self._answer is not None
        translation = step.translation
        match block.kind:
            case "attention":
                self._show_heads(block, step)
                return self.heads
            case "embedding" | "positions":
                is_source = block.stack == "encoder"
                words = translation.source if is_source else translation.read
                self.sinusoids.show_positions(self._answer.architecture.positions, words)
                return self.sinusoids
            case "output" | "softmax":
                self.next_words.show_place(translation, self._settings.place_in(self._answer))
                return self._next_words_part
            case _:
                return None

    def _show_heads(self, block: Block, step: WritingStep) -> None:
        assert self._answer is not None
        assert block.site is not None
        assert block.layer is not None
        layer, head = self._settings.head_in(self._answer)
        is_drawn = block.site == "cross" and layer == block.layer
        row = None if block.site == "encoder" else self._settings.place_in(self._answer)
        self.heads.show_heads(
            step.maps[block.site, block.layer],
            step.flows[block.name],
            row,
            head if is_drawn else None,
        )

    # ---- what a person does ----------------------------------------------------------------------

    def _show_code(self, *, wanted: bool) -> None:
        self.changed.emit(self._settings.with_code(shown=wanted))

    def _choose_head(self, head: int) -> None:
        if self._answer is not None:
            layer = self._settings.block_in(self._answer).layer or 0
            self.changed.emit(self._settings.with_head((layer, head)))

    def _rewrite(self, word: str) -> None:
        if self._answer is not None:
            self.changed.emit(self._settings.rewritten(self._answer, word))
