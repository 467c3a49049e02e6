"""`ArchitectureView`: the model's blocks as the paper's Figure 1, to click and to walk through."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.records.lessons.transformer import Architecture, Block, Stack, WritingStep
from explorer.views.lessons.transformer.architecture_layout import (
    WIDEST,
    ArchitectureLayout,
    architecture_layout,
    least_height,
)
from explorer.views.lessons.transformer.architecture_paint import (
    Look,
    draw_box,
    draw_name,
    draw_paths,
    draw_words,
)
from explorer.views.lessons.transformer.block_names import BlockNames
from explorer.views.look.theme import theme_of
from explorer.views.widgets.dimmer import Dimmer


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
        return QSize(256, self.sizeHint().height())

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
            # Frames of layers first: they lie behind the blocks that they hold.
            for block in sorted(self._blocks, key=lambda block: block.kind != "layer"):
                box, look = layout.boxes[block.name], self._look_of(block)
                draw_box(painter, box, theme, look, is_frame=block.kind == "layer")
            draw_paths(painter, layout, theme)
            for block in self._blocks:
                draw_name(painter, layout.boxes[block.name], block, self._names.short(block), theme)
            has_appeared = self._n_shown > 0
            draw_words(painter, layout, self._step.translation, theme, has_appeared=has_appeared)

    def _look_of(self, block: Block) -> Look:
        if block.name == self._current:
            return "held" if self.hasFocus() else "open"
        return "under" if block.name == self._under else "plain"

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

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self.layout_now().name_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._as_text(name or ""), self)
            return True
        return super().event(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._layout = None
