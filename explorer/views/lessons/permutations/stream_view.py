"""`StreamView`: one stream of the model: what each token may see in it, and what a head sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.records import AttentionMap
from explorer.views.lessons.parts.grid_layout import LARGEST_CELL
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.lessons.parts.sight_grid import SightGrid
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import head_name
from explorer.views.widgets.messages import ElidedLabel

LABELS_HEIGHT, ROW = 8 * SPACE, 15  # at which every row has its label
LEAST, MOST = 20 * SPACE, 44 * SPACE  # height of a grid
LABELS_WIDTH = 14 * SPACE  # beside cells as large as they become


class StreamView(QWidget):
    """Signals (GUI thread): `pointed(query, key)`, `chosen(query, key)`, as of a GridView."""

    pointed = Signal(object, object)
    chosen = Signal(object, object)

    def __init__(self, name: str, sees: str) -> None:
        """sees: what a token sees in this stream, in words."""
        super().__init__()
        self._name = name
        self.sight = SightGrid(self.tr("{stream}: what may be seen").format(stream=name))
        self.weights = WeightsMap(self.tr("{stream}: attention map").format(stream=name))
        self.sight_title, self.map_title = ElidedLabel(), ElidedLabel()
        what = self.tr("{stream}: {sees}").format(stream=name, sees=sees)
        self.sight_title.setText(what)
        self.sight_title.setToolTip(what)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for title, grid in (
            (self.sight_title, self.sight),
            (self.map_title, self.weights),
        ):
            title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            # The hint would be kept to, since the page has lines that wrap.
            grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            grid.pointed.connect(self.pointed)
            grid.chosen.connect(self.chosen)
            column.addWidget(title)
            column.addWidget(grid, 1)

    @property
    def grids(self) -> tuple[GridView, GridView]:
        return self.sight, self.weights

    def show_map(self, shown: AttentionMap, colormap: str) -> None:
        self.weights.show_map(shown, colormap)
        self.map_title.setText(f"{self._name} · {head_name(shown.head)}")

    def show_sight(self, may_see: NDArray[np.bool_], shown: AttentionMap) -> None:
        """may_see: (query, key), along the axes of the map."""
        self.sight.show_sight(may_see, shown.queries, shown.keys)
        n_tokens = len(shown.queries)
        widest = LABELS_WIDTH + round(LARGEST_CELL) * n_tokens
        self.setMaximumWidth(max(widest, self.sight_title.sizeHint().width()))
        for grid in self.grids:
            grid.setMinimumHeight(min(max(LABELS_HEIGHT + ROW * n_tokens, LEAST), MOST))

    def mark(self, query: int | None, key: int | None) -> None:
        """The row and the column that stand out."""
        for grid in self.grids:
            grid.mark(() if query is None else (query,), () if key is None else (key,))

    def show_stale(self, *, is_stale: bool) -> None:
        for grid in self.grids:
            grid.dimmer.show_stale(is_stale=is_stale)
