"""`ClassList`: what a classifier gives each of its classes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.records import Classification
from explorer.views.predictions.bar_list import BarList, BarRow
from explorer.views.text.labels import exact_probability, probability, readable


class ClassList(BarList):
    """A row a class, to be read and not chosen: no word of a class goes into the sentence."""

    is_choosable = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: Classification | None = None
        self.setAccessibleName(self.tr("Classes"))

    def show_classification(self, said: Classification | None) -> None:
        """None shows a skeleton."""
        self._said = said
        if said is None:
            self.show_rows(None)
            return
        self.show_rows(class_rows(said))

    def tooltip(self, row: int) -> str:
        assert self._said is not None
        one = self._said.scores[row]
        exact = exact_probability(one.value)
        if self._said.kind == "number":
            return f"{readable(one.label)}: {exact}"
        return f"{readable(one.label)}: " + self.tr("probability {value}").format(value=exact)


def class_rows(said: Classification) -> list[BarRow]:
    """Bars of probabilities are whole at 1; a number without bounds has none."""
    is_number = said.kind == "number"
    return [
        BarRow(
            readable(one.label),
            None if is_number else one.value,
            exact_probability(one.value) if is_number else probability(one.value),
        )
        for one in said.scores
    ]
