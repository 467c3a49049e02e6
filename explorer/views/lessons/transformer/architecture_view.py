"""`ArchitectureView`: the model's blocks as the paper's Figure 1, to click and to walk through."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QFontInfo,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.records.lessons.transformer import Architecture, Block, Stack, WritingStep
from explorer.records.translation import Translation
from explorer.views.lessons.transformer.architecture_layout import (
    SIDE,
    WIDEST,
    ArchitectureLayout,
    Line,
    architecture_layout,
    least_height,
)
from explorer.views.lessons.transformer.block_names import BlockNames
from explorer.views.look.theme import SPACE, Theme, theme_of
from explorer.views.text.labels import probability
from explorer.views.widgets.dimmer import Dimmer

HEAD = 3.5  # half the width of an arrow's head
USUAL, SMALL = 0.94, 0.86  # of the font: blocks, and what is said beside them


class ArchitectureView(QWidget):
    """Arrow keys walk: up and down a stack, left and right to the other one.

    Signals (GUI thread): `chosen(name)`, of a block.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[Block, ...] = ()
        self._step: WritingStep | None = None
        self._n_shown = 0
        self._current = ""
        self._under: str | None = None
        self._layout: ArchitectureLayout | None = None
        self._names = BlockNames(self)
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMaximumWidth(round(WIDEST))
        self.setAccessibleName(self.tr("Architecture"))

    def sizeHint(self) -> QSize:
        return QSize(348, round(least_height(self._blocks)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(264, self.sizeHint().height())

    # ---- state -----------------------------------------------------------------------------------

    def show_architecture(
        self, shown: Architecture, step: WritingStep, n_shown: int, current: str
    ) -> None:
        """step: what flows. n_shown: of its words; without any, the next word is not told."""
        if shown.blocks != self._blocks:
            self._blocks, self._layout = shown.blocks, None
            self.updateGeometry()
        if (step, n_shown, current) != (self._step, self._n_shown, self._current):
            self._step, self._n_shown, self._current = step, n_shown, current
            self.setAccessibleDescription(self._as_text(current))
            self.update()

    def _block(self, name: str) -> Block | None:
        return next((block for block in self._blocks if block.name == name), None)

    def _as_text(self, name: str) -> str:
        block = self._block(name)
        if block is None or self._step is None:
            return ""
        return f"{self._names.title(block)}: {self._names.facts(block, self._step.flows[name])}"

    def layout_now(self) -> ArchitectureLayout:
        if self._layout is None:
            self._layout = architecture_layout(self._blocks, self.width(), self.height())
        return self._layout

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._step is None:
            return
        layout, theme = self.layout_now(), theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            for block in sorted(self._blocks, key=lambda block: block.kind != "layer"):
                self._paint_ground(painter, layout.boxes[block.name], block, theme)
            for line in layout.bypasses:
                _paint_line(painter, line, theme, "line")
            for line in layout.arrows:
                _paint_line(painter, line, theme, "muted")
            for block in self._blocks:
                self._paint_label(painter, layout.boxes[block.name], block, theme)
            self._paint_words(painter, layout, theme)

    def _paint_ground(self, painter: QPainter, box: QRectF, block: Block, theme: Theme) -> None:
        is_current = block.name == self._current
        is_layer = block.kind == "layer"
        ground = "background" if is_layer else "surface"
        if is_current:
            ground = "accent_soft"
        elif block.name == self._under:
            ground = "hover"
        width = 1.5 if is_current and self.hasFocus() else 1.0
        painter.setPen(QPen(theme.colour("accent" if is_current else "line"), width))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(box, 8 if is_layer else 5, 8 if is_layer else 5)

    def _paint_label(self, painter: QPainter, box: QRectF, block: Block, theme: Theme) -> None:
        is_quiet = block.kind in ("residual", "layer", "positions")
        painter.setPen(theme.colour("muted" if is_quiet else "text"))
        painter.setFont(self._scaled_font(SMALL if is_quiet else USUAL))
        if block.kind == "layer":
            self._paint_layer_name(painter, box, block)
            return
        text = painter.fontMetrics().elidedText(
            self._names.short(block), Qt.TextElideMode.ElideRight, int(box.width()) - 4
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_layer_name(self, painter: QPainter, box: QRectF, block: Block) -> None:
        """Along the side of the frame that no path runs in."""
        is_left = block.stack == "decoder"
        painter.save()
        x = box.left() + SIDE / 2 if is_left else box.right() - SIDE / 2
        painter.translate(x, box.center().y())
        painter.rotate(-90)
        strip = QRectF(-box.height() / 2, -SIDE / 2, box.height() - SPACE, SIDE)
        painter.drawText(
            strip,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            self._names.short(block),
        )
        painter.restore()

    def _paint_words(self, painter: QPainter, layout: ArchitectureLayout, theme: Theme) -> None:
        assert self._step is not None
        translation = self._step.translation
        words: dict[Stack, tuple[str, ...]] = {
            "encoder": translation.source, "decoder": translation.read,
        }  # fmt: skip
        painter.setFont(self._scaled_font(SMALL))
        painter.setPen(theme.colour("muted"))
        for stack, box in layout.read.items():
            self._paint_line_of_words(painter, box, " ".join(words[stack]))
        if self._n_shown:
            painter.setFont(self.font())
            painter.setPen(theme.colour("accent"))
            self._paint_line_of_words(painter, layout.written, newest_word(translation))

    def _paint_line_of_words(self, painter: QPainter, box: QRectF, text: str) -> None:
        """What is newest, at the right end, is what must be seen."""
        fitted = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideLeft, int(box.width())
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitted)

    def _scaled_font(self, scale: float) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(QFontInfo(font).pointSizeF() * scale)
        return font

    # ---- pointer and keyboard --------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self.layout_now().name_at(event.position())
        if under != self._under:
            self._under = under
            shape = Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        name = self.layout_now().name_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and name is not None:
            self.chosen.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        name = self._neighbour(key) if self._block(self._current) else None
        if name is None:
            super().keyPressEvent(event)
            return
        self.chosen.emit(name)
        said = self._as_text(name)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _neighbour(self, key: Qt.Key) -> str | None:
        """The block that an arrow key leads to; at an end, the same one; None for other keys."""
        block = self._block(self._current)
        assert block is not None
        own = [one.name for one in self._blocks if one.stack == block.stack]
        at = own.index(block.name)
        match key:
            case Qt.Key.Key_Up:
                return own[min(at + 1, len(own) - 1)]
            case Qt.Key.Key_Down:
                return own[max(at - 1, 0)]
            case Qt.Key.Key_Left:
                return self._beside("encoder")
            case Qt.Key.Key_Right:
                return self._beside("decoder")
        return None

    def _beside(self, stack: Stack) -> str:
        """The block of a stack that stands nearest to the same height."""
        block, boxes = self._block(self._current), self.layout_now().boxes
        if block is None or block.stack == stack:
            return self._current
        height = boxes[self._current].center().y()
        others = [one.name for one in self._blocks if one.stack == stack and one.kind != "layer"]
        return min(others, key=lambda name: abs(boxes[name].center().y() - height))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self.layout_now().name_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._as_text(name or ""), self)
            return True
        return super().event(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._layout = None


def newest_word(translation: Translation) -> str:
    """The word written last, with its probability where it is among the likeliest."""
    word = translation.written[-1]
    chances = [choice.probability for choice in translation.choices[-1] if choice.word == word]
    return " ".join([word, *map(probability, chances)])


def _paint_line(painter: QPainter, line: Line, theme: Theme, colour: str) -> None:
    """A polyline whose last part ends in an arrow's head."""
    painter.setPen(QPen(theme.colour(colour), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(list(line)))
    before, end = line[-2], line[-1]
    along = end - before
    length = max(abs(along.x()) + abs(along.y()), 1e-6)  # every part is level or upright
    step = along / length
    side = QPointF(-step.y(), step.x()) * HEAD
    back = end - step * HEAD * 1.6
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(colour))
    painter.drawPolygon(QPolygonF([end, back + side, back - side]))
