"""`Store`: holds the one state of a window and tells listeners of each change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from explorer.state.actions import Action
from explorer.state.model import AppState
from explorer.state.reduce import reduce

Listener = Callable[[AppState, AppState], None]


class Store:
    """`dispatch` an action; every listener then gets (old, new), in the order of subscribing.

    An action dispatched by a listener waits until all have seen the one before.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        self._listeners: list[Listener] = []
        self._waiting: deque[Action] = deque()
        self._is_dispatching = False

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def dispatch(self, action: Action) -> None:
        self._waiting.append(action)
        if self._is_dispatching:
            return
        self._is_dispatching = True
        try:
            while self._waiting:
                old, self.state = self.state, reduce(self.state, self._waiting.popleft())
                if self.state is not old:
                    for listener in self._listeners:
                        listener(old, self.state)
        finally:
            self._is_dispatching = False
