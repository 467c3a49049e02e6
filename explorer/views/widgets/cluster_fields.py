"""`ClusterFields`: on which Ray something runs; folded away, since one machine is the usual."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.state.cluster_form import ClusterForm
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.fields import Fields
from explorer.views.widgets.messages import Message, told
from explorer.views.widgets.scrolled import reveal

WIDEST = 52 * SPACE


class ClusterFields(QWidget):
    """Signals (GUI thread): `changed(form)` with a ClusterForm."""

    changed = Signal(object)

    def __init__(self, storage: str) -> None:
        """storage: the label of the place that all machines see."""
        super().__init__()
        self._form = ClusterForm()
        self.fold_button = QuietButton(opens=True, widest=WIDEST)
        self.fold_button.setToolTip(
            self.tr("Other machines that run Ray; leave the address empty to compute here")
        )
        self.fields = Fields(
            [
                ("address", self.tr("Address of the cluster"), "ray://HOST:PORT, HOST:PORT, auto"),
                ("storage", storage, self.tr("A folder or s3://… that all its machines see")),
            ]
        )
        self.problem = Message(QPalette.ColorRole.BrightText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.fold_button, self.fields, self.problem):
            column.addWidget(part)
        self.fold_button.clicked.connect(
            lambda: self._change(is_unfolded=not self._form.is_unfolded)
        )
        self.fields.changed.connect(lambda name, text: self._change(**{name: text}))

    def show_form(self, form: ClusterForm) -> None:
        has_grown = form.is_unfolded and not self._form.is_unfolded
        self._form = form
        self.fields.setVisible(form.is_unfolded)
        texts = {"address": form.address, "storage": form.storage}
        self.fields.show_texts(texts)
        for name, text in texts.items():
            self.fields.show_tip(name, text)
        self.problem.show_message(told(form.problem))
        words = self.tr("Run on a Ray cluster…")
        if form.address.strip() and not form.is_unfolded:
            words = self.tr("On the Ray cluster {address}").format(address=form.address.strip())
        self.fold_button.setText(words)
        if has_grown:
            reveal(self)

    def _change(self, **changes: Any) -> None:
        self.changed.emit(replace(self._form, **changes))
