"""A view wired to a store, as `app.py` wires it: what it says comes back to it as a state."""

from __future__ import annotations

from typing import Any

from explorer.state.actions import Action
from explorer.state.model import AppState
from explorer.state.store import Store


def live(qtbot: Any, view: Any, state: AppState, size: tuple[int, int]) -> list[Action]:
    """Shows the view; returns the list that its actions go into. `view.store` is the store."""
    qtbot.addWidget(view)
    said: list[Action] = []
    store = Store(state)
    store.subscribe(lambda _old, new: view.show_state(new))
    view.store = store
    view.acted.connect(said.append)
    view.acted.connect(store.dispatch)
    view.resize(*size)
    view.show_state(state)
    view.show()
    qtbot.waitExposed(view)
    return said
