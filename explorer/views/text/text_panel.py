"""`TextPanel`: where the sentence is typed, with its pair, and what is wrong with it in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.state.actions import (
    LanguagesChosen,
    PairClosed,
    PairOpened,
    ReadingResumed,
    TextEdited,
)
from explorer.state.model import AppState
from explorer.state.selectors import notices, was_stopped
from explorer.state.text import TARGET, text_of
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.text.language_choice import LanguageChoice
from explorer.views.text.length_row import LengthRow
from explorer.views.text.reading_row import ReadingRow
from explorer.views.text.text_field import MASK, TextField
from explorer.views.text.writing_controls import WritingControls
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message


class FieldBox(QWidget):
    """The rounded ground of a field, with its small buttons at the right end."""

    def __init__(self, field: TextField, *buttons: QWidget) -> None:
        super().__init__()
        self.field = field
        field.focus_changed.connect(self.update)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(4)
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        focused = self.field.hasFocus()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(theme.colour("surface"))
            painter.setPen(QPen(theme.colour("accent" if focused else "line"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class TextPanel(QWidget):
    """The text, its pair where there is one, and the target of models that write one.

    Signals (GUI thread): `acted(action)`: TextEdited, PairOpened, PairClosed, LanguagesChosen, and
    those of `LengthRow`, `ReadingRow` and `WritingControls`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: AppState | None = None
        self.field = TextField()
        self.pair_field = TextField()
        self.target_field = TextField()
        self.source_language, self.target_language = LanguageChoice(), LanguageChoice()
        self.continuing, self.writing = WritingControls("continue"), WritingControls("target")
        self.mask_button = QuietButton(MASK)
        self.pair_button = QuietButton(self.tr("second text"), kind="link", icon="plus")
        self.close_pair_button = QuietButton(icon="close")
        self.length_row = LengthRow()
        self.reading_row = ReadingRow()
        self.message = Message(QPalette.ColorRole.BrightText)
        self.notice = Message(QPalette.ColorRole.Dark)
        self._box = FieldBox(
            self.field, self.source_language, self.mask_button, self.pair_button, self.continuing
        )
        self._pair_box = FieldBox(self.pair_field, self.close_pair_button)
        self._target_box = FieldBox(self.target_field, self.target_language, self.writing)
        self._lay_out()
        self._name()
        self._connect()
        self._enlarge()
        for hidden in (
            self._pair_box, self._target_box, self.continuing, self.message, self.notice
        ):  # fmt: skip
            hidden.hide()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 4, 0)
        below.setSpacing(SPACE)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self.message)
        words.addWidget(self.notice)
        below.addLayout(words, 1)
        below.addWidget(self.length_row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._box)
        column.addWidget(self._pair_box)
        column.addWidget(self._target_box)
        column.addLayout(below)
        column.addWidget(self.reading_row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _name(self) -> None:
        self.pair_field.setPlaceholderText(self.tr("A second text, read together with the first"))
        self.target_field.setPlaceholderText(
            self.tr("The target: what the decoder reads. Type it, or let the model generate it")
        )
        self.target_field.setAccessibleName(self.tr("Target"))
        self.source_language.setToolTip(self.tr("The language of the text"))
        self.target_language.setToolTip(self.tr("The language that the model writes"))
        self.field.setAccessibleName(self.tr("Text"))
        self.pair_field.setAccessibleName(self.tr("Second text"))
        self.mask_button.setToolTip(self.tr("Insert [MASK]: the model predicts a word there"))
        self.pair_button.setToolTip(self.tr("Add a second text: the model reads them as a pair"))
        self.close_pair_button.setToolTip(self.tr("Remove the second text"))
        self.close_pair_button.setAccessibleName(self.tr("Remove the second text"))

    def _connect(self) -> None:
        self.field.edited.connect(partial(self._edited, 0))
        self.pair_field.edited.connect(partial(self._edited, 1))
        self.target_field.edited.connect(partial(self._edited, TARGET))
        self.source_language.chosen.connect(lambda code: self._choose_languages(source=code))
        self.target_language.chosen.connect(lambda code: self._choose_languages(target=code))
        for controls in (self.continuing, self.writing):
            controls.acted.connect(self.acted)
        self.mask_button.clicked.connect(self.insert_mask)
        self.pair_button.clicked.connect(self._open_pair)
        self.close_pair_button.clicked.connect(self._close_pair)
        for field in (self.field, self.pair_field, self.target_field):
            field.entered.connect(self._read_on)
        for row in (self.length_row, self.reading_row):
            row.acted.connect(self.acted)

    def show_state(self, state: AppState) -> None:
        old, self._shown = self._shown, state
        if old is None or old.document != state.document:
            self._show_document(state)
        if old is None or old.model != state.model:
            self._show_model(state)
        for controls in (self.continuing, self.writing):
            controls.show_state(state)
        notice = notices(state)
        if old is None or (old.problem, notices(old)) != (state.problem, notice):
            problem = state.problem if state.problem and state.problem.kind == "text" else None
            self.message.show_message(problem.message if problem else "")
            self.notice.show_message(notice)
        self.length_row.show_state(state)
        self.reading_row.show_state(state)

    def _show_model(self, state: AppState) -> None:
        """What can be typed, and what the model can write, depend on the model."""
        model = state.model
        takes_target = model is not None and model.takes_target
        if not takes_target and self.target_field.hasFocus():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._target_box.setVisible(takes_target)
        writes = model is not None and model.generates
        self.writing.setVisible(writes and takes_target)
        self.continuing.setVisible(writes and not takes_target)
        has_mask = model is None or model.mask_token is not None
        self.mask_button.setVisible(has_mask)
        predicts_masks = model is None or (has_mask and model.objective == "masked")
        self.field.setPlaceholderText(
            self.tr("Type a sentence…  [MASK] asks the model for a word")
            if predicts_masks
            else self.tr("Type a sentence…")
        )
        self._show_languages(state)

    def _show_languages(self, state: AppState) -> None:
        model, document = state.model, state.document
        codes = model.languages if model else ()
        defaults = (model.source_language, model.target_language) if model else (None, None)
        chosen = document.source_language, document.target_language
        buttons = self.source_language, self.target_language
        for button, code, default in zip(buttons, chosen, defaults, strict=True):
            button.show_languages(codes, code if code in codes else default)

    def _show_document(self, state: AppState) -> None:
        document = state.document
        self._show_languages(state)
        self.target_field.show_text(text_of(document, TARGET))
        self.field.show_text(document.text)
        self.field.show_masks(frozenset(m for m in document.masks if m.segment == 0))
        self.pair_field.show_text(text_of(document, 1))
        self.pair_field.show_masks(frozenset(m for m in document.masks if m.segment == 1))
        has_pair = document.pair is not None
        if has_pair == self._pair_box.isHidden():
            if not has_pair and self.pair_field.hasFocus():
                self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._pair_box.setVisible(has_pair)
            self.pair_button.setVisible(not has_pair)

    def insert_mask(self) -> None:
        """`[MASK]` at the cursor of the field that has it."""
        field = self.pair_field if self.pair_field.hasFocus() else self.field
        field.insert_mask()

    def selected_words(self) -> str:
        """What is selected on one line of the field that has the keys; "" elsewhere."""
        for field in (self.field, self.pair_field):
            words = field.textCursor().selectedText()
            if field.hasFocus() and "\u2029" not in words:
                return words
        return ""

    def _open_pair(self) -> None:
        self.acted.emit(PairOpened())
        if self._pair_box.isVisible():
            self.pair_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_pair(self) -> None:
        self.acted.emit(PairClosed())

    def _read_on(self) -> None:
        if self._shown is not None and was_stopped(self._shown):
            self.acted.emit(ReadingResumed())

    def _edited(self, segment: int, text: str) -> None:
        self.acted.emit(TextEdited(text, segment))

    def _choose_languages(self, **chosen: object) -> None:
        if self._shown is not None:
            document = self._shown.document
            now = {"source": document.source_language, "target": document.target_language}
            self.acted.emit(LanguagesChosen(**(now | chosen)))  # type: ignore[arg-type]

    def _enlarge(self) -> None:
        font = QFont(self.font())
        if font.pixelSize() > 0:
            font.setPixelSize(round(font.pixelSize() * 1.2))
        else:
            font.setPointSizeF(font.pointSizeF() * 1.2)
        for field in (self.field, self.pair_field, self.target_field):
            field.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._enlarge()
