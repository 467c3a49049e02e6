"""`StatisticsView`: the selected head in a few numbers, two columns of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from explorer.records import STATISTICS, HeadRef, Inspection
from explorer.state.model import AppState
from explorer.state.statistics import listed_statistics, statistics_of
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.theme import SPACE, number_font
from explorer.views.text.labels import head_name
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.messages import ElidedLabel

COMING, NONE = "…", "–"


class StatisticsView(QWidget):
    """Each name explains itself when it is pointed at; what is not known yet is an ellipsis.

    acted(action): never; it is there because every view has it.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = StatisticWords(self)
        self._shown: tuple[Inspection | None, HeadRef | None] | None = None
        self._site = ""
        self._is_one_head: bool | None = None  # what the tooltips are of
        self.names = {name: ElidedLabel(self._words.name(name)) for name in STATISTICS}
        self.values = {name: QLabel(COMING) for name in STATISTICS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE, 0, SPACE, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(2)
        for column in (0, 3):
            self._grid.setColumnStretch(column, 1)
        self._grid.setColumnMinimumWidth(2, SPACE)  # and spacing on both sides of it
        for name in STATISTICS:
            self.names[name].setForegroundRole(QPalette.ColorRole.Dark)
            self.values[name].setAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        self._dimmer = Dimmer(self)
        self._dimmer.changed.connect(self._dim)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Statistics of the selected head"))
        self._choose_font()
        self.hide()

    def show_state(self, state: AppState) -> None:
        self._dimmer.show_stale(is_stale=state.is_stale)
        shown = state.inspection, state.head
        if shown != self._shown:
            self._shown = shown
            self._show_numbers(state)

    def _show_numbers(self, state: AppState) -> None:
        self.setVisible(state.inspection is not None)
        if state.head.site != self._site:
            self._site = state.head.site
            self._arrange()
        self._explain(is_one_head=None not in (state.head.layer, state.head.head))
        values = statistics_of(state, state.head)
        for name, label in self.values.items():
            if values is None:
                label.setText(COMING)
            else:
                known = name in values
                label.setText(self._words.number(name, values[name]) if known else NONE)
        said = [] if values is None else [self._words.sentence(values)]
        said += [self._words.named(name, value) for name, value in (values or {}).items()]
        self.setAccessibleDescription(f"{head_name(state.head)}: {', '.join(filter(None, said))}")

    def _dim(self) -> None:
        is_dim = self._dimmer.opacity < 1
        role = QPalette.ColorRole.Dark if is_dim else QPalette.ColorRole.WindowText
        for label in self.values.values():
            label.setForegroundRole(role)

    def _explain(self, *, is_one_head: bool) -> None:
        if is_one_head == self._is_one_head:
            return
        self._is_one_head = is_one_head
        of_one = self.tr("{meaning}. Mean over all rows")
        of_several = self.tr("{meaning}. Mean over all rows of each head, and over these heads")
        for name in STATISTICS:
            said = of_one if is_one_head else of_several
            for label in (self.names[name], self.values[name]):
                label.setToolTip(said.format(meaning=self._words.meaning(name)))

    def _arrange(self) -> None:
        """What the site has, and nothing else."""
        for label in (*self.names.values(), *self.values.values()):
            self._grid.removeWidget(label)
            label.hide()
        for column, names in enumerate(listed_statistics(self._site)):
            for row, name in enumerate(names):
                self._grid.addWidget(self.names[name], row, 3 * column)
                self._grid.addWidget(self.values[name], row, 3 * column + 1)
                self.names[name].show()
                self.values[name].show()

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._choose_font()

    def _choose_font(self) -> None:
        """The widest number has room, so that columns stand still from head to head."""
        for label in self.values.values():
            label.setFont(number_font(self))
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance("100%"))
