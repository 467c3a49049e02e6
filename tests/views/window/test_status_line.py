"""The line at the bottom says how a long text was read and how exact its picture is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records import Window
from explorer.state import actions as a
from explorer.state.reduce import reduce
from explorer.views.window.status_line import StatusLine
from tests.long_maps import banded, long_state


@pytest.fixture
def line(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    return line


def said(line: StatusLine, state) -> str:
    line.show_state(state)
    return line._facts.text()


def test_windows_and_their_stride_are_counted(line):
    state = long_state(banded(1_100))
    windows = tuple(Window(s, s + 512, s, s + 256) for s in (0, 256, 512))
    shown = replace(state.inspection, windows=windows)
    assert "3 windows of 512, stride 256" in said(line, replace(state, inspection=shown))
    assert "windows" not in said(line, state)


def test_a_picture_that_is_still_coarse_says_so(line):
    state = long_state(banded(1_100))
    coarse = replace(state.inspection.long_maps[0], n_exact=0)
    shown = replace(state.inspection, long_maps=(coarse,))
    assert "coarse" in said(line, replace(state, inspection=shown))
    assert "coarse" not in said(line, state)


def test_tokens_of_the_model_before_are_not_counted_beside_the_heads_of_the_present(line):
    state = long_state(banded(1_100))
    assert "1,100 tokens" in said(line, state)
    other = replace(state, model=replace(state.model, source="elsewhere"))
    assert "tokens" not in said(line, other)
    assert "heads" in said(line, other)


def test_a_text_that_was_stopped_is_not_said_to_be_computed(line):
    state = reduce(long_state(banded(1_100)), a.TextEdited("another text"))
    assert "computing" in said(line, state)
    assert "stopped" in said(line, reduce(state, a.ReadingStopped()))
