"""`Person`: what somebody does at one window, with Qt's own mouse and key events.

The events enter at the window, as those of a desktop do, and Qt finds the widget that gets them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QCursor,
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from explorer.app import Explorer
from explorer.records import HeadRef, Inspection
from explorer.state.model import AppState, Problem

PATIENCE_MS = 60_000  # for a machine that trains a model beside the tests
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
Kind = TypeVar("Kind", bound=QWidget)


class Person:
    """Sits at one window; every wait is for something to be true, never for a time."""

    def __init__(self, explorer: Explorer, qtbot: Any) -> None:
        self.explorer = explorer
        self.window = explorer.window
        self.qtbot = qtbot

    # ---- eyes ------------------------------------------------------------------------------------

    @property
    def state(self) -> AppState:
        return self.explorer.store.state

    @property
    def shown(self) -> Inspection:
        """What is on the screen; there must be something."""
        assert self.state.inspection is not None
        return self.state.inspection

    @property
    def text(self) -> str:
        return self.window.text_panel.field.toPlainText()

    def waits_until(self, condition: Callable[[AppState], object]) -> AppState:
        self.qtbot.waitUntil(lambda: bool(condition(self.state)), timeout=PATIENCE_MS)
        return self.state

    def waits_for_results(self) -> Inspection:
        """Everything that is wanted is on the screen, and nothing is wrong."""
        self.waits_until(_is_settled)
        assert self.state.problem is None
        return self.shown

    def waits_for_problem(self, kind: str) -> Problem:
        """A message of this kind is in the window."""
        problem = self.waits_until(lambda s: s.problem and s.problem.kind == kind).problem
        assert problem is not None
        is_about_text = kind == "text"
        words = self.window.text_panel if is_about_text else self.window.problem_bar
        assert words.message.isVisible()
        assert words.message.text() == problem.message
        return problem

    def waits_for_dialog(self, kind: type[Kind]) -> Kind:
        """The dialog of this kind, once it takes the keys."""
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        self._gives_keys_to(dialog)
        return dialog

    # ---- hands -----------------------------------------------------------------------------------

    def takes_the_keys(self) -> None:
        """A window manager gives them to a window that opens; offscreen there is none."""
        self._gives_keys_to(self.window)

    def _gives_keys_to(self, widget: QWidget) -> None:
        def has_keys() -> bool:
            widget.activateWindow()  # again each time: it is lost while a window comes or goes
            return QGuiApplication.focusWindow() is widget.windowHandle()

        self.qtbot.waitUntil(has_keys, timeout=PATIENCE_MS)

    def _front(self) -> QWindow:
        """The window that gets the keys; popups take them from it."""
        if QGuiApplication.focusWindow() is None:  # as after a window before it was deleted
            self._gives_keys_to(QApplication.activeModalWidget() or self.window)
        window = QGuiApplication.focusWindow()
        assert window is not None
        return window

    def presses(self, *keys: str) -> None:
        """Keys as in a menu: `Ctrl+Shift+Z`, `Return`."""
        for combination in keys:
            key = QKeySequence(combination)[0]
            QTest.keyClick(self._front(), key.key(), key.keyboardModifiers())

    def types(self, text: str) -> None:
        for character in text:
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, self._front(), Qt.Key.Key_unknown, character, NO_KEY
            )

    def writes(self, text: str) -> None:
        """The text in place of the one that stands there."""
        self.presses("Ctrl+L", "Ctrl+A")
        self.types(text)
        assert self.text == text

    def composes(self, text: str) -> None:
        """What an input method hands over: Chinese, or an emoji from its table."""
        self.presses("Ctrl+L", "Ctrl+A")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QGuiApplication.focusObject(), event)

    def pastes(self, text: str) -> None:
        """From the clipboard, in place of what stands there."""
        # Not a QMimeData of Python's: Qt frees it when Python is gone, and crashes.
        QGuiApplication.clipboard().setText(text)
        self.presses("Ctrl+L", "Ctrl+A", "Ctrl+V")

    def clears(self) -> None:
        self.presses("Ctrl+L", "Ctrl+A", "Delete")

    def clicks(
        self, widget: QWidget, at: QPoint | None = None, held: Qt.KeyboardModifier = NO_KEY
    ) -> None:
        """On the middle of a widget that can be seen, or on a point of it."""
        self._front()  # a click of a desktop gives the keys to the window too
        self._waits_for_place(widget)
        at = widget.rect().center() if at is None else at
        top = widget.window()
        point = widget.mapTo(top, at)
        under = top.childAt(point) or top
        assert under is widget or widget.isAncestorOf(under), f"{under} is in the way"
        QCursor.setPos(widget.mapToGlobal(at))
        QTest.mouseMove(top.windowHandle(), point)
        QTest.mouseClick(top.windowHandle(), LEFT, held, point)

    def _waits_for_place(self, widget: QWidget) -> None:
        """Until the layouts around a widget have come to rest, as an eye would."""
        place, before = None, QRect()
        while place != before:
            before = place
            QApplication.processEvents()
            place = QRect(widget.mapTo(widget.window(), QPoint()), widget.size())

    def points_at(self, widget: QWidget, at: QPoint) -> None:
        top = widget.window()
        QCursor.setPos(widget.mapToGlobal(at))
        QTest.mouseMove(top.windowHandle(), widget.mapTo(top, at))

    def drags(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """From one point of a widget to another, in steps, as a hand does."""
        self.points_at(widget, start)
        top = widget.window()
        window = top.windowHandle()
        QTest.mousePress(window, LEFT, NO_KEY, widget.mapTo(top, start))
        for step in range(1, 5):
            self.points_at(widget, start + (end - start) * step / 4)
        QTest.mouseRelease(window, LEFT, NO_KEY, widget.mapTo(top, end))

    def turns_the_wheel(self, widget: QWidget, at: QPoint, notches: int) -> None:
        """Forward over a point of a widget; backward where notches are below 0."""
        self.points_at(widget, at)
        top = widget.window()
        event = QWheelEvent(
            QPointF(widget.mapTo(top, at)), QPointF(widget.mapToGlobal(at)),
            QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, NO_KEY,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(top.windowHandle(), event)

    def clicks_token(self, position: int, held: Qt.KeyboardModifier = NO_KEY) -> None:
        strip = self.window.token_strip
        middle = strip.chips[position].frame.center()
        self.clicks(strip.viewport(), middle - QPoint(0, strip.verticalScrollBar().value()), held)

    def clicks_head(self, layer: int, head: int) -> None:
        overview = self.window.explore.overview
        self.clicks(overview.viewport(), overview._picture().rect((layer, head)).center())
        self.waits_until(lambda state: state.head == HeadRef(layer, head))

    def clicks_candidate(self, row: int) -> None:
        candidates = self.window.explore.predictions.candidates
        self.clicks(candidates, candidates.row_rect(row).center())

    # ---- what takes several steps ------------------------------------------------------------

    def opens_folder(self, folder: Path) -> None:
        self.presses("Ctrl+O")
        dialog = self.waits_for_dialog(QFileDialog)
        self._answers(dialog.findChild(QLineEdit, "fileNameEdit"), str(folder))

    def opens_from_hub(self, name: str) -> None:
        self.presses("Ctrl+Shift+O")
        dialog: Any = self.waits_for_dialog(QDialog)
        self._answers(dialog.search_bar.field, name)

    def exports(self, path: Path) -> None:
        """Ctrl+E, another name, Enter; once more where a file is there already."""
        self.presses("Ctrl+E")
        dialog: Any = self.waits_for_dialog(QDialog)
        replaces = path.is_file()
        self._names(dialog.path_field, str(path))
        if replaces:
            assert path.name in dialog.warning.text()
            self.presses("Return")
        self._returns()

    def _answers(self, field: QLineEdit, text: str) -> None:
        self._names(field, text)
        self._returns()

    def _names(self, field: QLineEdit, text: str) -> None:
        self.clicks(field)
        self.presses("Ctrl+A")
        self.types(text)
        assert field.text() == text
        self.presses("Return")

    def _returns(self) -> None:
        """The dialog is gone, and the window has the keys again."""
        self.qtbot.waitUntil(_no_dialog, timeout=PATIENCE_MS)
        self.takes_the_keys()

    def leaves(self) -> None:
        self.presses("Ctrl+Q")
        assert not self.window.isVisible()
        assert self.explorer.thread_of_model.isFinished()


def _no_dialog() -> bool:
    return QApplication.activeModalWidget() is None


def _is_settled(state: AppState) -> bool:
    shown = state.inspection
    return (
        state.problem is None
        and shown is not None
        and shown.model == state.model
        and shown.request == state.wanted
        and shown.overview is not None
    )
