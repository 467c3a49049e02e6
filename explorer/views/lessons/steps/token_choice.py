"""`TokenChoice`: one of the tokens of a text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.views.text.labels import readable
from explorer.views.widgets.choice_button import Choice, ChoiceButton

MAX_LISTED = 256  # a longer list takes too long to fill at each keystroke
WIDEST = 280


class TokenChoice(ChoiceButton):
    """A ChoiceButton with every token; of a long text only those around the current one."""

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(prefix, parent, widest=WIDEST)

    def show_tokens(self, labels: Sequence[str], current: int) -> None:
        start = max(0, min(current - MAX_LISTED // 2, len(labels) - MAX_LISTED))
        listed = range(start, min(start + MAX_LISTED, len(labels)))
        self.set_choices([Choice(at, f"{readable(labels[at])}  {at}") for at in listed])
        self.set_current(current)
