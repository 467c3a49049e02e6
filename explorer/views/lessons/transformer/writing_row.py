"""`WritingRow`: play the translation, go through it word by word, and choose the head."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.lessons.transformer import TransformerSettings, n_shown
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.flow_layout import FlowLayout
from explorer.views.widgets.messages import ElidedLabel


class WritingRow(QWidget):
    """Signals (GUI thread): `changed(settings)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TransformerSettings()
        self._answer: TranslationAnswer | None = None
        self.previous = QuietButton(self.tr("Previous"))
        self.play = QuietButton(self.tr("Play"))
        self.next = QuietButton(self.tr("Next"))
        self.skip = QuietButton(self.tr("To the end"))
        self.undo = QuietButton(self.tr("As the model would"), kind="link")
        self.undo.setToolTip(self.tr("Take out the words that were put in by hand"))
        self.count = ElidedLabel()
        self.count.setForegroundRole(QPalette.ColorRole.Dark)
        self.head = ChoiceButton(self.tr("Lines of"))
        self.head.setToolTip(self.tr("Which head of the cross-attention is drawn as lines"))
        row = FlowLayout(self, gap=SPACE // 2)
        for part in (self.previous, self.play, self.next, self.skip, self.count, self.undo):
            row.addWidget(part)
        row.addWidget(self.head)
        self._connect()

    def _connect(self) -> None:
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.play.clicked.connect(self._play)
        self.skip.clicked.connect(lambda: self.changed.emit(self._settings.skipped()))
        self.undo.clicked.connect(lambda: self.changed.emit(self._settings.unwritten()))
        self.head.chosen.connect(lambda head: self.changed.emit(self._settings.with_head(head)))

    def show_writing(self, settings: TransformerSettings, answer: TranslationAnswer | None) -> None:
        self._settings, self._answer = settings, answer
        n = n_shown(settings, answer) if answer else 0
        n_written = len(answer.steps) if answer else 0
        self.play.setText(self.tr("Pause") if settings.is_playing else self.tr("Play"))
        self.previous.setEnabled(n > 1)
        self.next.setEnabled(n < n_written)
        self.skip.setEnabled(n < n_written or settings.is_playing)
        self.play.setEnabled(answer is not None)
        self.undo.setVisible(bool(settings.begun))
        counted = self.tr("word {n} of {total}").format(n=n, total=n_written)
        self.count.setText(counted if answer else "")
        if answer is not None:
            self._show_heads(settings, answer)

    def _show_heads(self, settings: TransformerSettings, answer: TranslationAnswer) -> None:
        n_layers, n_heads, *_ = answer.steps[0].translation.cross.shape
        heads = [(layer, head) for layer in range(n_layers) for head in range(n_heads)]
        best = answer.steps[0].translation.alignment_head
        self.head.set_choices([Choice(head, self._name(head, best)) for head in heads])
        self.head.set_current(settings.head_in(answer))

    def _name(self, head: tuple[int, int], best: tuple[int, int]) -> str:
        label = f"L{head[0]} H{head[1]}"
        return self.tr("{head}, aligns best").format(head=label) if head == best else label

    def _step(self, by: int) -> None:
        if self._answer is not None:
            self.changed.emit(self._settings.stepped(self._answer, by))

    def _play(self) -> None:
        if self._settings.is_playing:
            self.changed.emit(self._settings.paused())
        elif self._answer is not None:
            self.changed.emit(self._settings.played(self._answer))
