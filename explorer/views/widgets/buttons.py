"""`QuietButton`: a button without a box."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from explorer.views.look.icons import tinted
from explorer.views.look.theme import SPACE, Theme, theme_of

Kind = Literal["quiet", "link", "filled", "check"]

ICON = 16
_CHEVRON = 8


class QuietButton(QToolButton):
    """Words and an icon; a ground appears under the pointer, and stays while it is checked.

    `prefix` stands before the text in a quieter colour, `opens` draws a chevron after it.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        kind: Kind = "quiet",
        icon: str = "",
        opens: bool = False,
        widest: int = 0,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon_name = icon
        self._opens = opens
        self._widest = widest  # longer text is elided; 0 shows all of it
        self._prefix = ""
        self.setCheckable(kind == "check")
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_prefix(self, prefix: str) -> None:
        self._prefix = prefix
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = 2 * SPACE + sum(part for part in self._widths(metrics))
        if self._widest:
            width = min(width, self._widest)
        return QSize(max(width, 28), max(28, metrics.height() + 10))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _widths(self, metrics: QFontMetrics) -> tuple[int, int, int, int]:
        """Icon, prefix, text and chevron, each with the gap before the next part."""
        text = self.text()
        icon = 0
        if self._icon_name or self._kind == "check":
            icon = ICON + (6 if text or self._opens else -4)
        elif not self.icon().isNull():
            icon = self.icon().availableSizes()[0].width() + 6
        prefix = metrics.horizontalAdvance(self._prefix) + 6 if self._prefix else 0
        chevron = _CHEVRON + 6 if self._opens else 0
        return icon, prefix, metrics.horizontalAdvance(text), chevron

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, theme)
            self._paint_content(painter, theme)

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = self._ground()
        if ground:
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(frame, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 6, 6)

    def _ground(self) -> str:
        if self._kind == "filled":
            return "accent" if self.isEnabled() else "line"
        if self.isChecked() and self._kind == "quiet":
            return "accent_soft"
        return "hover" if self.isEnabled() and (self.underMouse() or self.isDown()) else ""

    def _colour(self) -> str:
        if not self.isEnabled():
            return "muted"
        if self._kind == "filled":
            return "on_accent"
        is_tab = self.isChecked() and self._kind == "quiet"
        return "accent" if self._kind == "link" or is_tab else "text"

    def _paint_content(self, painter: QPainter, theme: Theme) -> None:
        metrics = self.fontMetrics()
        icon, prefix, _text, chevron = self._widths(metrics)
        colour = self._colour()
        inner = self.rect().adjusted(SPACE, 0, -SPACE, 0)
        if icon:
            self._paint_icon(painter, theme, colour)
        inner.setLeft(inner.left() + icon)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self._prefix:
            painter.setPen(theme.colour("muted"))
            painter.drawText(inner, middle, self._prefix)
            inner.setLeft(inner.left() + prefix)
        inner.setRight(inner.right() - chevron)
        painter.setPen(theme.colour(colour))
        room = inner.width() + 1
        painter.drawText(
            inner.adjusted(0, 0, 1, 0),
            middle,
            metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room),
        )
        if self._opens:
            painter.setPen(QPen(theme.colour("muted"), 1.5))
            _chevron(painter, self.rect())

    def _paint_icon(self, painter: QPainter, theme: Theme, colour: str) -> None:
        middle = self.height() / 2
        left = SPACE if self.text() or self._opens else (self.width() - ICON) // 2
        if self._kind == "check":
            box = QRectF(left + 1.5, middle - 6.5, 13, 13)
            _tick(painter, box, theme, is_checked=self.isChecked())
        elif self._icon_name:
            ratio = self.devicePixelRatioF()
            pixmap = tinted(self._icon_name, theme.colour(colour).name(), ICON, ratio)
            painter.drawPixmap(QPoint(left, (self.height() - ICON) // 2), pixmap)
        else:
            pixmap = self.icon().pixmap(self.icon().availableSizes()[0])
            painter.drawPixmap(QPoint(left, round(middle - pixmap.height() / 2)), pixmap)


def _tick(painter: QPainter, box: QRectF, theme: Theme, *, is_checked: bool) -> None:
    """A check box of one pixel's line, or filled with a tick."""
    painter.setPen(QPen(theme.colour("accent" if is_checked else "muted"), 1.2))
    painter.setBrush(theme.colour("accent") if is_checked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if is_checked:
        painter.setPen(QPen(theme.colour("on_accent"), 1.6))
        x, y = box.left(), box.center().y()
        painter.drawPolyline(
            [QPointF(x + 3, y), QPointF(x + 5.5, y + 2.5), QPointF(x + 10, y - 2.5)]
        )


def _chevron(painter: QPainter, frame: QRect) -> None:
    x, y = frame.right() - SPACE - _CHEVRON + 1.5, frame.center().y() - 0.5
    painter.drawPolyline([QPointF(x, y - 1), QPointF(x + 3, y + 2), QPointF(x + 6, y - 1)])
