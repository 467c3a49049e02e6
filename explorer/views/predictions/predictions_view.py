"""`PredictionsView`: what the model expects at the position in focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from explorer.records import Prediction
from explorer.state.actions import CandidateChosen, PositionFocused
from explorer.state.model import AppState
from explorer.state.selectors import focused_prediction, predicted_tokens
from explorer.views.look.theme import SPACE
from explorer.views.predictions.candidate_list import CandidateList
from explorer.views.predictions.classes_view import ClassesView
from explorer.views.text.labels import exact_probability, readable
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.flow_layout import FlowLayout
from explorer.views.widgets.messages import Message
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

MOST_TABS = 8  # more masks than this share one list button


class PredictionsView(QWidget):
    """The candidates of one mask, or of the token after a position in a causal model; or the
    classes that a classifier gives the text.

    Signals (GUI thread): `acted(action)`: CandidateChosen, PositionFocused.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: AppState | None = None
        self._prediction: Prediction | None = None
        self._masks: tuple[Prediction, ...] = ()
        self.title = QLabel(self.tr("Predictions"))
        self.place = Message(QPalette.ColorRole.Dark)
        self.tabs = QWidget()
        self._tabs: list[QuietButton] = []
        self.list_button = ChoiceButton()
        self.candidates = CandidateList()
        self.classes = ClassesView()
        self.original = Message(QPalette.ColorRole.Dark)
        self.hint = Message(QPalette.ColorRole.Dark)
        self._lay_out()
        self.candidates.chosen.connect(self._choose)
        self.list_button.chosen.connect(self._focus)
        self.setMinimumWidth(200)
        self._show_hint(self.tr("The predictions appear here when a model is open"))

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        FlowLayout(self.tabs)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.candidates, self.classes, self.original):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBar(SlimScrollBar())
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        for transparent in (inside, self._scroll.viewport()):
            transparent.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE)
        for words in (self.title, self.place, self.hint, self.original):
            words.setContentsMargins(SPACE, 0, SPACE, 0)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        for widget in (self.title, self.tabs, self.list_button, self.place):
            outer.addWidget(widget)
        outer.addWidget(self.hint, 1)
        outer.addWidget(self._scroll, 1)

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        self.candidates.dimmer.show_stale(is_stale=state.is_stale)
        self.classes.show_stale(is_stale=state.is_stale)
        if old is not None and _shown(old) == _shown(state):
            return
        hint = self._hint_of(state)
        if hint:
            self._show_hint(hint)
            return
        self.hint.show_message("")
        classifies = state.model is not None and state.model.objective == "classification"
        self.classes.setVisible(classifies)
        self.candidates.setVisible(not classifies)
        self._scroll.show()
        if classifies:
            self._prediction, self._masks = None, ()
            for other in (self.tabs, self.list_button, self.place, self.original):
                other.hide()
            self.classes.show_inspection(state.inspection)
            return
        self._show_masks(state)
        self._prediction = focused_prediction(state)
        self.candidates.show_prediction(self._prediction)
        self.place.show_message(self._place_of(state, self._prediction))
        self.original.show_message(self._original_of(self._prediction))

    def _show_hint(self, hint: str) -> None:
        self._prediction, self._masks = None, ()
        for hidden in (self.tabs, self.list_button, self._scroll):
            hidden.hide()
        self.place.show_message("")
        self.hint.show_message(hint)

    def _hint_of(self, state: AppState) -> str:
        """Why there are no predictions; "" when there are some, or will be soon."""
        if state.model is not None and state.model.objective == "encoder":
            return self.tr(
                "This checkpoint has no head that predicts words; its attention is all there is."
            )
        if state.inspection is None:
            return "" if state.model is not None or state.loading else self.tr("No model is open")
        if state.inspection.predictions or state.inspection.classification:
            return ""
        if state.model is not None and state.model.objective == "classification":
            return self.tr("A text that is read in windows has no class; cut it to have one")
        return self.tr("Click a token to mask it; its predictions appear here")

    # ---- which mask -----------------------------------------------------------------------------

    def _show_masks(self, state: AppState) -> None:
        predictions = state.inspection.predictions if state.inspection else ()
        masks = tuple(p for p in predictions if p.kind == "mask")
        focused = focused_prediction(state)
        position = focused.position if focused else None
        many, several = len(masks) > MOST_TABS, 1 < len(masks) <= MOST_TABS
        if several and masks != self._masks:
            self._rebuild_tabs(masks)
        self._masks = masks
        self.tabs.setVisible(several)
        self.list_button.setVisible(many)
        if several:
            for tab, prediction in zip(self._tabs, masks, strict=True):
                tab.setChecked(prediction.position == position)
        if many:
            self.list_button.set_choices([Choice(p.position, self._tab_text(p)) for p in masks])
            self.list_button.set_current(position)

    def tab_buttons(self) -> list[QuietButton]:
        """One button a mask, in the order of the text; none when a list stands for them."""
        return list(self._tabs)

    def _rebuild_tabs(self, masks: tuple[Prediction, ...]) -> None:
        layout = self.tabs.layout()
        assert layout is not None
        tabs = self._tabs
        while len(tabs) > len(masks):
            gone = tabs.pop()
            layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(tabs) < len(masks):
            tab = QuietButton("", self.tabs, widest=160)
            tab.setCheckable(True)
            tab.clicked.connect(self._tab_clicked)
            layout.addWidget(tab)
            tab.show()
            tabs.append(tab)
        for tab, prediction in zip(tabs, masks, strict=True):
            best = readable(prediction.candidates[0].label) if prediction.candidates else "?"
            tab.set_prefix(str(prediction.position))
            tab.setText(best)
            tab.setToolTip(self.tr("Predictions at position {n}").format(n=prediction.position))
            tab.setAccessibleName(self._tab_text(prediction))
            tab.setProperty("position", prediction.position)

    def _tab_text(self, prediction: Prediction) -> str:
        best = readable(prediction.candidates[0].label) if prediction.candidates else "?"
        return self.tr("position {n}: {word}").format(n=prediction.position, word=best)

    def _tab_clicked(self) -> None:
        tab = self.sender()
        if isinstance(tab, QuietButton):
            tab.setChecked(
                self._prediction is not None and _position(tab) == self._prediction.position
            )
            self._focus(_position(tab))

    def _focus(self, position: object) -> None:
        if isinstance(position, int):
            self.acted.emit(PositionFocused(position))

    def _choose(self, row: int) -> None:
        if self._prediction is not None:
            chosen = self._prediction.candidates[row]
            self.acted.emit(CandidateChosen(self._prediction.position, chosen))

    # ---- words ----------------------------------------------------------------------------------

    def _place_of(self, state: AppState, prediction: Prediction | None) -> str:
        tokens = predicted_tokens(state)
        if prediction is None or tokens is None:
            return self.tr("Reading the text…")
        position = prediction.position
        if prediction.kind == "next":
            label = readable(tokens.labels[position]) if position < len(tokens) else ""
            return self.tr("after “{label}” (position {n})").format(label=label, n=position)
        if len(self._masks) > 1:
            return ""  # the tabs say it
        return self.tr("mask at position {n}").format(n=position)

    def _original_of(self, prediction: Prediction | None) -> str:
        original = prediction.original if prediction else None
        if original is None:
            return ""
        return self.tr("originally “{label}”: rank {rank} of {n} · {probability}").format(
            label=readable(original.label),
            rank=f"{original.rank:,}",
            n=f"{original.n_ranked:,}",
            probability=exact_probability(original.probability),
        )


def _position(tab: QuietButton) -> int:
    return int(tab.property("position"))


def _shown(state: AppState) -> tuple[object, ...]:
    return (
        state.inspection, state.focus, state.model, state.loading is None,
        state.details.predictions,
    )  # fmt: skip
