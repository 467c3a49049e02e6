"""`TokenWords`: what the token strip says in words: tooltips, hints, its text equivalent."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records import Prediction
from explorer.state.model import AppState
from explorer.state.selectors import prediction_at, tokens_of
from explorer.views.text.labels import exact_probability, readable

MOST_TOLD = 500  # tokens; nobody listens to a whole book


class TokenWords(QObject):
    """Sentences about tokens, in the person's language."""

    def hint(self, state: AppState | None) -> str:
        """What stands where no tokens are yet."""
        if state is not None and state.loading is not None:
            return self.tr("Tokens appear here when the model is open")
        return self.tr("Tokens appear here while you type; click one to mask it")

    def summary(self, state: AppState) -> str:
        """The strip as text."""
        tokens = tokens_of(state)
        if tokens is None:
            return self.hint(state)
        words = " ".join(readable(label) for label in tokens.labels[:MOST_TOLD])
        masked = ", ".join(f"{p} {readable(tokens.labels[p])}" for p in tokens.masks[:MOST_TOLD])
        if len(tokens) > MOST_TOLD:
            words += " …"
        parts = [self.tr("{n} tokens").format(n=len(tokens))]
        if masked:
            parts.append(self.tr("masked: {positions}").format(positions=masked))
        return "; ".join([*parts, words])

    def tooltip(self, state: AppState | None, position: int) -> str:
        """One token: its place, what it was, what a click does."""
        tokens = tokens_of(state) if state else None
        if state is None or tokens is None or position >= len(tokens):
            return ""
        label = readable(tokens.labels[position])
        first = self.tr("“{label}” · position {position} · id {id}").format(
            label=label, position=position, id=tokens.ids[position]
        )
        lines = (first, self._second(state, position), self._window(state, position))
        return "\n".join(line for line in lines if line)

    def _window(self, state: AppState, position: int) -> str:
        """At the first token that another window shows."""
        windows = state.inspection.windows if state.inspection else ()
        for number, window in enumerate(windows[1:], start=2):
            if window.first == position:
                words = self.tr("From here on: window {number} of {count}, tokens {start}–{end}")
                ends = {"start": f"{window.start:,}", "end": f"{window.end - 1:,}"}
                return words.format(number=number, count=len(windows), **ends)
        return ""

    def _second(self, state: AppState, position: int) -> str:
        tokens = tokens_of(state)
        assert tokens is not None
        if position in tokens.masks:
            return self._masked(state, position)
        if tokens.is_special[position]:
            return self.tr("Added by the tokenizer; it cannot be masked")
        if state.model is None or state.model.mask_token is None:
            return self.tr("Click to see what the model expects after it")
        return self.tr("Click to mask it")

    def _masked(self, state: AppState, position: int) -> str:
        tokens = tokens_of(state)
        assert tokens is not None
        prediction = prediction_at(state, position)
        given = next((o.label for o in tokens.originals if o.position == position), None)
        if given is None and state.model is not None and state.model.objective == "classification":
            return self.tr("A classifier predicts no word here")
        if given is None:
            return self.tr("Click to open its predictions")
        was = self._was(given, prediction)
        return "\n".join((was, self.tr("Click to put it back")))

    def _was(self, label: str, prediction: Prediction | None) -> str:
        original = prediction.original if prediction else None
        if original is None:
            return self.tr("was: {label}").format(label=readable(label))
        return self.tr("was: {label} · rank {rank} · {probability}").format(
            label=readable(original.label),
            rank=f"{original.rank:,}",
            probability=exact_probability(original.probability),
        )
