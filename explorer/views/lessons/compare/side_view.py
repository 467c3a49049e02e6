"""`SideView`: what one of the two checkpoints predicts, or why it predicts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import Classification, Prediction
from explorer.records.lessons.compare import CompareAnswer, Side
from explorer.views.look.theme import SPACE
from explorer.views.predictions.bar_list import BarList
from explorer.views.predictions.candidate_list import candidate_rows
from explorer.views.predictions.class_list import class_rows
from explorer.views.widgets.messages import ElidedLabel, Message

MOST_ROWS = 7


class SideView(QWidget):
    """Reads only; it emits nothing."""

    def __init__(self, when: str, parent: QWidget | None = None) -> None:
        """when: before or after, in the person's language."""
        super().__init__(parent)
        self._when = when
        self.title = ElidedLabel()
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.rows = _ReadList()
        self.rows.setAccessibleName(self.tr("Predictions {when}").format(when=when))
        self.reason = Message(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for part in (self.title, self.rows, self.reason):
            column.addWidget(part)
        column.addStretch(1)

    def show_side(self, side: Side, answer: CompareAnswer, position: int | None) -> None:
        """side: one of the answer's. position: where words are compared, if it predicts there."""
        prediction, said = predicted(side, position), side.classification
        if said is not None:
            rows = class_rows(_in_order(said, answer.after.classification))[:MOST_ROWS]
            self.title.setText(self._of_classes(said))
        elif prediction is not None:
            rows = candidate_rows(prediction)[:MOST_ROWS]
            self.title.setText(self._of_words(prediction, side.labels))
        else:
            rows = []
            self.title.setText(self._when)
        self.rows.show_rows(rows)
        self.rows.setVisible(bool(rows))
        other = answer.before if side is answer.after else answer.after
        self.reason.show_message(self._lacking(side, other) if rows else self._reason(side))

    def show_stale(self, *, is_stale: bool) -> None:
        self.rows.dimmer.show_stale(is_stale=is_stale)

    def _of_classes(self, said: Classification) -> str:
        words = {
            "one": self.tr("{when}: class"),
            "many": self.tr("{when}: classes, each by itself"),
            "number": self.tr("{when}: number"),
        }
        return words[said.kind].format(when=self._when)

    def _of_words(self, prediction: Prediction, labels: Sequence[str]) -> str:
        at = prediction.position
        label = labels[at]
        is_mask = prediction.kind == "mask"
        words = self.tr("{when}: mask at {n}") if is_mask else self.tr("{when}: after “{label}”")
        return words.format(when=self._when, n=at, label=label)

    def _lacking(self, side: Side, other: Side) -> str:
        """What the other checkpoint predicts and this one cannot."""
        if side.classification is not None and other.predictions:
            return self.tr("It has no head of words.")
        if other.classification is not None and side.classification is None:
            return self.tr("It has no head of classes.")
        return ""

    def _reason(self, side: Side) -> str:
        """Why there is no row, and what to do."""
        match side.model.objective:
            case "encoder":
                return self.tr("This checkpoint has no head that predicts.")
            case "classification":
                return self.tr("This text was not read whole, so it has no class.")
            case "masked":
                return self.tr("Click a token above to mask it: this checkpoint predicts words.")
            case _:
                return self.tr("Nothing is predicted of this text.")


def predicted(side: Side, position: int | None) -> Prediction | None:
    """At the position, else at the first mask, or after the last token."""
    found = next((one for one in side.predictions if one.position == position), None)
    if found is None and side.predictions:
        found = side.predictions[0 if side.predictions[0].kind == "mask" else -1]
    return found


def _in_order(said: Classification, other: Classification | None) -> Classification:
    """The classes in the order of the other, where that has the same ones."""
    by_label = {one.label: one for one in said.scores}
    if other is None or by_label.keys() != {one.label for one in other.scores}:
        return said
    return Classification(said.kind, tuple(by_label[one.label] for one in other.scores))


class _ReadList(BarList):
    is_choosable = False

    def tooltip(self, row: int) -> str:
        shown = (self._rows or ())[row]
        return f"{shown.word} {shown.number}"
