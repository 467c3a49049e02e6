"""A forward pass with capture against the library's own: processor time and peak memory.

Every measurement runs in a process of its own, whose memory tells of nothing else, on one thread.
Both passes make the same output, all logits included. On a CUDA device the rows come once more,
with the time that passes instead of the processor's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from tests.bench.rows import Row, median

TIMEOUT_S = 1800
LONG_ROUNDS = 1  # a pass over 8,192 tokens takes a minute
MIB = 2**20
FREE_BYTES = 300 * MIB  # what capture may take beside query and key


@dataclass(frozen=True, slots=True)
class Taken:
    """What one kind of pass took.

    seconds: of each round. peak: bytes beyond those that the loaded model takes. trace: bytes.
    """

    seconds: list[float]
    peak: int
    trace: int


def rows() -> Iterator[Row]:
    devices = ["cpu", *(f"cuda:{number}" for number in range(min(1, torch.cuda.device_count())))]
    for device in devices:
        yield from _rows_on(device)


def _rows_on(device: str) -> Iterator[Row]:
    where = "" if device == "cpu" else f", {torch.cuda.get_device_name(device)}"
    for shape, n_tokens, n_rounds in (
        ("BERT-base", 64, 41),
        ("BERT-base", 512, 9),
        ("Llama-135M", 2048, 3),
    ):
        taken = measured(device, shape, n_tokens, ("plain", "ours"), n_rounds)
        yield _time_row(f"{shape} shape, {n_tokens:,} tokens{where}", taken, 1.05)
    for shape, most in (("Llama-135M", 1.05), ("ModernBERT-base", 0.6)):
        taken = _alone(device, shape, 8192, ("plain", "ours"), LONG_ROUNDS)
        what = f"{shape} shape, 8,192 tokens{where}"
        yield _time_row(what, taken, most)
        yield _memory_row(what, taken)
    for shape, n_tokens in (("BERT-base", 512), ("Llama-135M", 512), ("Llama-135M", 2048)):
        yield _eager_row(device, f"{shape} without its head", n_tokens, where)


def _time_row(what: str, taken: dict[str, Taken], most: float) -> Row:
    plain, ours = taken["plain"].seconds, taken["ours"].seconds
    ratio = median([own / other for own, other in zip(ours, plain, strict=True)])
    return Row(
        f"forward with capture over the plain SDPA forward ({what})",
        f"≤ {most} × time",
        f"{ratio:.2f} × ({_seconds(median(ours))} over {_seconds(median(plain))})",
        ratio <= most,
    )


def _memory_row(what: str, taken: dict[str, Taken]) -> Row:
    plain, ours = taken["plain"], taken["ours"]
    beside = ours.peak - plain.peak
    return Row(
        f"peak memory over the plain forward ({what})",
        f"≤ query and key ({ours.trace / MIB:,.0f} MiB) + 300 MiB",
        f"{beside / MIB:+,.0f} MiB ({ours.peak / MIB:,.0f} against {plain.peak / MIB:,.0f})",
        beside <= ours.trace + FREE_BYTES,
    )


def _eager_row(device: str, shape: str, n_tokens: int, where: str) -> Row:
    taken = _alone(
        device, shape, n_tokens, ("eager", "ours"), LONG_ROUNDS if n_tokens >= 2048 else 3
    )
    eager, ours = taken["eager"], taken["ours"]
    faster = median([e / o for e, o in zip(eager.seconds, ours.seconds, strict=True)])
    smaller = eager.peak / max(1, ours.peak)
    is_long = n_tokens >= 2048
    return Row(
        f"eager forward with `output_attentions` over ours ({shape}, {n_tokens:,} tokens{where})",
        "≥ 2 × the time, ≥ 8 × the memory" if is_long else "> 1 × the time",
        f"{faster:.2f} × the time ({_seconds(median(eager.seconds))} over "
        f"{_seconds(median(ours.seconds))}), {smaller:.1f} × the memory "
        f"({eager.peak / MIB:,.0f} over {ours.peak / MIB:,.0f} MiB)",
        faster >= 2 and smaller >= 8 if is_long else faster > 1,
    )


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _alone(
    device: str, shape: str, n_tokens: int, kinds: Sequence[str], n_rounds: int
) -> dict[str, Taken]:
    """Each kind in processes of its own, in turn, so that the peak is that of one pass."""
    found: dict[str, list[Taken]] = {kind: [] for kind in kinds}
    for _ in range(n_rounds):
        for kind in kinds:
            found[kind].append(measured(device, shape, n_tokens, (kind,), 1)[kind])
    return {
        kind: Taken(
            seconds=[one.seconds[0] for one in taken],
            peak=int(median([one.peak for one in taken])),
            trace=taken[0].trace,
        )
        for kind, taken in found.items()
    }


def measured(
    device: str, shape: str, n_tokens: int, kinds: Sequence[str], n_rounds: int
) -> dict[str, Taken]:
    """Passes of these kinds, taking turns in one process."""
    asked = [device, shape, str(n_tokens), ",".join(kinds), str(n_rounds)]
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.passes", *asked],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    answer = json.loads(child.stdout.strip().splitlines()[-1])
    return {kind: Taken(**taken) for kind, taken in answer.items()}
