"""A menu of names of which one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu


def add_choices(
    menu: QMenu, names: Sequence[str], current: str, choose: Callable[[str], None]
) -> None:
    """Actions of which `current` is checked; one that is triggered calls `choose` with its name."""
    group = QActionGroup(menu)
    for name in names:
        action = QAction(name, group)
        action.setCheckable(True)
        action.setChecked(name == current)
        action.triggered.connect(partial(choose, name))
        menu.addAction(action)
