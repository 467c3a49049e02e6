"""`ClassesView`: what a classifier says of the text, and what there is to know of its head."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import Classification, Inspection
from explorer.views.look.theme import SPACE
from explorer.views.predictions.class_list import ClassList
from explorer.views.widgets.messages import Message


class ClassesView(QWidget):
    """Reads only; it emits nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = Message(QPalette.ColorRole.Dark)
        self.rows = ClassList()
        self.of_masks = Message(QPalette.ColorRole.Dark)
        self.of_decoder = Message(QPalette.ColorRole.Dark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.question, self.rows, self.of_masks, self.of_decoder):
            column.addWidget(part)
        for words in (self.question, self.of_masks, self.of_decoder):
            words.setContentsMargins(SPACE, 0, SPACE, 0)

    def show_inspection(self, shown: Inspection | None) -> None:
        """None, and that of another model, show a skeleton."""
        said = shown.classification if shown else None
        self.rows.show_classification(said)
        if shown is None or said is None:
            self.question.show_message(self.tr("Reading the text…"))
            self.of_masks.show_message("")
            self.of_decoder.show_message("")
            return
        self.question.show_message(self._question(said, has_pair=bool(shown.request.document.pair)))
        nothing = self.tr(
            "This checkpoint has a head of classes and none of words, so no word is predicted at "
            "a masked token. Mask one to see what the classes owe to it."
        )
        self.of_masks.show_message(nothing if shown.tokens.masks else "")
        again = self.tr(
            "Its decoder has no target: it reads the text once more, after a start token."
        )
        self.of_decoder.show_message(again if shown.model.reads_text_again else "")

    def show_stale(self, *, is_stale: bool) -> None:
        self.rows.dimmer.show_stale(is_stale=is_stale)

    def _question(self, said: Classification, *, has_pair: bool) -> str:
        match said.kind:
            case "one":
                return self.tr("Class of the pair") if has_pair else self.tr("Class of the text")
            case "many":
                return self.tr("Classes, each by itself")
            case _:
                return self.tr("A number, from a regression")
