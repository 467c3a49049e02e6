"""`HeadLegend`: the heads of a layer as swatches that switch lines on and off."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.records import HeadRef
from explorer.state.actions import HeadSelected, LineHeadsCleared, LineHeadToggled
from explorer.state.model import AppState
from explorer.views.lines.lines_paint import head_colour
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.text.labels import head_name

HEIGHT = 3 * SPACE


@dataclass(frozen=True, slots=True)
class Swatch:
    """A head; `number` chooses its colour and is None while it is off."""

    head: HeadRef
    text: str
    number: int | None


def swatches_of(state: AppState) -> tuple[Swatch, ...]:
    """Every head of the selected layer, then the heads of other layers that are shown."""
    numbers = {head: number for number, head in enumerate(state.wanted.heads)}
    site = state.model.site(state.head.site) if state.model else None
    layer = state.head.layer
    n_heads = site.n_heads if site and layer is not None else 0
    listed = tuple(HeadRef(layer, head, state.head.site) for head in range(n_heads))
    others = tuple(head for head in numbers if head not in listed)
    return tuple(
        Swatch(head, str(head.head) if head in listed else head_name(head), numbers.get(head))
        for head in listed + others
    )


class HeadLegend(QWidget):
    """A click shows or hides a head, a double-click shows it alone.

    acted(action): GUI thread.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatches: tuple[Swatch, ...] = ()
        self._state = AppState()
        self._current = 0  # what the keyboard is on
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Heads shown as lines"))

    def show_state(self, state: AppState) -> None:
        is_other, self._state = state.head != self._state.head, state
        swatches = swatches_of(state)
        if swatches == self._swatches:
            return
        self._swatches = swatches
        heads = [swatch.head for swatch in swatches]
        if is_other or self._current >= len(heads):
            self._current = heads.index(state.head) if state.head in heads else 0
        shown = ", ".join(head_name(head) for head in state.wanted.heads)
        self.setAccessibleDescription(self.tr("Shown: {heads}").format(heads=shown))
        self.updateGeometry()
        self.update()

    # ---- places ----------------------------------------------------------------------------------

    def _title(self) -> str:
        layer = self._state.head.layer
        return "" if layer is None else f"L{layer}"

    def boxes(self, width: int) -> list[QRect]:
        """One a swatch, in as many lines as the width asks for."""
        metrics = QFontMetrics(number_font(self, scale=0.85))
        x = SPACE + (metrics.horizontalAdvance(self._title()) + SPACE if self._title() else 0)
        start, y, boxes = x, SPACE // 2, []
        for swatch in self._swatches:
            across = max(HEIGHT - 2, metrics.horizontalAdvance(swatch.text) + SPACE)
            if x + across > width and x > start:
                x, y = start, y + HEIGHT + SPACE // 2
            boxes.append(QRect(x, y, across, HEIGHT - 2))
            x += across + SPACE // 2
        return boxes

    def heightForWidth(self, width: int) -> int:
        boxes = self.boxes(width)
        return boxes[-1].bottom() + SPACE if boxes else 0

    def sizeHint(self) -> QSize:
        width = self.width() or 320
        return QSize(width, self.heightForWidth(width))

    def _index_at(self, at: QPointF) -> int | None:
        boxes = enumerate(self.boxes(self.width()))
        return next((i for i, box in boxes if box.contains(at.toPoint())), None)

    # ---- Qt --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(number_font(self, scale=0.85))
            painter.setPen(theme.colour("muted"))
            if self._swatches:
                title_box = QRect(SPACE, SPACE // 2, 100, HEIGHT - 2)
                painter.drawText(title_box, Qt.AlignmentFlag.AlignVCenter, self._title())
            for index, box in enumerate(self.boxes(self.width())):
                self._draw_swatch(painter, self._swatches[index], box)
                if index == self._current and self.hasFocus():
                    painter.setPen(QPen(theme.colour("accent"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 5, 5)

    def _draw_swatch(self, painter: QPainter, swatch: Swatch, box: QRect) -> None:
        theme = theme_of(self)
        is_on = swatch.number is not None
        ground = head_colour(swatch.number) if swatch.number is not None else theme.colour("hover")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        ink = QColor("#ffffff" if ground.lightness() < 118 else "#10131a")
        painter.setPen(ink if is_on else theme.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, swatch.text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            said = self.tr("{head}: click shows or hides it, double-click shows it alone")
            text = said.format(head=head_name(self._swatches[index].head))
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._current = index
            self._toggle(self._swatches[index].head)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            self._show_alone(self._swatches[index].head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if not self._swatches:
            super().keyPressEvent(event)
        elif step is not None:
            self._current = min(max(self._current + step, 0), len(self._swatches) - 1)
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self._toggle(self._swatches[self._current].head)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._show_alone(self._swatches[self._current].head)
        else:
            super().keyPressEvent(event)

    # ---- actions ---------------------------------------------------------------------------------

    def _toggle(self, head: HeadRef) -> None:
        if head != self._state.head:
            self.acted.emit(LineHeadToggled(head))
            return
        others = self._state.wanted.heads[1:]
        if others:  # the selected head goes when another one takes its place
            self.acted.emit(HeadSelected(others[0]))

    def _show_alone(self, head: HeadRef) -> None:
        self.acted.emit(HeadSelected(head))
        self.acted.emit(LineHeadsCleared())
