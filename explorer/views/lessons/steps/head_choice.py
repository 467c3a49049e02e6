"""`HeadChoice`: whose head is followed, which one, and which token asks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from explorer.records import HeadRef
from explorer.records.lessons.steps import StepsAnswer, TranslatedStepsRequest
from explorer.state.actions import HeadSelected, TokensPinned
from explorer.state.actions.lessons import LessonChanged
from explorer.state.model import AppState
from explorer.views.lessons.steps.token_choice import TokenChoice
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import site_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.flow_layout import FlowLayout

FIELD = 176  # width of the Chinese sentence


class HeadChoice(QWidget):
    """The head of the window, or one of the translator with a sentence of its own.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._head = HeadRef(0, 0)
        self.own = QuietButton(self.tr("Open model"))
        self.translator = QuietButton(self.tr("Translation"))
        self.sentence = QLineEdit()
        self.site = ChoiceButton()
        self.layer = ChoiceButton(self.tr("Layer"))
        self.head = ChoiceButton(self.tr("Head"))
        self.query = TokenChoice(self.tr("Asked by"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        for button in (self.own, self.translator):
            button.setCheckable(True)
            group.addButton(button)
        self.own.setToolTip(self.tr("A head of the model that is open, on the text above"))
        self.translator.setToolTip(
            self.tr("A head of the Chinese to English translator that comes along")
        )
        self.sentence.setFixedSize(FIELD, self.own.sizeHint().height())
        self.sentence.setAccessibleName(self.tr("Chinese sentence"))
        row = FlowLayout(self, gap=SPACE // 2)
        parts = (
            self.own, self.translator, self.sentence, self.site, self.layer, self.head, self.query,
        )  # fmt: skip
        for part in parts:
            row.addWidget(part)

    def _connect(self) -> None:
        self.own.clicked.connect(lambda: self._set_translated(is_translated=False))
        self.translator.clicked.connect(lambda: self._set_translated(is_translated=True))
        self.sentence.textEdited.connect(self._typed)
        self.site.chosen.connect(lambda site: self._choose(replace(self._head, site=site)))
        self.layer.chosen.connect(lambda layer: self._choose(replace(self._head, layer=layer)))
        self.head.chosen.connect(lambda head: self._choose(replace(self._head, head=head)))
        self.query.chosen.connect(self._ask)

    def show_state(self, state: AppState, answer: StepsAnswer | None) -> None:
        """answer: the one on the screen."""
        self._state = state
        is_translated = state.lessons.steps.is_translated
        self.own.setChecked(not is_translated)
        self.translator.setChecked(is_translated)
        self.sentence.setVisible(is_translated)
        if self.sentence.text() != state.lessons.transformer.text:
            self.sentence.setText(state.lessons.transformer.text)
        is_its_own = answer is not None and _is_translated(answer) == is_translated
        self._show_head(state, answer if is_its_own else None)

    def _show_head(self, state: AppState, answer: StepsAnswer | None) -> None:
        """answer: the last one of this model, or of the translator, whichever is in front."""
        self._head, sites = state.head, state.model.sites if state.model is not None else ()
        if state.lessons.steps.is_translated:
            default = answer.head if answer is not None else HeadRef(0, 0, "cross")
            self._head = state.lessons.steps.translated_head or default
            sites = answer.sites if answer is not None else ()
        self.site.setVisible(len(sites) > 1)
        self.site.set_choices([Choice(site.name, site_name(site.name)) for site in sites])
        self.site.set_current(self._head.site)
        chosen = next((site for site in sites if site.name == self._head.site), None)
        for picker, number, count in (
            (self.layer, self._head.layer, chosen.n_layers if chosen else 0),
            (self.head, self._head.head, chosen.n_heads if chosen else 0),
        ):
            picker.setEnabled(count > 0)
            picker.set_choices([Choice(n, str(n)) for n in range(count)])
            picker.set_current(number)
        self.query.setEnabled(answer is not None)
        if answer is not None:
            self.query.show_tokens(answer.queries, answer.inputs.position)

    def _set_translated(self, *, is_translated: bool) -> None:
        settings = replace(self._state.lessons.steps, is_translated=is_translated, key=None)
        self.acted.emit(LessonChanged(settings))

    def _typed(self, text: str) -> None:
        self.acted.emit(LessonChanged(replace(self._state.lessons.transformer, text=text)))

    def _choose(self, head: HeadRef) -> None:
        """A site of its own has layers and heads of its own."""
        settings = self._state.lessons.steps
        if settings.is_translated:
            self.acted.emit(LessonChanged(replace(settings, translated_head=head)))
            return
        site = self._state.model.site(head.site) if self._state.model else None
        if site is not None:
            layer = min(head.layer or 0, site.n_layers - 1)
            number = min(head.head or 0, site.n_heads - 1)
            self.acted.emit(HeadSelected(HeadRef(layer, number, head.site)))

    def _ask(self, position: int) -> None:
        settings = self._state.lessons.steps
        if settings.is_translated:
            self.acted.emit(LessonChanged(replace(settings, translated_position=position)))
        else:
            self.acted.emit(TokensPinned((position,)))


def _is_translated(answer: StepsAnswer) -> bool:
    return isinstance(answer.request, TranslatedStepsRequest)
