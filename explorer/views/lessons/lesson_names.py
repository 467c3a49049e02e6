"""`LessonNames`: the titles of the lessons in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records.lessons import LessonName


class LessonNames(QObject):
    def title(self, name: LessonName) -> str:
        titles: dict[LessonName, str] = {
            "steps": self.tr("Attention, step by step"),
            "transformer": self.tr("The Transformer from scratch"),
            "masking": self.tr("Masking"),
            "permutations": self.tr("Permutations: XLNet"),
            "memory": self.tr("Memory: Transformer-XL"),
            "successors": self.tr("From BERT to its successors"),
            "compare": self.tr("Before and after"),
        }
        return titles[name]
