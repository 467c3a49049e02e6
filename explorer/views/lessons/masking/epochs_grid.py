"""`EpochsGrid`: what became of every token in every epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.records import Axis
from explorer.records.lessons.masking import FATES, Fate, MaskingAnswer
from explorer.views.lessons.masking.fates import MARKS, FateWords, ink_of, paint_ground
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme

_ROW = 20
_ROOM_FOR_LABELS = 96
_LEAST_FOR_MARK = 11.0  # pixels of a cell


class EpochsGrid(GridView):
    """A row for each epoch; a coloured cell with a mark was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._epochs: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._fates = FateWords(self)
        self.setAccessibleName(self.tr("What was chosen in each epoch"))

    def show_answer(self, answer: MaskingAnswer) -> None:
        if answer.epochs is self._epochs:
            return
        self._epochs = answer.epochs
        n_epochs, tokens = len(answer.epochs), answer.tokens
        names = tuple(str(epoch + 1) for epoch in range(n_epochs))
        rows = Axis(names, tuple((e,) for e in range(n_epochs)), (False,) * n_epochs)
        columns = Axis(tokens.labels, tuple((p,) for p in range(len(tokens))), tokens.is_special)
        self.setFixedHeight(n_epochs * _ROW + _ROOM_FOR_LABELS)
        self.show_axes(rows, columns)
        self.setAccessibleDescription(self._as_text())

    def layout_now(self) -> GridLayout | None:
        """Rows keep their height however narrow the cells of a long text are."""
        layout = super().layout_now()
        return replace(layout, cell_height=float(_ROW)) if layout else None

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(layout.cells, theme.colour("surface"))
        is_marked = min(layout.cell_width, layout.cell_height) >= _LEAST_FOR_MARK
        gap = 1.0 if layout.cell_width > 4 else 0.0
        for row, column in np.argwhere(self._epochs).tolist():
            fate = self._fate(row, column)
            assert fate is not None
            cell = layout.cell_rect(row, column).adjusted(gap, gap, -gap, -gap)
            paint_ground(painter, cell, fate, theme)
            if is_marked:
                painter.setPen(theme.colour(ink_of(fate)))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, MARKS[fate])
        painter.setPen(theme.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(layout.cells))

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        fate = self._fate(row, column)
        epoch = self.tr("epoch {n}").format(n=row + 1)
        what = self.tr("not chosen") if fate is None else self._fates.name(fate)
        return f"{self.keys.labels[column]}  ·  {epoch}", what

    def _fate(self, row: int, column: int) -> Fate | None:
        code = int(self._epochs[row, column])
        return FATES[code - 1] if code else None

    def _as_text(self) -> str:
        labels = self.keys.labels
        return "; ".join(
            f"{row + 1}: " + (" ".join(labels[p] for p in np.flatnonzero(chosen)[:20]) or "—")
            for row, chosen in enumerate(self._epochs[:20])
        )
