"""`ModelTable`: one model a row."""

from __future__ import annotations

from explorer.records import Reach
from explorer.views.widgets.row_table import RowTable


class ModelTable(RowTable):
    """Models of the hub, or of this computer, by their ids."""

    def reach_word(self, reach: Reach) -> str:
        """How the attention of a model is reached, in a word."""
        words = {"captured": self.tr("captured"), "native": self.tr("native")}
        return words.get(reach, self.tr("none") if reach == "none" else "")
