"""`Inside`: what a step does with one key, dimension by dimension."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.records.steps import HeadSteps
from explorer.state.lessons.stepping import Stepped
from explorer.state.lessons.steps import StepName
from explorer.views.lessons.steps.bars import Bars
from explorer.views.lessons.steps.number_list import NumberList
from explorer.views.lessons.steps.numbers import number
from explorer.views.lessons.steps.vector_chart import VectorChart
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable

N_CHARTS = 3
_VECTORS = ("vectors", "values", "output")  # steps that have vectors to show


class Inside(QWidget):
    """The products q · k of a key, the largest first; or the vectors of a step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setContentsMargins(SPACE, 0, 0, 0)
        self.title.setFixedHeight(28)  # as the heading of the keys beside it
        self.products = NumberList(self.tr("Products by dimension"))
        self.charts = tuple(VectorChart() for _ in range(N_CHARTS))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.products, 100)  # all the room, while there are no charts
        for chart in self.charts:
            column.addWidget(chart, 1)
        column.addStretch(1)

    def show_steps(self, shown: Stepped, step: StepName) -> None:
        has_vectors = step in _VECTORS
        self.products.setVisible(not has_vectors)
        key = readable(shown.answer.keys[shown.key])
        if not has_vectors:
            self.title.setText(self.tr("q · k of “{key}” by dimension").format(key=key))
            self.products.show_bars(_products(shown))
            self._show_vectors([])
            return
        self.title.setText(self._title(step, shown, key))
        self._show_vectors(self._vectors(step, shown, key))

    def show_stale(self, *, is_stale: bool) -> None:
        for dimmer in (self.products.dimmer, *(chart.dimmer for chart in self.charts)):
            dimmer.show_stale(is_stale=is_stale)

    def _title(self, step: StepName, shown: Stepped, key: str) -> str:
        query = readable(shown.answer.queries[asking(shown)])
        match step:
            case "vectors":
                return self.tr("“{query}” asks “{key}”").format(query=query, key=key)
            case "values":
                return self.tr("what “{key}” hands over").format(key=key)
            case _:
                return self.tr("what the head says to “{query}”").format(query=query)

    def _vectors(
        self, step: StepName, shown: Stepped, key: str
    ) -> list[tuple[str, np.ndarray, np.ndarray | None]]:
        """Title, vector, and the model's own beside one that was changed."""
        inputs, own, at = shown.answer.inputs, shown.own, shown.key
        steps = shown.changed
        query = readable(shown.answer.queries[asking(shown)])

        def before(vector: np.ndarray) -> np.ndarray | None:
            return vector if shown.is_changed else None

        match step:
            case "vectors":
                return [
                    (self.tr("query q of “{query}”").format(query=query), steps.query, None),
                    (self.tr("key k of “{key}”").format(key=key), inputs.keys[at], None),
                    (self.tr("value v of “{key}”").format(key=key), inputs.values[at], None),
                ]
            case "values":
                weight = number(float(steps.weights[at]))
                return [
                    (self.tr("value v of “{key}”").format(key=key), inputs.values[at], None),
                    (f"{weight} · v", steps.weighted_values[at], before(own.weighted_values[at])),
                ]
            case _:
                return [
                    (self.tr("output o of the head"), steps.head_output, before(own.head_output)),
                    *self._contribution(steps, own if shown.is_changed else None),
                ]

    def _contribution(
        self, steps: HeadSteps, own: HeadSteps | None
    ) -> list[tuple[str, np.ndarray, np.ndarray | None]]:
        if steps.contribution is None:
            return []
        before = own.contribution if own is not None else None
        return [(self.tr("what it adds to the layer"), steps.contribution, before)]

    def _show_vectors(self, vectors: list[tuple[str, np.ndarray, np.ndarray | None]]) -> None:
        for chart in self.charts[len(vectors) :]:
            chart.hide()
        for chart, (title, vector, own) in zip(self.charts, vectors, strict=False):
            chart.show_vector(title, vector, own)
            chart.show()


def asking(shown: Stepped) -> int:
    """The token whose query asks, after the change."""
    other = shown.what_if.query
    return shown.answer.inputs.position if other is None else other


def _products(shown: Stepped) -> Bars:
    products = shown.changed.per_dimension[shown.key]
    query, key = shown.changed.query, shown.answer.inputs.keys[shown.key]
    pairs = zip(query.tolist(), key.tolist(), strict=True)
    return Bars(
        labels=tuple(str(n) for n in range(len(products))),
        values=products,
        order=shown.changed.largest_dimensions(shown.key),
        details=tuple(f"{number(q):>7} × {number(k):>7}" for q, k in pairs),
    )
