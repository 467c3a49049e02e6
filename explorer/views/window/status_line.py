"""`StatusLine`: what was computed, where and how long it took, and the weight pointed at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.state.model import AppState
from explorer.state.selectors import readout, selected_map, was_stopped
from explorer.state.windows import stride_of
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.map.cell_words import CellWords
from explorer.views.text.labels import head_name
from explorer.views.widgets.messages import ElidedLabel


class StatusLine(QWidget):
    """Reads only; it emits nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell_words = CellWords(self)
        self._facts = ElidedLabel()
        # As wide as it wants while there is room, but a long token never widens the window.
        self._readout = ElidedLabel()
        self._readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._readout.setFont(number_font(self))
        self._facts.setAccessibleName(self.tr("What was computed"))
        self._readout.setAccessibleName(self.tr("Weight under the pointer"))
        for label in (self._facts, self._readout):
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE * 2, SPACE // 2, SPACE * 2, SPACE // 2)
        layout.setSpacing(SPACE * 2)
        layout.addWidget(self._facts, 1)
        layout.addWidget(self._readout)

    def show_state(self, state: AppState) -> None:
        _set(self._facts, self._facts_of(state))
        _set(self._readout, self._readout_of(state))

    def _facts_of(self, state: AppState) -> str:
        if state.loading is not None:
            return state.loading.message
        shown, model = state.inspection, state.model
        if model is None:
            return self.tr("No model is open")
        read = shown if shown is not None and shown.model == model else None
        parts = []
        if read is not None:
            parts.append(self.tr("{0} tokens").format(f"{len(read.tokens):,}"))
        if read is not None and read.windows:
            words = self.tr("{0} windows of {1}, stride {2}")
            counts = len(read.windows), model.max_tokens or 0, stride_of(read.windows)
            parts.append(words.format(*(f"{count:,}" for count in counts)))
        site = model.site(state.head.site) or model.sites[0]
        parts.append(self.tr("{0} layers × {1} heads").format(site.n_layers, site.n_heads))
        if model.labels:
            parts.append(self.tr("{0} classes").format(len(model.labels)))
        if shown is not None and not state.is_stale:
            parts.append(self.tr("forward {0} ms").format(f"{shown.forward_ms:.0f}"))
            parts.append(self.tr("trace {0} MiB").format(f"{shown.trace_bytes / 2**20:.1f}"))
        parts.append(f"{model.device} · {model.dtype}")
        if state.generating is not None:
            parts.append(self.tr("writing: {0} tokens").format(f"{state.generating.n_tokens:,}"))
        if state.export is not None:
            parts.append(self.tr("writing {0} …").format(state.export.path.name))
        elif was_stopped(state):
            parts.append(self.tr("stopped"))
        elif shown is not None and not state.is_stale and not shown.is_exact:
            parts.append(self.tr("coarse; exact as it comes …"))
        elif shown is None or (state.is_stale and state.problem is None):
            parts.append(self.tr("computing …"))
        return " · ".join(parts)

    def _readout_of(self, state: AppState) -> str:
        cell, shown = readout(state), selected_map(state)
        if cell is None or shown is None:
            return ""
        where = f"{cell.query} → {cell.key}   {head_name(shown.head)}"
        if cell.is_unread or cell.mean is not None:
            return f"{where}   {self._cell_words.numbers(cell)}"
        score = "" if cell.score is None else self.tr("  score {0}").format(f"{cell.score:.2f}")
        return f"{where}   {cell.weight:.4f}{score}"

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        muted = theme_of(self).muted
        sheet = f"color: {muted};"
        if self._facts.styleSheet() != sheet:
            self._facts.setStyleSheet(sheet)


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
