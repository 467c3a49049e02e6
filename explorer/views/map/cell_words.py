"""`CellWords`: the numbers of one cell of a map as a person reads them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.state.cells import Readout


class CellWords(QObject):
    """In the person's language; a cell that pools many says what its numbers are of them."""

    def numbers(self, cell: Readout) -> str:
        if cell.is_unread:
            return self.tr("not read together: no window holds both")
        if cell.mean is None:
            return self._exact(cell)
        largest, mean = f"{cell.weight:.4f}", f"{cell.mean:.2g}"
        words = self.tr("largest {largest}   mean {mean}").format(largest=largest, mean=mean)
        return f"{words}   {self.tr('of some rows so far')}" if cell.is_coarse else words

    def _exact(self, cell: Readout) -> str:
        numbers = self.tr("weight") + f" {cell.weight:.4f}"
        if cell.score is not None:
            score = f"{cell.score:.2f}".replace("-inf", "−∞").replace("-", "−")
            numbers += "   " + self.tr("score") + f" {score}"
        return numbers
