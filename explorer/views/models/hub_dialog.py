"""`HubDialog`: find a model on the hub, fetch it, open it; and what is on this computer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from explorer.state.actions import ModelRequested
from explorer.state.actions import hub as h
from explorer.state.hub import HubState, memory_of, size_of
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE
from explorer.views.models.download_bar import DownloadBar
from explorer.views.models.hub_tables import FoundTable, KeptTable
from explorer.views.models.model_card import ModelCard
from explorer.views.models.open_options import OpenOptions
from explorer.views.models.search_bar import SearchBar
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.rows import row_of

CARD_WIDTH = 304


class HubDialog(QDialog):
    """Two pages, the hub and this computer; on either one model is chosen, fetched and opened.

    Closed, it leaves a download running. It closes by itself once the model has come.
    Signals (GUI thread): `acted(action)`: those of `state.actions.hub`, and ModelRequested.
    """

    acted = Signal(object)

    def __init__(
        self, devices: Sequence[str], device: str = "auto", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(1120, 680)
        self._state = AppState()
        self._asked_about = ""  # the model whose removal was not yet agreed to
        self.hub_tab = QuietButton(self.tr("Hub"))
        self.here_tab = QuietButton(self.tr("On this computer"))
        self.search_bar = SearchBar()
        self.note = Message(QPalette.ColorRole.Dark)
        self.warning = Message(QPalette.ColorRole.BrightText)
        self.retry_button = QuietButton(self.tr("Try again"), kind="link")
        self.found_table = FoundTable()
        self.kept_table = KeptTable()
        self.card = ModelCard()
        self.options = OpenOptions(devices, device)
        self.download_bar = DownloadBar()
        self.remove_button = QuietButton(self.tr("Remove…"))
        self.close_button = QuietButton(self.tr("Close"))
        self.open_button = QuietButton(self.tr("Open"), kind="filled")
        self._tables = QStackedWidget()
        self._lay_out()
        self._connect()
        self.show_state(self._state)
        self.search_bar.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        for tab in (self.hub_tab, self.here_tab):
            tab.setCheckable(True)
        for table in (self.found_table, self.kept_table):
            self._tables.addWidget(table)
        side = QWidget()
        side.setFixedWidth(CARD_WIDTH)
        inside = QVBoxLayout(side)
        inside.setContentsMargins(SPACE, SPACE, 0, 0)
        inside.addWidget(self.card)
        inside.addStretch(1)
        inside.addWidget(self.options)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(row_of(self.hub_tab, self.here_tab, None))
        column.addWidget(self.search_bar)
        column.addLayout(row_of(self.note, self.retry_button))
        middle = row_of(self._tables, side)
        middle.setStretch(0, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.download_bar)
        column.addWidget(self.warning)
        column.addLayout(row_of(self.remove_button, None, self.close_button, self.open_button))

    def _connect(self) -> None:
        self.hub_tab.clicked.connect(self._turn_to_hub)
        self.here_tab.clicked.connect(lambda: self.acted.emit(h.HubPageChosen("here")))
        self.search_bar.searched.connect(lambda q, t: self.acted.emit(h.ModelsSearched(q, t)))
        self.search_bar.pasted.connect(self._open_named)
        self.search_bar.left.connect(self._enter_table)
        self.search_bar.field.textChanged.connect(self._show_buttons)
        self.retry_button.clicked.connect(self.search_bar.search)
        for table in (self.found_table, self.kept_table):
            table.chosen.connect(lambda id: self.acted.emit(h.HubModelChosen(id)))
            table.opened.connect(self._open)
        self.kept_table.removed.connect(self._remove)
        self.options.changed.connect(self._show_buttons)
        self.download_bar.cancelled.connect(lambda: self.acted.emit(h.DownloadCancelled()))
        self.remove_button.clicked.connect(self._remove)
        self.close_button.clicked.connect(self.reject)
        self.open_button.clicked.connect(self._open)

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state.hub, state
        hub = state.hub
        if old.is_open and not hub.is_open:
            self.accept()
            return
        if old.chosen != hub.chosen or old.page != hub.page:
            self._asked_about = ""
        is_hub = hub.page == "hub"
        self.hub_tab.setChecked(is_hub)
        self.here_tab.setChecked(not is_hub)
        self.search_bar.setVisible(is_hub)
        self._tables.setCurrentWidget(self.kept_table if hub.lists_kept else self.found_table)
        self.found_table.show_hub(hub)
        self.kept_table.show_hub(hub)
        self.card.show_hub(hub)
        self.download_bar.show_progress(hub.progress)
        self.note.show_message(self._note(hub))
        self.retry_button.setVisible(is_hub and bool(hub.offline or hub.problem))
        self._show_buttons()

    def _note(self, hub: HubState) -> str:
        if hub.page == "here":
            return self._note_here(hub)
        if hub.offline:
            here = self.tr("Offline: what is on this computer opens all the same.")
            return f"{here} {hub.offline}"
        if hub.is_searching:
            return self.tr("Searching…")
        if hub.result is None:
            return ""
        if hub.result.models:
            n = len(hub.result.models)
            return self.tr("Found: {n}, the most downloaded first").format(n=n)
        return self.tr("No model has “{query}” in its name. Try a part of it, or any task.").format(
            query=hub.result.request.query
        )

    def _note_here(self, hub: HubState) -> str:
        if hub.cached is None:
            return self.tr("Looking…")
        if not hub.cached:
            return self.tr("No model of the hub is on this computer yet.")
        size = size_of(sum(model.n_bytes for model in hub.cached))
        return self.tr("Models: {n} · {size}").format(n=len(hub.cached), size=size)

    def _show_buttons(self) -> None:
        hub, model = self._state.hub, self._state.hub.model
        self.open_button.setText(self._open_words(hub))
        is_out_of_reach = model is not None and not hub.lists_kept and model.reach == "none"
        is_free = hub.download is None or hub.is_here
        self.open_button.setEnabled(bool(self._target()) and is_free and not is_out_of_reach)
        busy = "" if is_free else self.tr("One model is fetched at a time")
        self.open_button.setToolTip(busy)
        self.remove_button.setVisible(hub.lists_kept)
        self.remove_button.setEnabled(hub.kept is not None and not self._is_open(hub.chosen))
        is_asked = bool(self._asked_about)
        self.remove_button.setText(self.tr("Remove for good") if is_asked else self.tr("Remove…"))
        question = ""
        if is_asked and hub.kept:
            question = self.tr("Remove {name} ({size}) from this computer?").format(
                name=hub.kept.id, size=size_of(hub.kept.n_bytes)
            )
        self.warning.show_message(question or hub.problem)
        self._show_memory()

    def _open_words(self, hub: HubState) -> str:
        if hub.is_here or (hub.lists_kept and hub.kept is None):
            return self.tr("Open")
        return self.tr("Resume and open") if hub.is_begun else self.tr("Download and open")

    def _show_memory(self) -> None:
        hub = self._state.hub
        model = hub.kept if hub.lists_kept else hub.model
        load = self.options.load("")
        size = memory_of(model, load, self._state.devices) if model else None
        words = self.tr("About {size} of memory for its weights").format(size=size_of(size))
        self.options.memory.show_message(words if size else "")

    def _is_open(self, id: str) -> bool:
        model = self._state.model
        return model is not None and model.source.split("@")[0] == id

    # ---- what a person does ---------------------------------------------------------------------

    def _turn_to_hub(self) -> None:
        self.acted.emit(h.HubPageChosen("hub"))
        self.search_bar.field.setFocus(Qt.FocusReason.TabFocusReason)

    def _enter_table(self) -> None:
        (self.kept_table if self._state.hub.lists_kept else self.found_table).enter()

    def _target(self) -> str:
        """The chosen model, or the one whose id or page stands in the field."""
        hub, named = self._state.hub, self.search_bar.named
        if hub.chosen or hub.page == "here" or named is None:
            return hub.chosen
        return str(named)

    def _open(self) -> None:
        if not self.open_button.isEnabled():
            return
        load = self.options.load(self._target())
        if self._state.hub.is_here:
            self.accept()
            self.acted.emit(ModelRequested(load))
        else:
            self.acted.emit(h.DownloadRequested(load))

    def _open_named(self) -> None:
        """What was pasted opens directly: fetched behind the window, which is free at once."""
        if self._state.hub.download is None:
            self.acted.emit(h.DownloadRequested(self.options.load(str(self.search_bar.named))))
            self.accept()

    def _remove(self) -> None:
        """Asks first; the same again agrees."""
        chosen = self._state.hub.chosen
        if not self.remove_button.isEnabled():
            return
        if self._asked_about == chosen:
            self._asked_about = ""
            self.acted.emit(h.RemovalRequested(chosen))
        else:
            self._asked_about = chosen
        self._show_buttons()
