"""`SearchBar`: finds a string in what was read, or goes to a token; strip and map follow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QWidget

from explorer.state.actions import SearchClosed, SearchEdited, SearchStepped
from explorer.state.model import AppState, Search
from explorer.state.search import MAX_MATCHES
from explorer.state.selectors import tokens_of
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.text.labels import readable
from explorer.views.widgets.buttons import QuietButton

WIDEST = 45 * SPACE

_STEPS = {  # key: by how many matches
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}


class QueryField(QLineEdit):
    """One line of words. Signals (GUI thread): `stepped(by)`, `left()`."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setMaxLength(1000)
        self.setMinimumWidth(12 * SPACE)

    def event(self, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # it closes the bar, whatever else it would do
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _STEPS.get(Qt.Key(event.key()))
        if by is not None:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-by if back else by)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(QWidget):
    """Hidden until something is looked for; Enter and Shift+Enter go on and back, Escape closes.

    Signals (GUI thread): `acted(action)`: SearchEdited, SearchStepped, SearchClosed.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search: Search | None = None
        self._came_from: QWidget | None = None  # had the keys before the bar took them
        self.field = QueryField()
        self.count = QLabel()
        self.previous_button = QuietButton(icon="up")
        self.next_button = QuietButton(icon="down")
        self.close_button = QuietButton(icon="close")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for button in (self.previous_button, self.next_button, self.close_button):
            row.addWidget(button)
        self.setMaximumWidth(WIDEST)
        self._name()
        self._connect()
        self.hide()

    def _name(self) -> None:
        self.count.setAccessibleName(self.tr("Matches"))
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for button, words in (
            (self.previous_button, self.tr("The match before  (Shift+Enter)")),
            (self.next_button, self.tr("The next match  (Enter)")),
            (self.close_button, self.tr("Close  (Esc)")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words.split("  ")[0])

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda text: self.acted.emit(SearchEdited(text)))
        self.field.stepped.connect(self._step)
        self.previous_button.clicked.connect(lambda: self._step(-1))
        self.next_button.clicked.connect(lambda: self._step(1))
        for closes in (self.field.left, self.close_button.clicked):
            closes.connect(lambda: self.acted.emit(SearchClosed()))

    def take_keys(self) -> None:
        """What is typed next is looked for, in place of what was looked for last."""
        before = QApplication.focusWidget()
        if before is not self.field:
            self._came_from = before
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_state(self, state: AppState) -> None:
        before, self._search = self._search, state.search
        if state.search is None:
            if before is not None:
                self._give_back()
            return
        if state.search is before and not self.isHidden():
            return
        if before is None or before.kind != state.search.kind:
            self._ask(state.search)
        if state.search.query != self.field.text():
            self.field.setText(state.search.query)
        self.count.setText(self._count_of(state, state.search))
        goes = len(state.search.matches) > 1
        for button in (self.previous_button, self.next_button):
            button.setVisible(state.search.kind == "find")
            button.setEnabled(goes)
        self.show()

    def _ask(self, search: Search) -> None:
        if search.kind == "find":
            hint, name = self.tr("Find in the text"), self.tr("Find")
        else:
            hint, name = self.tr("Go to token: 1,024 or 50%"), self.tr("Go to token")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(name)

    def _count_of(self, state: AppState, search: Search) -> str:
        tokens = tokens_of(state)
        if not search.query or tokens is None:
            return ""
        if search.match is None and search.kind == "find":
            return self.tr("not found")
        if search.match is None:
            return self.tr("there are tokens 0–{last}").format(last=f"{len(tokens) - 1:,}")
        if search.kind == "find":
            n_matches = len(search.matches)
            count = f"{n_matches:,}" + ("+" if n_matches == MAX_MATCHES else "")
            return self.tr("{n} of {count}").format(n=f"{search.current + 1:,}", count=count)
        position = search.match[0]
        return f"{position:,} · {readable(tokens.labels[position])[:20]}"

    def _step(self, by: int) -> None:
        is_find = self._search is not None and self._search.kind == "find"
        self.acted.emit(SearchStepped(by if is_find else 0))

    def _give_back(self) -> None:
        """The keys go to where they were."""
        has_keys = self.isAncestorOf(QApplication.focusWidget() or self.window())
        self.hide()
        before, self._came_from = self._came_from, None
        if has_keys and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(theme.colour("surface"))
            painter.setPen(QPen(theme.colour("accent" if self.field.hasFocus() else "line"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
