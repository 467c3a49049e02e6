"""A survey against a plain loop of forwards on the same cores, two workers against one, and the
memory of a corpus fifty times as long.

Every measurement runs in processes of its own, a thread each. The plain loop reads the same
batches by the body of the model alone: no capture, no statistics, no predictions.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from explorer.resources import asset
from tests.bench.rows import Row, median

MIB = 2**20
N_LINES = 2048
N_ROUNDS = 5
FEW, MANY = 1000, 50_000
TIMEOUT_S = 1800


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="survey-", dir="/tmp") as folder:
        path = Path(folder)
        yield _loop_row()
        yield _workers_row(path)
        yield _memory_row(path)


def _loop_row() -> Row:
    plain, ours = _in_child("loop")
    ratio = median([own / other for own, other in zip(plain, ours, strict=True)])
    return Row(
        f"survey over a plain loop of batch forwards (built-in model, {N_LINES:,} sentences, "
        "one thread)",
        "≥ 0.8 × the throughput",
        f"{ratio:.2f} × ({N_LINES / median(ours):,.0f} over {N_LINES / median(plain):,.0f} "
        "sentences a second)",
        ratio >= 0.8,
    )


def _workers_row(folder: Path) -> Row:
    corpus = _corpus(folder, 4 * N_LINES)
    speed = [_speed(corpus, folder / f"{n}.parquet", n) for n in (1, 2)]
    ratio = speed[1] / speed[0]
    return Row(
        "survey by two workers over one, on Ray (built-in model, from the first part on)",
        "≥ 1.6 × the throughput on 2 free cores",
        f"{ratio:.2f} × ({speed[1]:,.0f} over {speed[0]:,.0f} sentences a second)",
        ratio >= 1.6,
    )


def _memory_row(folder: Path) -> Row:
    few, many = (_in_child("memory", str(n), str(folder))[0] for n in (FEW, MANY))
    return Row(
        f"peak memory of a survey of {MANY:,} sentences over one of {FEW:,} (tiny model)",
        "≤ + 50 MiB",
        f"{(many - few) / MIB:+,.0f} MiB ({many / MIB:,.0f} against {few / MIB:,.0f})",
        many - few <= 50 * MIB,
    )


# ---- in the parent -------------------------------------------------------------------------------


def _sentences() -> list[str]:
    lines = asset("models", "minilm-mlm", "held_out.txt").read_text("utf-8").splitlines()
    return [line.partition("\t")[2] for line in lines if line.strip()]


def _corpus(folder: Path, n_lines: int) -> Path:
    """Held-out sentences, again and again: a number in front makes each of them another one."""
    path = folder / f"{n_lines}.txt"
    numbered = (f"{n} {line}" for n, line in enumerate(islice(cycle(_sentences()), n_lines)))
    path.write_text("\n".join(numbered), encoding="utf-8")
    return path


def _speed(corpus: Path, out: Path, n_workers: int) -> float:
    """Lines a second between the first part and the last: without the start of Ray."""
    command = [sys.executable, "-m", "explorer", "survey", str(corpus), "--out", str(out)]
    advances = []
    with subprocess.Popen(
        [*command, "--workers", str(n_workers), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "RAY_worker_niceness": "0"},
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            event = json.loads(line)
            if event.get("n_done"):
                advances.append((time.perf_counter(), event["n_lines_done"]))
    (started, first), (ended, last) = advances[0], advances[-1]
    return (last - first) / (ended - started)


def _in_child(*arguments: str) -> list[list[float]] | list[float]:
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.survey", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    return json.loads(child.stdout.strip().splitlines()[-1])


# ---- in a child ----------------------------------------------------------------------------------


def _loop() -> tuple[list[float], list[float]]:
    """Seconds of each round of the plain loop and of the survey, taking turns."""
    import torch

    from explorer.core.attention.forward import batch_inputs
    from explorer.core.checkpoint.checkpoint import open_checkpoint
    from explorer.records import LoadRequest
    from explorer.survey.batches import batches, encoded
    from explorer.survey.sentences import Sentence
    from explorer.survey.surveyor import Surveyor

    checkpoint = open_checkpoint(LoadRequest("builtin:minilm-mlm", "cpu"))
    texts = islice(cycle(_sentences()), N_LINES)
    lines = [Sentence(n, f"{n} {text}") for n, text in enumerate(texts, start=1)]
    surveyor, body = Surveyor(checkpoint, "self"), checkpoint.model.base_model

    def plain() -> None:
        read = [encoded(checkpoint, line, "self") for line in lines]
        with torch.no_grad():
            for batch in batches(read, checkpoint.info.sites[0]):
                body(**batch_inputs(checkpoint, [one.tokens for one in batch], None))

    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(N_ROUNDS):
        for seconds, run in zip(taken, (plain, lambda: surveyor.measure(lines)), strict=True):
            started = time.process_time()
            run()
            seconds.append(time.process_time() - started)
    return taken


def _memory(n_lines: int, folder: Path) -> list[float]:
    """Peak bytes of a survey in this process."""
    from explorer.records import LoadRequest
    from explorer.survey.plan import SurveyRequest
    from explorer.survey.survey import survey
    from tests.core.writers import saved_gpt2

    model = saved_gpt2(folder / "gpt2")
    words = random.Random(0)
    corpus = folder / f"tiny-{n_lines}.txt"
    with corpus.open("w", encoding="utf-8") as file:
        for _ in range(n_lines):
            n_words = words.randint(3, 12)
            print(*words.choices(("the", "cat", "told", "a", "dog", "to"), k=n_words), file=file)
    out = str(folder / f"tiny-{n_lines}.parquet")
    survey(SurveyRequest(str(corpus), out, LoadRequest(str(model), "cpu"), n_workers=0))
    return [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0]


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    print(json.dumps(_loop() if what == "loop" else _memory(int(rest[0]), Path(rest[1]))))
