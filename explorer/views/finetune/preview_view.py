"""`PreviewView`: rows, labels and lengths of the chosen data, or what is wrong with them."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.records.tuning import DataRead
from explorer.state.model import AppState
from explorer.views.finetune.length_histogram import LengthHistogram
from explorer.views.look.theme import SPACE
from explorer.views.predictions.bar_list import BarList, BarRow
from explorer.views.widgets.messages import Message, told
from explorer.views.widgets.progress_line import ProgressLine
from explorer.views.widgets.row_table import Column, Row, RowTable

N_LABELS = 8
N_NOTICES, MOST_NOTICES = 3, 20  # on the page, and while the pointer rests there


class LabelBars(BarList):
    """How many rows each label has."""

    is_choosable = False

    def tooltip(self, row: int) -> str:
        shown = (self._rows or ())[row]
        return f"{shown.word}: {shown.number}"


class PreviewView(QWidget):
    """What was read last stays, dimmed, while something else is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: DataRead | None = None
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.summary = Message(QPalette.ColorRole.WindowText)
        self.notices = Message(QPalette.ColorRole.PlaceholderText)
        self.progress = ProgressLine()
        self.progress.show_fraction(None)
        self.labels = LabelBars()
        self.labels.setAccessibleName(self.tr("Rows of each label"))
        self.other_labels = Message(QPalette.ColorRole.PlaceholderText)
        self.lengths = LengthHistogram()
        self.cut = Message(QPalette.ColorRole.PlaceholderText)
        self.rows = RowTable()
        self.rows.setAccessibleName(self.tr("The first rows"))
        self._labels_part = _captioned(
            self.tr("Rows of each label"), self.labels, self.other_labels
        )
        self._lengths_part = _captioned(self.tr("Tokens of a text"), self.lengths, self.cut)
        self._lay_out()

    def _lay_out(self) -> None:
        parts = QHBoxLayout()
        parts.setSpacing(3 * SPACE)
        parts.addWidget(self._labels_part, 1)
        parts.addWidget(self._lengths_part, 1)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        keep = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        keep.setRetainSizeWhenHidden(True)
        self.rows.setSizePolicy(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.progress, self.problem, self.summary, self.notices):
            column.addWidget(part)
        column.addLayout(parts)
        column.addWidget(self.rows, 1)

    def show_state(self, state: AppState) -> None:
        page = state.finetune
        is_reading = page.missing_preview(state.open_source) is not None
        self.progress.setVisible(is_reading)
        preview = page.preview
        self.problem.show_message(told(preview.problem) if preview and not is_reading else "")
        read = page.last_read
        is_stale = is_reading or preview is None or preview.read is None
        for dimmer in (self.labels.dimmer, self.lengths.dimmer):
            dimmer.show_stale(is_stale=is_stale)
        self.summary.setEnabled(not is_stale)
        self.rows.setEnabled(not is_stale)
        if read is None:
            waiting = self.tr("Reading the data; the first time takes some seconds …")
            self.summary.show_message(waiting if is_reading else "")
        if read is not self._read and read is not None:
            self._show_read(read)
        self.notices.setVisible(bool(self.notices.text()) and not self.problem.text())
        for part in (self._lengths_part, self.rows):
            part.setVisible(read is not None)
        self._labels_part.setVisible(read is not None and bool(read.labels))

    def _show_read(self, read: DataRead) -> None:
        self._read = read
        words = self.tr("Rows to learn from: {train} · held out: {held_out} · labels: {labels}")
        if not read.labels:
            words = self.tr("Rows to learn from: {train} · held out: {held_out}")
        self.summary.show_message(
            words.format(
                train=f"{read.n_train:,}", held_out=f"{read.n_held_out:,}", labels=len(read.labels)
            )
        )
        notices = [told(notice) for notice in read.notices[:MOST_NOTICES]]
        n_more = len(read.notices) - N_NOTICES
        more = [self.tr("and further notes: {n}").format(n=n_more)] if n_more > 0 else []
        self.notices.show_message("\n".join([*notices[:N_NOTICES], *more]))
        self.notices.setToolTip("\n".join(notices))
        self._show_labels(read)
        limits = [limit for limit, _share in read.cut]
        self.lengths.show_lengths(read.edges, read.counts, limits)
        self.cut.show_message(self._cut(read))
        columns = [Column(name, 120) for name in (read.columns[2],) if name]
        names = [name for name in read.columns[:2] if name] or [self.tr("Text")]
        self.rows.set_columns([*columns, *(Column(name) for name in names)])
        picked = (0, 1, 2)[0 if columns else 1 : 1 + len(names)]
        self.rows.show_rows(
            [Row(str(i), tuple(row[part] for part in picked)) for i, row in enumerate(read.rows)],
            "",
        )

    def _show_labels(self, read: DataRead) -> None:
        most = max((count for _label, count in read.labels), default=1)
        shown = read.labels[:N_LABELS]
        self.labels.show_rows([BarRow(name, n / most, f"{n:,}") for name, n in shown])
        n_more = len(read.labels) - len(shown)
        words = self.tr("and further labels: {n}, with {rows} rows")
        rows = sum(count for _label, count in read.labels[N_LABELS:])
        self.other_labels.show_message(words.format(n=n_more, rows=f"{rows:,}") if n_more else "")

    def _cut(self, read: DataRead) -> str:
        words = self.tr("tokens of the longest: {n}").format(n=f"{read.longest:,}")
        cuts = self.tr("a maximum of {limit} cuts {share} of the texts")
        said = [cuts.format(limit=f"{limit:,}", share=f"{share:.1%}") for limit, share in read.cut]
        return " · ".join([words, *said])


def _captioned(words: str, *parts: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE // 2)
    caption = QLabel(words)
    caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    column.addWidget(caption)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return holder
