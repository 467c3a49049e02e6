"""`BlockNames`: how the blocks of the Transformer are called, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from explorer.records.lessons.transformer import Block, Flow, Shape


class BlockNames(QObject):
    def short(self, block: Block) -> str:
        """In the drawing, where the place says whose it is."""
        match block.kind:
            case "embedding":
                return self.tr("Embedding")
            case "positions":
                return self.tr("+ Positions")
            case "layer":
                return self.tr("Layer {layer}").format(layer=block.layer)
            case "attention":
                return self._attention(block)
            case "residual":
                return self.tr("Add and norm")
            case "feed_forward":
                return self.tr("Feed-forward")
            case "output":
                return self.tr("Linear")
            case "softmax":
                return self.tr("Softmax")

    def _attention(self, block: Block) -> str:
        if block.site == "cross":
            return self.tr("Cross-attention")
        is_decoder = block.site == "decoder"
        return self.tr("Masked self-attention") if is_decoder else self.tr("Self-attention")

    def title(self, block: Block) -> str:
        """By itself: `Decoder · Layer 1 · Cross-attention`."""
        stack = self.tr("Encoder") if block.stack == "encoder" else self.tr("Decoder")
        layer = self.tr("Layer {layer}").format(layer=block.layer)
        own = self.tr("Positions") if block.kind == "positions" else self.short(block)
        parts = [stack, layer if block.layer is not None else "", own]
        return " · ".join(dict.fromkeys(part for part in parts if part))

    def facts(self, block: Block, flow: Flow) -> str:
        """Shapes in and out, and how many numbers were trained."""
        takes = self.tr(" and ").join(shape(one) for one in flow.takes)
        shapes = self.tr("{takes} → {gives}").format(takes=takes, gives=shape(flow.gives))
        if not block.n_parameters:
            return self.tr("{shapes} · no parameters").format(shapes=shapes)
        return self.tr("{shapes} · {n} parameters").format(
            shapes=shapes, n=f"{block.n_parameters:,}"
        )


def shape(sizes: Shape) -> str:
    return "×".join(str(size) for size in sizes)
