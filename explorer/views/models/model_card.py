"""`ModelCard`: what is known of the chosen model before it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import CachedModel, HubModel
from explorer.state.hub import HubState, size_of
from explorer.views.look.theme import SPACE
from explorer.views.widgets.messages import ElidedLabel, Message

MOST_FILES = 5
MOST_LABELS = 8


class ModelCard(QWidget):
    """Its name, what it is, and what a download brings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = Message(QPalette.ColorRole.WindowText)
        self.warning = Message(QPalette.ColorRole.BrightText)
        self.files = Message(QPalette.ColorRole.Dark)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.title, self.facts, self.warning, self.files):
            column.addWidget(part)

    def show_hub(self, hub: HubState) -> None:
        model, kept = (None, hub.kept) if hub.lists_kept else (hub.model, None)
        nothing = self.tr("Choose a model to see more of it.")
        self.title.setText(model.id if model else kept.id if kept else "")
        self.title.setVisible(bool(model or kept))
        self.title.setToolTip(self.title.text())
        if model is not None:
            self.facts.show_message("\n".join(self._facts_of(model)))
            self.warning.show_message("\n".join(self._warnings_of(model)))
            self.files.show_message(self._files_of(model))
            return
        self.facts.show_message("\n".join(self._facts_kept(kept)) if kept else nothing)
        unfinished = self.tr("Its download broke off; what has come is kept.")
        self.warning.show_message(unfinished if kept and not kept.is_whole else "")
        self.files.show_message("")

    def _facts_of(self, model: HubModel) -> Iterator[str]:
        yield self._kind(model.task, model.family, model.n_parameters)
        if model.licence:
            yield self.tr("Licence: {name}").format(name=model.licence)
        yield self.reach_words(model)
        if model.n_bytes is None:
            return
        size = size_of(model.n_bytes)
        if 0 < model.n_bytes_here < model.n_bytes:
            here = size_of(model.n_bytes_here)
            yield self.tr("{here} of {size} are on this computer").format(here=here, size=size)
        elif model.n_bytes_here:
            yield self.tr("{size}, on this computer").format(size=size)
        else:
            yield self.tr("{size} to download").format(size=size)

    def _kind(self, task: str, family: str, n_parameters: int | None) -> str:
        n = short_count(n_parameters) if n_parameters else ""
        parameters = self.tr("{n} parameters").format(n=n) if n else ""
        return " · ".join(part for part in (task, family, parameters) if part)

    def _warnings_of(self, model: HubModel) -> Iterator[str]:
        if model.is_gated:
            yield self.tr(
                "Gated: accept its authors’ terms on its page, then run “hf auth login” here."
            )
        if model.files and not model.has_safetensors:
            yield self.tr("Its weights are a Python pickle.")
        if model.runs_code:
            yield self.tr("It brings Python code of its own.")

    def _files_of(self, model: HubModel) -> str:
        largest = sorted(model.files, key=lambda file: -file.n_bytes)
        lines = [f"{file.name} · {size_of(file.n_bytes)}" for file in largest[:MOST_FILES]]
        if len(largest) > MOST_FILES:
            lines.append(self.tr("and {n} smaller files").format(n=len(largest) - MOST_FILES))
        return "\n".join(lines)

    def _facts_kept(self, kept: CachedModel) -> Iterator[str]:
        yield self._kind("", kept.family, kept.n_parameters)
        if kept.labels:
            more = "…" if len(kept.labels) > MOST_LABELS else ""
            names = ", ".join(kept.labels[:MOST_LABELS]) + more
            words = self.tr("Classifier of {n} classes: {names}")
            yield words.format(n=len(kept.labels), names=names)
        yield self.reach_words(kept)
        yield self.tr("{size}, on this computer").format(size=size_of(kept.n_bytes))

    def reach_words(self, model: HubModel | CachedModel) -> str:
        """How its attention will be had, in a sentence."""
        words = {
            "captured": self.tr("Attention: captured as it is computed"),
            "native": self.tr("Attention: as the model itself gives it out"),
            "none": self.tr("Attention: cannot be shown"),
            "unknown": self.tr("Attention: known once it is open"),
        }
        return f"{words[model.reach]}. {model.reach_note}".removesuffix(". ")


def short_count(n: int) -> str:
    """`110 M`, `6.7 B`."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if n >= size:
            share = n / size
            return f"{share:.0f} {letter}" if share >= 10 else f"{share:.1f} {letter}"
    return str(n)
