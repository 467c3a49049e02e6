"""`Words`: what parameters and states are called where a person reads them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records.tuning import Parameter


class Words(QObject):
    """In the person's language; what has no name here is called as the command line calls it."""

    def parameter(self, name: str) -> str:
        names = {
            "batch_size": self.tr("Batch size"),
            "learning_rate": self.tr("Learning rate"),
            "schedule": self.tr("Schedule"),
            "max_length": self.tr("Maximum length"),
            "warmup": self.tr("Warm-up share"),
            "weight_decay": self.tr("Weight decay"),
            "mask_share": self.tr("Masked share"),
        }
        return names.get(name, name)

    def metric(self, name: str) -> str:
        names = {
            "accuracy": self.tr("accuracy"),
            "macro_f1": self.tr("macro F1"),
            "loss": self.tr("loss"),
        }
        return names.get(name, name)

    def status(self, name: str) -> str:
        """Of a trial."""
        names = {
            "waiting": self.tr("waiting"),
            "running": self.tr("running"),
            "done": self.tr("done"),
            "stopped": self.tr("stopped"),
            "pruned": self.tr("ended early"),
            "failed": self.tr("failed"),
        }
        return names.get(name, name)

    def search(self, name: str) -> str:
        """How the trials are chosen."""
        names = {"grid": self.tr("grid"), "random": self.tr("random"), "asha": "ASHA"}
        return names.get(name, name)


def said(value: Parameter) -> str:
    """A value of a parameter; `1e-05` as it is typed."""
    return f"{value:g}".replace("e-0", "e-") if isinstance(value, float) else str(value)
