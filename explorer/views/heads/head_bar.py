"""`HeadBar`: which head the map shows, as what, and in which colours."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records import Aggregate, HeadRef, ModelInfo
from explorer.state.actions import HeadSelected, ViewChosen
from explorer.state.model import AppState
from explorer.views.heads.display_controls import DisplayControls
from explorer.views.heads.head_picker import SLIDER, AxisPicker, with_picked
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.text.labels import head_name, site_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton


class Popover(QFrame):
    """A small window on the ground of a surface; a click beside it closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("background"))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class HeadBar(QWidget):
    """The title of the head with its pickers, Map | Lines | Alignment, and the display controls.

    Signals (GUI thread): `acted(action)`: HeadSelected, ViewChosen, PresentationChanged,
    ColormapChosen. Where the bar is too narrow, the display controls hide behind a button.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: AppState | None = None
        self._is_narrow = False
        self._needed = 0  # width of the display controls in a row
        self.title = QLabel()
        self.site = ChoiceButton()
        self.layer = AxisPicker(self.tr("Layer"))
        self.head = AxisPicker(self.tr("Head"))
        self.map_button = QuietButton(self.tr("Map"))
        self.lines_button = QuietButton(self.tr("Lines"))
        self.alignment_button = QuietButton(self.tr("Alignment"))
        self.display_button = QuietButton(self.tr("Display"), icon="sliders", opens=True)
        self._display_width = self.display_button.sizeHint().width()
        self.display_button.setText("")
        self._bare_width = self.display_button.sizeHint().width()
        self.controls = DisplayControls()
        self.popover = Popover(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.title.setContentsMargins(SPACE, 0, SPACE, 0)
        views = (self.map_button, self.lines_button, self.alignment_button)
        group = QButtonGroup(self)
        for button in views:
            button.setCheckable(True)
            group.addButton(button)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addWidget(self.site)
        row.addWidget(self.layer)
        row.addWidget(self.head)
        row.addStretch(1)
        for button in (*views, self.display_button):
            row.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._column.addLayout(row)
        self._column.addWidget(self.controls)
        self.display_button.setAccessibleName(self.tr("Display"))
        self.display_button.setToolTip(
            self.tr("Scale, colours, threshold and which tokens are shown")
        )
        self.display_button.hide()
        self.site.hide()
        self.alignment_button.hide()
        self.map_button.setToolTip(self.tr("Every weight of the head as a picture"))
        self.lines_button.setToolTip(self.tr("Lines from each token to what it attends to"))
        self.alignment_button.setToolTip(
            self.tr("Lines from each word of the target to the words of the source")
        )
        self.site.setToolTip(self.tr("Which attention of the model"))

    def _connect(self) -> None:
        self.layer.chosen.connect(self._layer_chosen)
        self.head.chosen.connect(self._head_chosen)
        self.site.chosen.connect(self._site_chosen)
        self.map_button.clicked.connect(lambda: self.acted.emit(ViewChosen("map")))
        self.lines_button.clicked.connect(lambda: self.acted.emit(ViewChosen("lines")))
        self.alignment_button.clicked.connect(lambda: self.acted.emit(ViewChosen("alignment")))
        self.display_button.clicked.connect(self.open_popover)
        self.controls.acted.connect(self.acted)
        self.controls.resized.connect(self._fit)

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if old is None or old.head != state.head or old.model != state.model:
            self._show_head(state)
        if old is None or old.front != state.front:
            for view, button in (
                ("map", self.map_button),
                ("lines", self.lines_button),
                ("alignment", self.alignment_button),
            ):
                button.setChecked(state.front == view)
        self.controls.show_state(state)

    def _show_head(self, state: AppState) -> None:
        head, model = state.head, state.model
        self.title.setText(head_name(head))
        site = model.site(head.site) if model else None
        for picker, value, count in (
            (self.layer, head.layer, site.n_layers if site else 0),
            (self.head, head.head, site.n_heads if site else 0),
        ):
            picker.setEnabled(site is not None)
            picker.show_value(head.aggregate if value is None else value, count)
        self.alignment_button.setVisible(model is not None and head.site == "cross")
        several = model is not None and len(model.sites) > 1
        self.site.setVisible(several)
        if model is not None and several:
            self.site.set_choices([Choice(s.name, site_name(s.name)) for s in model.sites])
            self.site.set_current(head.site)
        self._fit()

    # ---- choosing -------------------------------------------------------------------------------

    def _layer_chosen(self, value: int | Aggregate) -> None:
        if self._state is None:
            return
        self._select(with_picked(self._state.head, "layer", value))

    def _head_chosen(self, value: int | Aggregate) -> None:
        if self._state is not None:
            self._select(with_picked(self._state.head, "head", value))

    def _site_chosen(self, name: str) -> None:
        if self._state is not None and self._state.model is not None:
            self._select(_clamped(replace(self._state.head, site=name), self._state.model))

    def _select(self, head: HeadRef) -> None:
        if self._state is not None and head != self._state.head:
            self.acted.emit(HeadSelected(head))

    # ---- room -----------------------------------------------------------------------------------

    def open_popover(self) -> None:
        """The display controls, below their button."""
        self.popover.adjustSize()
        corner = QPoint(self.display_button.width() - self.popover.width(), 0)
        below = QPoint(0, self.display_button.height() + 4)
        self.popover.move(self.display_button.mapToGlobal(corner + below))
        self.popover.show()
        self.controls.scale.setFocus(Qt.FocusReason.PopupFocusReason)

    def minimumSizeHint(self) -> QSize:
        height = super().minimumSizeHint().height()
        return QSize(self._row_width(with_display=True, with_words=False), height)

    def _row_width(self, *, with_display: bool, with_words: bool = True) -> int:
        """Width of the first row without title and sliders."""
        parts = [self.layer.button, self.head.button, self.map_button, self.lines_button]
        width = sum(part.sizeHint().width() + 4 for part in parts)
        for part in (self.site, self.alignment_button):
            width += 0 if part.isHidden() else part.sizeHint().width() + 4
        if with_display:
            width += self._display_width if with_words else self._bare_width
        return width

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Title, sliders, controls and the word Display are there as far as there is room."""
        room = self.width()
        if not self._is_narrow:
            self._needed = self.controls.sizeHint().width()
        self._collapse(is_narrow=room < self._needed)
        row = self._row_width(with_display=self._is_narrow)
        self.display_button.setText(self.tr("Display") if row <= room else "")
        row += self.title.sizeHint().width() + 4
        self.title.setVisible(row <= room)
        for picker in (self.layer, self.head):
            picker.set_slider_visible(is_visible=row + 2 * (SLIDER + SPACE) <= room)

    def _collapse(self, *, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.controls.set_column(is_column=is_narrow)
        home = self.popover.layout() if is_narrow else self._column
        assert home is not None
        home.addWidget(self.controls)
        self.controls.show()
        self.display_button.setVisible(is_narrow)
        if not is_narrow:
            self.popover.hide()


def _clamped(head: HeadRef, model: ModelInfo) -> HeadRef:
    site = model.site(head.site)
    assert site is not None
    layer = None if head.layer is None else min(head.layer, site.n_layers - 1)
    number = None if head.head is None else min(head.head, site.n_heads - 1)
    return replace(head, layer=layer, head=number)
