"""`ReaderWords`: what each kind of model is called, may see and predicts, in a person's words."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records.lessons.successors import ReadBy, ReaderKind, Sight, SuccessorsRequest


class ReaderWords(QObject):
    def title(self, kind: ReaderKind) -> str:
        titles: dict[ReaderKind, str] = {
            "bert": "BERT",
            "roberta": "RoBERTa",
            "xlnet": "XLNet",
            "transformer-xl": "Transformer-XL",
            "causal": self.tr("Causal (GPT)"),
        }
        return titles[kind]

    def sees(self, kind: ReaderKind, request: SuccessorsRequest) -> str:
        words: dict[ReaderKind, str] = {
            "bert": self.tr("Every token sees every other. The chosen one is hidden by a mask."),
            "roberta": self.tr(
                "Sees what BERT sees. In training, the masks move each time that a text is read."
            ),
            "xlnet": self.tr(
                "Each token sees those before it in an order, drawn here, with the chosen one last."
            ),
            "transformer-xl": self.tr(
                "Sees what is before it in its segment ({segment}) and in the memory ({memory})."
            ).format(segment=request.segment_length, memory=request.memory_length),
            "causal": self.tr("Each token sees itself and everything before it."),
        }
        return words[kind]

    def cut(self, sight: Sight | None) -> str:
        if sight is None or not sight.n_cut:
            return ""
        return self.tr("{n} tokens at the end were not read.").format(n=f"{sight.n_cut:,}")

    def predicts(self, kind: ReaderKind) -> str:
        words: dict[ReaderKind, str] = {
            "bert": self.tr("Predicts what the mask hides:"),
            "roberta": self.tr("Predicts what the mask hides:"),
            "xlnet": self.tr("Predicts the last of the order:"),
            "transformer-xl": self.tr("Predicts what comes next:"),
            "causal": self.tr("Predicts what comes next:"),
        }
        return words[kind]

    def nothing(self, reading: ReadBy) -> str:
        """Why there is no prediction."""
        if not reading.is_trained:
            return self.tr("Random weights: it shows what it may see, not what it knows.")
        return self.tr("Nothing stands before it, so there is nothing to predict it from.")

    def size(self, reading: ReadBy) -> str:
        if not reading.n_parameters:
            return ""
        millions = f"{reading.n_parameters / 1e6:,.1f}"
        return self.tr("{n} million parameters").format(n=millions)
