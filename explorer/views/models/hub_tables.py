"""`FoundTable` and `KeptTable`: the models of the hub, and those of this computer, as rows."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from explorer.records import CachedModel, HubModel
from explorer.state.hub import HubState, size_of
from explorer.views.models.model_table import ModelTable
from explorer.views.widgets.row_table import Column, Row

YES, NO = "✓", "–"


class FoundTable(ModelTable):
    """What the hub answered: name, task, size, licence, safetensors or not, attention."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = (
            Column(self.tr("Model")),
            Column(self.tr("Task"), 120),
            Column(self.tr("Size"), 76, is_number=True),
            Column(self.tr("Licence"), 96),
            Column("safetensors", 88),
            Column(self.tr("Attention"), 80),
        )
        self.set_columns(columns)
        self.setAccessibleName(self.tr("Models of the hub"))

    def show_hub(self, hub: HubState) -> None:
        models = hub.result.models if hub.result else ()
        self.show_rows([self._row(model) for model in models], hub.chosen)

    def _row(self, model: HubModel) -> Row:
        weights = self.tr("safetensors") if model.has_safetensors else self.tr("no safetensors")
        gated = self.tr("gated") if model.is_gated else ""
        return Row(
            model.id,
            (
                model.id,
                model.task,
                size_of(model.n_bytes) if model.n_bytes else "",
                " · ".join(part for part in (gated, model.licence) if part),
                YES if model.has_safetensors else NO,
                self.reach_word(model.reach),
            ),
            spoken=("", model.task, "", model.licence, weights, ""),
        )


class KeptTable(ModelTable):
    """What is on this computer: name, size, when it was used last, attention.

    Signals (GUI thread): `removed()` at Delete.
    """

    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = (
            Column(self.tr("Model")),
            Column(self.tr("Size"), 96, is_number=True),
            Column(self.tr("Last used"), 120, is_number=True),
            Column(self.tr("Attention"), 112),
        )
        self.set_columns(columns)
        self.setAccessibleName(self.tr("Models on this computer"))

    def show_hub(self, hub: HubState) -> None:
        self.show_rows([self._row(model) for model in hub.cached or ()], hub.chosen)

    def _row(self, model: CachedModel) -> Row:
        day = QDateTime.fromSecsSinceEpoch(int(model.last_used)).date()
        used = QLocale().toString(day, QLocale.FormatType.ShortFormat)
        name = model.id if model.is_whole else self.tr("{name} · unfinished").format(name=model.id)
        return Row(model.id, (name, size_of(model.n_bytes), used, self.reach_word(model.reach)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
            return
        super().keyPressEvent(event)
