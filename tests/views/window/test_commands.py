"""One registry of actions: menus, shortcuts and the palette agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from explorer.records import Document, ExportRequest, HeadRef, Presentation, SiteInfo
from explorer.state.actions import ExportRequested
from explorer.views.look.fonts import app_font, install_fonts
from explorer.views.look.icons import app_icon
from explorer.views.window.about_dialog import AboutDialog
from explorer.views.window.command_palette import CommandPalette, rank
from explorer.views.window.commands import Commands
from explorer.views.window.examples import Examples
from explorer.views.window.export_dialog import ExportDialog
from tests.views.states import model_with, state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return window


@pytest.fixture
def commands(window):
    return Commands(window)


@pytest.fixture
def palette(commands, window, qtbot):
    palette = CommandPalette(commands.all(), window)
    qtbot.addWidget(palette)
    palette.popup()
    yield palette
    palette.hide()


def test_no_two_actions_share_a_shortcut(commands):
    keys = [key.toString() for action in commands.all() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_every_action_stands_in_a_menu_and_says_what_it_does(commands):
    listed = [action for menu in commands.menus() for action in menu.actions()]
    assert set(commands.all()) <= set(listed)
    assert all(action.statusTip() for action in commands.all())


def test_the_windows_keys_run_the_actions(commands, window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(commands.export.triggered, timeout=1000):
        QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


def test_the_menu_bar_holds_the_menus_that_people_expect(commands, window):
    commands.fill_menu_bar(window.menuBar())
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == ["File", "Edit", "View", "Lessons", "Examples", "Help"]


def test_an_example_is_chosen_as_a_document(commands, qtbot):
    with qtbot.waitSignal(commands.example_chosen, timeout=1000) as chosen:
        commands.examples[1].trigger()
    assert chosen.args == [Document("The capital of France is [MASK].")]


def test_a_theme_is_chosen_by_name(commands, qtbot):
    with qtbot.waitSignal(commands.theme_chosen, timeout=1000) as chosen:
        commands.theme_dark.trigger()
    assert chosen.args == ["dark"]
    assert not commands.theme_system.isChecked()


@pytest.mark.usefixtures("qtbot")
def test_the_examples_are_a_dozen_different_documents():
    examples = Examples().all()
    assert len(examples) >= 12
    assert len({document for _title, document in examples}) == len(examples)
    assert len({title for title, _document in examples}) == len(examples)
    assert any(document.pair for _title, document in examples)


def test_typing_narrows_the_palette_and_enter_runs_the_first(palette, commands, qtbot):
    QTest.keyClicks(palette.field, "copy im")
    assert palette.titles() == ["Copy image"]
    with qtbot.waitSignal(commands.copy_image.triggered, timeout=1000):
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()


def test_the_arrows_walk_the_palette(palette, commands, qtbot):
    QTest.keyClicks(palette.field, "head")
    assert palette.titles() == ["Previous head", "Next head"]
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(commands.next_head.triggered, timeout=1000):
        QTest.keyClick(palette.field, Qt.Key.Key_Return)


def test_escape_closes_the_palette(palette):
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_an_action_that_cannot_run_is_not_offered(commands, window, qtbot):
    commands.undo.setEnabled(False)
    palette = CommandPalette(commands.all(), window)
    qtbot.addWidget(palette)
    assert "Undo" not in palette.titles()
    QTest.keyClicks(palette.field, "zzzz")
    assert palette.titles() == []
    assert not palette.nothing.isHidden()


def test_a_name_that_begins_with_the_letters_stands_before_one_that_holds_them():
    assert rank("Export…", "exp") == 0
    assert rank("Open model folder…", "fold op") == 1
    assert rank("Copy image", "mag") == 2
    assert rank("Copy image", "cpim") == 3
    assert rank("Copy image", "x") is None


@pytest.fixture
def export(qtbot):
    presentation = Presentation("log", hide_special=True)
    state = state_with(head=HeadRef(3, 5), presentation=presentation, colormap="magma", cut=True)
    dialog = ExportDialog(state, Path("/home/me"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.state = state
    return dialog


def test_an_export_asks_for_what_the_window_shows(export, qtbot):
    export.scope_box.setCurrentIndex(export.scope_box.findData("all"))
    export.dpi_box.setValue(300)
    QTest.mouseClick(export.transparent_box, LEFT)
    with qtbot.waitSignal(export.acted, timeout=1000) as told:
        QTest.mouseClick(export.save_button, LEFT)
    expected = ExportRequest(
        document=export.state.document,
        head=HeadRef(3, 5),
        path=Path("/home/me/attention L3 H5.png"),
        scope="all",
        presentation=export.state.presentation,
        colormap="magma",
        dpi=300,
        transparent=True,
        dark=False,
        cut=True,
    )
    assert told.args == [ExportRequested(expected)]


def test_the_format_and_the_suffix_of_the_path_follow_each_other(export):
    export.format_box.setCurrentIndex(export.format_box.findData("pdf"))
    assert export.path == Path("/home/me/attention L3 H5.pdf")
    assert not export.dpi_box.isVisible()
    export.path_field.setText("/home/me/weights.npz")
    assert export.suffix == "npz"
    assert not export.colours_box.isVisible()
    assert export.note.isVisible()


def test_a_file_that_is_there_is_replaced_only_when_the_person_says_so(export, tmp_path):
    told = []
    export.acted.connect(told.append)
    export.path_field.setText(str(tmp_path / "figure.png"))
    (tmp_path / "figure.png").touch()
    (tmp_path / "other.png").touch()
    QTest.mouseClick(export.save_button, LEFT)
    assert export.isVisible()
    assert "figure.png" in export.warning.text()
    assert export.save_button.text() == "Replace"
    export.path_field.setText(str(tmp_path / "other.png"))
    assert not export.warning.isVisible()
    QTest.mouseClick(export.save_button, LEFT)
    assert not told, "what was agreed was another file"
    QTest.mouseClick(export.save_button, LEFT)
    assert [action.request.path for action in told] == [tmp_path / "other.png"]


def test_an_export_without_a_path_cannot_be_saved(export):
    export.path_field.setText("  ")
    assert not export.save_button.isEnabled()


def test_examples_are_named_in_full_where_other_actions_stand_beside_them(commands, palette):
    assert all("Example" not in action.text() for action in commands.examples)
    palette.field.setText("example")
    assert len(palette.titles()) == len(commands.examples)


def test_an_aggregate_over_layers_offers_no_layer(qtbot):
    dialog = ExportDialog(state_with(head=HeadRef(None, 5)), Path("/home/me"))
    qtbot.addWidget(dialog)
    assert dialog.scope_box.findData("layer") == -1


def test_about_copies_its_lines(qtbot):
    dialog = AboutDialog([("Python", "3.11"), ("Device", "cpu")])
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.copy_button, LEFT)
    assert dialog.as_text() == "Python: 3.11\nDevice: cpu"


@pytest.mark.usefixtures("qtbot")
def test_the_bundled_font_stands_behind_the_systems_own():
    assert install_fonts()[-2:] == ["Noto Sans SC", "Noto Emoji"]
    assert app_font().families()[-2:] == ["Noto Sans SC", "Noto Emoji"]


@pytest.mark.usefixtures("qtbot")
def test_the_icon_is_drawn_at_every_size():
    for side in (16, 32, 256):
        image = app_icon().pixmap(side, side).toImage()
        assert image.width() == side
        assert image.pixelColor(side // 2, side // 2).alpha() == 255


def test_the_alignment_in_front_is_what_is_exported_with_its_words(qtbot):
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    model = replace(model_with(2, 2), objective="seq2seq", sites=sites)
    state = state_with(head=HeadRef(0, 1, "cross"), model=model, view="alignment")
    dialog = ExportDialog(state, Path("/home/me"))
    qtbot.addWidget(dialog)
    request = dialog.request()
    assert (request.scope, request.presentation.merge_words) == ("alignment", True)
    dialog.scope_box.setCurrentIndex(dialog.scope_box.findData("head"))
    assert not dialog.request().presentation.merge_words
    encoder = ExportDialog(replace(state, head=HeadRef(0, 1, "encoder")), Path("/home/me"))
    qtbot.addWidget(encoder)
    assert encoder.scope_box.findData("alignment") == -1
