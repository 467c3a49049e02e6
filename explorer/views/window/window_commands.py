"""`WindowCommands`: what each command of the window does, and which can be done now."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QObject, QStandardPaths, QTemporaryDir, Signal
from PySide6.QtGui import QAction, QGuiApplication, QImage

from explorer import __version__
from explorer.state import actions as a
from explorer.state.actions.lessons import LessonOpened
from explorer.state.model import AppState, SearchKind
from explorer.state.selectors import can_write, export_of, is_being_read, sides_in_text
from explorer.views.look.theme import theme_of
from explorer.views.window.about_dialog import AboutDialog
from explorer.views.window.command_palette import CommandPalette
from explorer.views.window.commands import Commands
from explorer.views.window.export_dialog import ExportDialog

if TYPE_CHECKING:
    from explorer.views.window.main_window import MainWindow

LIBRARIES = ("PySide6-Essentials", "torch", "transformers", "pyqtgraph", "numpy", "matplotlib")
CLIPBOARD_DPI = 150


class WindowCommands(QObject):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._state = AppState()
        self._last_folder = _pictures()
        self._scratch = QTemporaryDir()
        self._clipboard_path = Path(self._scratch.path()) / "clipboard.png"
        self.registry = Commands(window)
        self._connect()

    def _connect(self) -> None:
        does = self.registry
        wiring: tuple[tuple[QAction, Callable[[], object]], ...] = (
            (does.open_folder, self._window.model_picker.choose_folder),
            (does.open_hub, self._window.model_picker.choose_from_hub),
            (does.open_survey, self._window.survey.choose_folder),
            (does.export, self.export),
            (does.copy_image, self.copy_image),
            (does.quit, self._window.close),
            (does.undo, partial(self.acted.emit, a.Undone())),
            (does.redo, partial(self.acted.emit, a.Redone())),
            (does.insert_mask, self._window.text_panel.insert_mask),
            (does.mask, self._mask_pinned),
            (does.clear_masks, self._clear_masks),
            (does.clear_pins, partial(self.acted.emit, a.PinsCleared())),
            (does.second_text, self._toggle_pair),
            (does.write, partial(self.acted.emit, a.WritingAsked())),
            (does.stop_writing, partial(self.acted.emit, a.WritingStopped())),
            (does.focus_text, self._window.focus_text),
            (does.find, partial(self._search, "find")),
            (does.find_next, partial(self.acted.emit, a.SearchStepped(1))),
            (does.find_previous, partial(self.acted.emit, a.SearchStepped(-1))),
            (does.go_to, partial(self._search, "go to")),
            (does.stop_reading, partial(self.acted.emit, a.ReadingStopped())),
            (does.find_action, self._find_action),
            (does.show_map, partial(self.acted.emit, a.ViewChosen("map"))),
            (does.show_lines, partial(self.acted.emit, a.ViewChosen("lines"))),
            (does.show_alignment, partial(self.acted.emit, a.ViewChosen("alignment"))),
            (does.previous_head, partial(self._walk, 0, -1)),
            (does.next_head, partial(self._walk, 0, 1)),
            (does.previous_layer, partial(self._walk, -1, 0)),
            (does.next_layer, partial(self._walk, 1, 0)),
            (does.fit, self._window.explore.map.fit),
            (does.about, self._about),
        )
        for action, function in wiring:
            action.triggered.connect(partial(_without_argument, function))
        does.example_chosen.connect(lambda document: self.acted.emit(a.DocumentChosen(document)))
        does.theme_chosen.connect(self._window.wear)
        does.lesson_chosen.connect(lambda name: self.acted.emit(LessonOpened(name)))
        does.page_chosen.connect(lambda page: self.acted.emit(a.PageOpened(page)))

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if state.exported != old.exported and state.exported == self._clipboard_path:
            self._put_on_clipboard()
        can = self.registry
        can.undo.setEnabled(bool(state.history.past))
        can.redo.setEnabled(bool(state.history.future))
        can.mask.setEnabled(bool(state.pinned) and sides_in_text(state)[0])
        can.clear_pins.setEnabled(bool(state.pinned))
        can.clear_masks.setEnabled(bool(state.document.masks))
        can.find_next.setEnabled(bool(state.search and state.search.matches))
        can.find_previous.setEnabled(can.find_next.isEnabled())
        can.stop_reading.setEnabled(is_being_read(state))
        can.second_text.setChecked(state.document.pair is not None)
        # While another model opens, the figure would be drawn with that one.
        has_map = state.inspection is not None and state.loading is None
        for action in (can.export, can.copy_image, can.fit):
            action.setEnabled(has_map)
        can.write.setEnabled(can_write(state))
        can.stop_writing.setEnabled(state.generating is not None)
        can.show_alignment.setEnabled(state.head.site == "cross")
        fronts = {
            "map": can.show_map, "lines": can.show_lines, "alignment": can.show_alignment
        }  # fmt: skip
        fronts[state.front].setChecked(True)
        front = state.lesson or state.page
        pages = (can.explore, can.survey, can.finetune, *can.lessons)
        next(page for page in pages if page.data() == front).setChecked(True)

    # ---- what the commands do --------------------------------------------------------------------

    def export(self) -> None:
        """Ask what to write and where."""
        dialog = ExportDialog(self._state, self._last_folder, self._window)

        def agreed(action: a.ExportRequested) -> None:
            self._last_folder = dialog.folder
            self.acted.emit(action)

        dialog.acted.connect(agreed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_image(self) -> None:
        """The figure of the selected head, drawn as an export and then read into the clipboard."""
        figure = export_of(self._state, self._clipboard_path)
        request = replace(figure, dpi=CLIPBOARD_DPI, dark=theme_of(self._window).is_dark)
        self.acted.emit(a.ExportRequested(request))

    def _put_on_clipboard(self) -> None:
        QGuiApplication.clipboard().setImage(QImage(str(self._clipboard_path)))
        self.acted.emit(a.ImageCopied())

    def _mask_pinned(self) -> None:
        if self._state.pinned:
            self.acted.emit(a.MasksToggled(tuple(sorted(self._state.pinned))))

    def _clear_masks(self) -> None:
        self.acted.emit(a.MasksCleared())

    def _toggle_pair(self) -> None:
        is_open = self._state.document.pair is not None
        self.acted.emit(a.PairClosed() if is_open else a.PairOpened())

    def _walk(self, layers: int, heads: int) -> None:
        """One layer or head on; from an aggregate to the first or last one."""
        model, now = self._state.model, self._state.head
        site = model.site(now.site) if model else None
        if site is None:
            return
        self.acted.emit(
            a.HeadSelected(
                replace(
                    now,
                    layer=_stepped(now.layer, layers, site.n_layers),
                    head=_stepped(now.head, heads, site.n_heads),
                )
            )
        )

    def _search(self, kind: SearchKind) -> None:
        """The bar opens, with the words that are selected in the text."""
        self.acted.emit(a.SearchOpened(kind))
        selected = self._window.text_panel.selected_words()
        if kind == "find" and selected:
            self.acted.emit(a.SearchEdited(selected))
        self._window.search_bar.take_keys()

    def _find_action(self) -> None:
        palette = CommandPalette(self.registry.all(), self._window)
        palette.finished.connect(palette.deleteLater)
        palette.popup()

    def _about(self) -> None:
        dialog = AboutDialog(self._facts(), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _facts(self) -> list[tuple[str, str]]:
        model = self._state.model
        facts = [("Attention Explorer", __version__), ("Python", sys.version.split()[0])]
        facts += [(name, _version(name)) for name in LIBRARIES]
        facts.append((self.tr("Devices"), ", ".join(self._state.devices)))
        if model is not None:
            facts.append((self.tr("Model"), f"{model.name} {model.revision}".strip()))
            facts.append((self.tr("Runs on"), f"{model.device} · {model.dtype}"))
        facts.append((self.tr("Qt platform"), QGuiApplication.platformName()))
        return facts


def _stepped(now: int | None, step: int, count: int) -> int | None:
    if step == 0:
        return now
    if now is None:
        return 0 if step > 0 else count - 1
    return (now + step) % count


def _without_argument(function: Callable[[], object], _checked: bool = False) -> None:
    function()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def _pictures() -> Path:
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(where) if where and QDir(where).exists() else Path.home()
