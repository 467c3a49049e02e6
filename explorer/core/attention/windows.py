"""Read a text that is longer than the model's limit in windows that overlap.

Each window is a text of its own for the model, with the special tokens of the whole at its ends
and positions that count from 0. A row is taken from the window that sees most around it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, takewhile

from explorer.core.attention.forward import Forward, check_memory, run
from explorer.core.attention.trace import SiteTrace, Trace
from explorer.core.attention.windowed import Layout, WindowedLayer, WindowedLogits
from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.errors import BadInput
from explorer.records import Progress, Tokens, Window


def run_windows(
    checkpoint: Checkpoint,
    tokens: Tokens,
    stride: int,
    target: Tokens | None = None,
    *,
    is_stale: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = ignore,
) -> Forward:
    """Read a text of any length; one that the model reads whole is read as `run` does.

    tokens: encoded without a limit.
    stride: from the start of one window to that of the next, in tokens; windows that would leave
        a gap between them follow each other without one.
    target: as `run` takes it; an encoder–decoder reads no source in windows.
    Raises BadInput, Cancelled, TextTooLarge, OutOfMemory, ModelFailed.
    """
    limit = checkpoint.info.max_tokens
    if limit is None or len(tokens) <= limit:
        return run(checkpoint, tokens, target, is_stale=is_stale, progress=progress)
    if checkpoint.is_encoder_decoder:
        raise BadInput(
            "The decoder of an encoder–decoder reads the whole source, which cannot be read in "
            f"windows. Cut the text to {limit:,} tokens."
        )
    layout = laid_out(tokens, limit, stride, is_causal=checkpoint.info.objective == "causal")
    check_memory(checkpoint, len(tokens), n_windows=len(layout.windows))
    parts = []
    for number, window in enumerate(layout.windows):
        progress(
            Progress(f"Window {number + 1} of {len(layout.windows)}", number / len(layout.windows))
        )
        read = _read(tokens, layout, window)
        parts.append(run(checkpoint, read, is_stale=is_stale, at_once=_at_once(checkpoint, read)))
    return _joined(layout, parts)


def laid_out(tokens: Tokens, limit: int, stride: int, *, is_causal: bool) -> Layout:
    """Windows of at most `limit` tokens, the special ones at both ends of the text included.

    Raises BadInput.
    """
    n_opening = len(list(takewhile(bool, tokens.is_special)))
    n_closing = len(list(takewhile(bool, reversed(tokens.is_special))))
    n_body, n_read = len(tokens) - n_opening - n_closing, limit - n_opening - n_closing
    if stride < 1 or n_read < 1:
        raise BadInput(
            f"Windows of {limit:,} tokens cannot begin every {stride:,} tokens. Choose 1 or more."
        )
    step = min(stride, n_read)
    n_windows = 1 + max(0, -(-(n_body - n_read) // step))
    starts = [n_opening + step * number for number in range(n_windows)]
    ends = [min(start + n_read, n_opening + n_body) for start in starts]
    # A causal model sees what stands before: most of it in the window that began first.
    borders = [
        ends[number] if is_causal else (ends[number] + starts[number + 1] + 1) // 2
        for number in range(n_windows - 1)
    ]
    rows = pairwise([0, *borders, len(tokens)])
    windows = tuple(
        Window(start, end, first, last)
        for start, end, (first, last) in zip(starts, ends, rows, strict=True)
    )
    return Layout(windows, len(tokens), n_opening, n_closing)


def _read(tokens: Tokens, layout: Layout, window: Window) -> Tokens:
    """What the model reads in a window; `masks` are those whose predictions are the window's."""
    chosen = layout.read(window)
    place_of = {position: place for place, position in enumerate(chosen)}
    return Tokens(
        ids=tuple(tokens.ids[at] for at in chosen),
        labels=tuple(tokens.labels[at] for at in chosen),
        spans=tuple(tokens.spans[at] for at in chosen),
        is_special=tuple(tokens.is_special[at] for at in chosen),
        words=tuple(tokens.words[at] for at in chosen),
        masks=tuple(place_of[at] for at in tokens.masks if window.first <= at < window.last),
    )


def _at_once(checkpoint: Checkpoint, tokens: Tokens) -> tuple[int, ...]:
    """Where a window predicts while it is read: of a causal model's only the last will be shown."""
    return tokens.masks if checkpoint.info.objective == "masked" else (len(tokens) - 1,)


def _joined(layout: Layout, parts: list[Forward]) -> Forward:
    sites = {}
    for name, site in parts[0].trace.sites.items():
        stacks = [part.trace.sites[name].layers for part in parts]
        layers = (WindowedLayer(layout, layers) for layers in zip(*stacks, strict=True))
        sites[name] = SiteTrace(site.name, tuple(layers))
    logits = [part.logits for part in parts if part.logits is not None]
    return Forward(
        logits=WindowedLogits(layout, tuple(logits)) if logits else None,
        trace=Trace(sites),
        forward_ms=sum(part.forward_ms for part in parts),
        windows=layout.windows,
    )
