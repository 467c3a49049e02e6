"""`LineWords`: what is right or wrong about each line of the lecture notes."""

from __future__ import annotations

from PySide6.QtCore import QObject


class LineWords(QObject):
    def what(self, line: int) -> str:
        """line: of `reference.notes.LINES`, from 0."""
        return (
            self.tr("Right. Query, key and value come in; mask and dropout can be left out."),
            self.tr("Right. d_k is the width of a query: how many products are added up."),
            self.tr(
                "Right. Every query meets every key, and the sums are divided by √d_k, so that the "
                "softmax does not give all weight to one key."
            ),
            self.tr("Right. Without a mask every token sees every other."),
            self.tr(
                "A mistake: no “score” is defined anywhere, so Python stops here as soon as there "
                "is a mask. What must be filled are the scores."
            ),
            self.tr("Right. Over the last dimension, so that the weights of each query sum to 1."),
            self.tr("Right. While a model learns, some weights are dropped; afterwards none."),
            self.tr("Right. A dropped weight is 0, and the others grow to make up for it."),
            self.tr(
                "A mistake: the weights multiply the scores, so the values are never used, and the "
                "result has a number for each key where it should have one for each dimension of "
                "a value. It must be the values."
            ),
        )[line]
