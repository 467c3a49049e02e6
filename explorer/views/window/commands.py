"""`Commands`: every action of a window, once; menus, shortcuts and the palette read them here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from explorer.records import Document
from explorer.records.lessons import LESSONS
from explorer.views.lessons.lesson_names import LessonNames
from explorer.views.window.examples import Examples

FOUND_AS = "found_as"  # property of an action whose text says too little outside its menu


class Commands(QObject):
    """Actions as attributes; the window connects `triggered` and adds them to itself.

    Signals (GUI thread): `example_chosen(Document)`, `theme_chosen(str)`: light, dark or system,
    `lesson_chosen(name)`, `page_chosen(page)`.
    """

    example_chosen = Signal(object)
    theme_chosen = Signal(str)
    lesson_chosen = Signal(object)
    page_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._all: list[QAction] = []
        self._build_file()
        self._build_edit()
        self._build_view()
        self._build_theme()
        self._build_help()
        self._build_examples()
        self._build_lessons()
        parent.addActions(self._all)

    def all(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menus."""
        return tuple(self._all)

    def _add(self, text: str, keys: Sequence[str] = (), tip: str = "") -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        tip = tip or text.rstrip("…")
        action.setStatusTip(tip)
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip}  ({shortcut})" if shortcut else tip)
        self._all.append(action)
        return action

    # ---- what there is --------------------------------------------------------------------------

    def _build_file(self) -> None:
        self.open_folder = self._add(
            self.tr("Open model folder…"), ["Ctrl+O"], self.tr("Open a checkpoint from a folder")
        )
        self.open_hub = self._add(
            self.tr("Open model from the hub…"),
            ["Ctrl+Shift+O"],
            self.tr("Find and fetch models, and see those on this computer"),
        )
        self.open_survey = self._add(
            self.tr("Open survey…"), [], self.tr("Look at what every head does over a corpus")
        )
        self.export = self._add(
            self.tr("Export…"),
            ["Ctrl+E", "Ctrl+Shift+E"],
            self.tr("Save the figure or its numbers"),
        )
        self.copy_image = self._add(
            self.tr("Copy image"), ["Ctrl+Shift+C"], self.tr("Copy the map as an image")
        )
        self.quit = self._add(self.tr("Quit"), ["Ctrl+Q"])
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _build_edit(self) -> None:
        self.undo = self._add(
            self.tr("Undo"), ["Ctrl+Z"], self.tr("Take back the last change of text or masks")
        )
        self.redo = self._add(self.tr("Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"])
        self.insert_mask = self._add(
            self.tr("Insert [MASK]"), ["Ctrl+M"], self.tr("Ask the model for a word at the cursor")
        )
        self.mask = self._add(
            self.tr("Mask pinned tokens"),
            ["Ctrl+Shift+M"],
            self.tr("Mask the pinned tokens, or unmask them"),
        )
        self.clear_masks = self._add(
            self.tr("Clear masks"), ["Ctrl+Alt+M"], self.tr("Take back every mask made by hand")
        )
        self.clear_pins = self._add(
            self.tr("Clear pinned tokens"), [], self.tr("No row is summed any more")
        )
        self.second_text = self._add(
            self.tr("Second text"), ["Ctrl+T"], self.tr("Read two texts as a pair")
        )
        self.second_text.setCheckable(True)
        self.write = self._add(
            self.tr("Let the model write"),
            ["Ctrl+Return", "Ctrl+Enter"],
            self.tr("Write the target, or go on with the text"),
        )
        self.stop_writing = self._add(
            self.tr("Stop writing"), ["Ctrl+."], self.tr("Keep what the model has written so far")
        )
        self.focus_text = self._add(
            self.tr("Go to the text"), ["Ctrl+L"], self.tr("Put the cursor into the text")
        )
        self.find = self._add(
            self.tr("Find…"), ["Ctrl+F"], self.tr("Find words among the tokens, in strip and map")
        )
        self.find_next = self._add(self.tr("Find next"), ["F3"])
        self.find_previous = self._add(self.tr("Find previous"), ["Shift+F3"])
        self.go_to = self._add(
            self.tr("Go to token…"), ["Ctrl+G"], self.tr("Go to a place in the text by its number")
        )
        self.stop_reading = self._add(
            self.tr("Stop reading"), ["Esc"], self.tr("Do not wait for the text that is read")
        )
        self.find_action = self._add(
            self.tr("Find an action…"), ["Ctrl+K"], self.tr("Type to find anything you can do")
        )

    def _build_view(self) -> None:
        self.show_map = self._add(self.tr("Map"), ["Ctrl+1"], self.tr("Show the weights as a map"))
        self.show_lines = self._add(
            self.tr("Lines"), ["Ctrl+2"], self.tr("Show the weights as lines between tokens")
        )
        self.show_alignment = self._add(
            self.tr("Alignment"),
            ["Ctrl+3"],
            self.tr("Show which words of the source are looked at"),
        )
        views = QActionGroup(self)
        for action in (self.show_map, self.show_lines, self.show_alignment):
            action.setCheckable(True)
            views.addAction(action)
        self.show_map.setChecked(True)
        self.previous_head = self._add(self.tr("Previous head"), ["Alt+Left"])
        self.next_head = self._add(self.tr("Next head"), ["Alt+Right"])
        self.previous_layer = self._add(self.tr("Layer below"), ["Alt+Down"])
        self.next_layer = self._add(self.tr("Layer above"), ["Alt+Up"])
        self.fit = self._add(self.tr("Fit the map"), ["Ctrl+0"], self.tr("Show the whole map"))

    def _build_theme(self) -> None:
        self.theme_system = self._add(self.tr("Theme of the system"))
        self.theme_light = self._add(self.tr("Light theme"))
        self.theme_dark = self._add(self.tr("Dark theme"))
        themes = QActionGroup(self)
        for action, name in (
            (self.theme_system, "system"),
            (self.theme_light, "light"),
            (self.theme_dark, "dark"),
        ):
            action.setCheckable(True)
            action.setData(name)
            themes.addAction(action)
        self.theme_system.setChecked(True)
        themes.triggered.connect(lambda action: self.theme_chosen.emit(action.data()))
        self._themes = themes

    def check_theme(self, name: str) -> None:
        """Tick the theme that is worn; nothing is emitted."""
        for action in self._themes.actions():
            action.setChecked(action.data() == name)

    def _build_help(self) -> None:
        self.about = self._add(self.tr("About Attention Explorer"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _build_examples(self) -> None:
        self.examples: list[QAction] = []
        for title, document in Examples(self).all():
            action = self._add(title.replace("&", "&&"), [], document.text)
            action.setProperty(FOUND_AS, self.tr("Example: {title}").format(title=title))
            action.setData(document)
            action.triggered.connect(self._example_triggered)
            self.examples.append(action)

    def _example_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and isinstance(action.data(), Document):
            self.example_chosen.emit(action.data())

    def _build_lessons(self) -> None:
        self.explore = self._add(
            self.tr("Explore"), ["Alt+0"], self.tr("Look into any text and any head")
        )
        self.explore.setData("explore")
        names = LessonNames(self)
        self.lessons: list[QAction] = []
        for number, name in enumerate(LESSONS, start=1):
            action = self._add(names.title(name), [f"Alt+{number}"])
            action.setProperty(FOUND_AS, self.tr("Lesson: {title}").format(title=action.text()))
            action.setData(name)
            self.lessons.append(action)
        self.survey = self._add(
            self.tr("Survey"), ["Alt+9"], self.tr("What every head does over a whole corpus")
        )
        self.survey.setData("survey")
        self.finetune = self._add(
            self.tr("Fine-tune"), ["Alt+8"], self.tr("Let a model learn a task from texts of yours")
        )
        self.finetune.setData("finetune")
        pages = QActionGroup(self)
        for action in (self.explore, self.survey, self.finetune, *self.lessons):
            action.setCheckable(True)
            pages.addAction(action)
        self.explore.setChecked(True)
        pages.triggered.connect(self._page_triggered)

    def _page_triggered(self, action: QAction) -> None:
        chosen = self.lesson_chosen if action in self.lessons else self.page_chosen
        chosen.emit(action.data())

    # ---- menus ----------------------------------------------------------------------------------

    def menus(self, panels: Sequence[QAction] = ()) -> tuple[QMenu, ...]:
        """File, Edit, View (with the panels to show and hide), Lessons, Examples and Help."""
        parts: tuple[tuple[str, tuple[QAction | None, ...]], ...] = (
            (
                self.tr("&File"),
                (self.open_folder, self.open_hub, self.open_survey, None, self.export,
                 self.copy_image, None, self.quit),
            ),
            (
                self.tr("&Edit"),
                (self.undo, self.redo, None, self.insert_mask, self.mask, self.clear_masks,
                 self.clear_pins, None, self.second_text, self.focus_text, None,
                 self.find, self.find_next, self.find_previous, self.go_to, None,
                 self.write, self.stop_writing, None,
                 self.stop_reading, self.find_action),
            ),
            (
                self.tr("&View"),
                (self.show_map, self.show_lines, self.show_alignment, None, self.previous_head,
                 self.next_head, self.next_layer, self.previous_layer, None, self.fit, None,
                 *panels, None, self.theme_system, self.theme_light, self.theme_dark),
            ),
            (self.tr("&Lessons"), (self.explore, self.survey, self.finetune, None, *self.lessons)),
            (self.tr("E&xamples"), tuple(self.examples)),
            (self.tr("&Help"), (self.about,)),
        )  # fmt: skip
        return tuple(self._menu(title, actions) for title, actions in parts)

    def _menu(self, title: str, actions: tuple[QAction | None, ...]) -> QMenu:
        menu = QMenu(title, self._window)
        menu.setToolTipsVisible(True)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def fill_menu_bar(self, bar: QMenuBar, panels: Sequence[QAction] = ()) -> None:
        for menu in self.menus(panels):
            bar.addMenu(menu)
