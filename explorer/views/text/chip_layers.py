"""`ChipLayers`: the chips in view as pictures, so that a move of the pointer only blends them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap, QRegion, QTransform

from explorer.views.look.theme import Theme
from explorer.views.text.chip_marks import Marks
from explorer.views.text.chip_rows import ChipRows
from explorer.views.text.token_chips import (
    BELOW,
    Chip,
    Look,
    paint_chip,
    paint_underline,
    paint_window_start,
)


@dataclass(frozen=True, eq=False)  # without slots, which cached properties cannot live in
class ChipLayers:
    """Chips drawn at rest and fully shaded; every shade between is a blend of the two.

    top: how far the strip is scrolled; size: of what is seen of it, in logical pixels.
    """

    chips: ChipRows
    top: int
    size: QSize
    theme: Theme
    font: QFont
    ratio: float

    @property
    def key(self) -> tuple[object, ...]:
        """What it was made of; another key needs other layers."""
        return self.chips, self.top, self.size, self.theme, self.font, self.ratio

    @cached_property
    def _still(self) -> QPixmap:
        return self._drawn(Look())

    @cached_property
    def _shaded(self) -> QPixmap:
        return self._drawn(Look(shade=1.0))

    @cached_property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.font)

    @cached_property
    def _seen(self) -> range:
        return self.chips.between(self.top, self.top + self.size.height())

    @cached_property
    def _places(self) -> list[tuple[QRect, QRectF, QRectF]]:
        """Of each chip in view: what a change of it touches, its place, its pixels."""
        places = []
        to_pixels = QTransform.fromScale(self.ratio, self.ratio)
        for position in self._seen:
            frame = self.chips[position].frame.translated(0, -self.top)
            source = to_pixels.mapRect(QRectF(frame))
            touched = frame.adjusted(-1, -1, 1, BELOW)
            places.append((touched, QRectF(frame), source))
        return places

    @cached_property
    def _masks(self) -> frozenset[int]:
        return frozenset(p for p in self._seen if self.chips[p].kind == "mask")

    def _drawn(self, look: Look) -> QPixmap:
        pixmap = QPixmap(
            math.ceil(self.size.width() * self.ratio), math.ceil(self.size.height() * self.ratio)
        )
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(self.theme.colour("background"))
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self.font)
            painter.translate(0, -self.top)
            for position in self._seen:
                chip = self.chips[position]
                paint_chip(painter, chip, look, self.theme, self._metrics)
                if chip.starts_window:
                    paint_window_start(painter, chip.frame, self.theme)
        return pixmap

    def draw(self, painter: QPainter, region: QRegion, marks: Marks, opacity: float) -> None:
        """The chips as they are marked; region: what is to be drawn, on the widget."""
        painter.setOpacity(opacity)
        painter.drawPixmap(0, 0, self._still)
        if marks.shades is not None:
            shaded, shades = self._shaded, marks.shades_of(self._seen).tolist()
            for shade, (touched, frame, source) in zip(shades, self._places, strict=True):
                if shade > 0 and region.intersects(touched):
                    painter.setOpacity(opacity * shade)
                    painter.drawPixmap(frame, shaded, source)
        masks = frozenset() if marks.shades is None else self._masks
        painter.translate(0, -self.top)
        for position in sorted(marks.standing_out(self._seen) | masks):
            self._draw_alone(painter, self.chips[position], marks.look(position), opacity)
        painter.setOpacity(opacity)
        for position in marks.pinned:
            if position in self._seen:
                paint_underline(painter, self.chips[position].frame, self.theme)

    def _draw_alone(self, painter: QPainter, chip: Chip, look: Look, opacity: float) -> None:
        """In place of what the layers say."""
        painter.setOpacity(1.0)
        painter.fillRect(chip.frame, self.theme.colour("background"))
        painter.setOpacity(opacity)
        paint_chip(painter, chip, look, self.theme, self._metrics)
