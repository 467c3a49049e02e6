"""The Transformer from scratch described for drawing: its blocks, and what flows through them.

Everything is read off the modules themselves, by walking them and by hooks on a real pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explorer.records.lessons.transformer import (
    Architecture,
    Block,
    BlockKind,
    Code,
    Flow,
    Site,
    Stack,
)
from explorer.reference.attention import MultiHeadAttention
from explorer.reference.decoding import greedy
from explorer.reference.transformer import (
    DecoderLayer,
    Embedding,
    EncoderLayer,
    FeedForward,
    Residual,
    Transformer,
    sinusoids,
)

POSITIONS = "{}.positions"  # of an embedding; the buffer of that name
SOFTMAX = "softmax"  # greedy decoding takes it of the last row of logits; it is no module

_KINDS: dict[type[nn.Module], BlockKind] = {
    Embedding: "embedding",
    EncoderLayer: "layer",
    DecoderLayer: "layer",
    MultiHeadAttention: "attention",
    Residual: "residual",
    FeedForward: "feed_forward",
}


@lru_cache(maxsize=1)  # the same for every text that is typed, and source lines are slow to find
def architecture(model: Transformer) -> Architecture:
    """Modules are registered in the order in which they compute, so that is the blocks' order."""
    blocks: list[Block] = []
    # Both embeddings are registered before the layers; drawn, each begins its own stack.
    source, target = model.source_embedding, model.target_embedding
    blocks += _embedding("source_embedding", source, "encoder")
    blocks += _layers("encoder", model.encoder)
    blocks += _embedding("target_embedding", target, "decoder")
    blocks += _layers("decoder", model.decoder)
    blocks.append(_block("output", model.output, "output", "decoder", code=Transformer.decode))
    blocks.append(Block(SOFTMAX, "softmax", "decoder", None, None, 0, code_of(greedy)))
    positions = source.positions.numpy().copy()
    positions.flags.writeable = False
    return Architecture(tuple(blocks), positions)


def _embedding(name: str, embedding: Embedding, stack: Stack) -> Iterator[Block]:
    yield _block(name, embedding, "embedding", stack)
    named = POSITIONS.format(name)
    yield Block(named, "positions", stack, None, None, 0, code_of(sinusoids))


def _layers(stack: Stack, layers: nn.Module) -> Iterator[Block]:
    for path, module in layers.named_modules():
        kind = _KINDS.get(type(module))
        if kind is not None:
            site: Site = "cross" if path.endswith(".cross") else stack
            yield _block(
                f"{stack}.{path}", module, kind, stack,
                layer=int(path.split(".")[0]), site=site if kind == "attention" else None,
            )  # fmt: skip


def _block(
    name: str,
    module: nn.Module,
    kind: BlockKind,
    stack: Stack,
    *,
    layer: int | None = None,
    site: Site | None = None,
    code: Callable[..., object] | None = None,
) -> Block:
    n_parameters = sum(parameter.numel() for parameter in module.parameters())
    return Block(name, kind, stack, layer, site, n_parameters, code_of(code or type(module)))


def code_of(written: Callable[..., object]) -> Code:
    """The lines of a class or function; a frozen program has no source files."""
    written = inspect.unwrap(written)
    try:
        lines, first = inspect.getsourcelines(written)
        file = Path(inspect.getsourcefile(written) or "").name
    except (OSError, TypeError):
        return Code("", 0, "")
    return Code(file, first, dedent("".join(lines)))


# ---- what flows ----------------------------------------------------------------------------------


@contextmanager
def flows_of(model: Transformer) -> Iterator[dict[str, Flow]]:
    """Filled whenever the model computes: of every block, what went through it last."""
    flows: dict[str, Flow] = {}
    handles = []
    for name, module in model.named_modules():
        if type(module) in _KINDS or name == "output":
            handles.append(module.register_forward_hook(_watch(flows, name)))
    try:
        yield flows
    finally:
        for handle in handles:
            handle.remove()


def _watch(flows: dict[str, Flow], name: str) -> Callable[..., None]:
    def watch(module: nn.Module, given: tuple[Any, ...], answer: Any) -> None:
        gives: Tensor = answer[0] if isinstance(answer, tuple) else answer
        # Masks are no vectors that flow; those of attention are kept as `sight`.
        takes = tuple(_shape(one) for one in given if one is not None and one.dtype != torch.bool)
        sight = _sight(given) if isinstance(module, MultiHeadAttention) else None
        flows[name] = Flow(takes, _shape(gives), sight)
        if isinstance(module, Embedding):
            flows[POSITIONS.format(name)] = Flow((_shape(gives),), _shape(gives))
        if name == "output":
            flows[SOFTMAX] = Flow((_shape(gives),), (gives.shape[-1],))

    return watch


def _sight(given: tuple[Any, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(query, key): the mask that an attention was given, spread over all its queries."""
    asking, looked_at, mask = given
    shape = (asking.shape[1], looked_at.shape[1])
    sight = np.ones(shape, np.bool_) if mask is None else mask.numpy()
    return np.ascontiguousarray(np.broadcast_to(sight, (1, 1, *shape))[0, 0])


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)
