"""What a search costs beside its trials, of a minute each, on two cores."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from explorer.finetune.folder import SearchFolder
from explorer.resources import asset
from explorer.state.tuning import SearchState, followed
from tests.bench.rows import Row

N_ROWS = 1_300  # with the built-in model: about a minute on one core
MOST = 0.25
SPACE = """
epochs = 1
[space]
batch_size = [16]
learning_rate = [2e-5, 3e-5, 4e-5, 5e-5]
schedule = ["linear"]
max_length = [64]
"""


def rows() -> Iterator[Row]:
    """Wall time of the whole command against what its trials learnt for, two at once.

    Beside them it starts Ray and the workers, reads the base model and writes checkpoints.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = asset("examples", "glosses.tsv").read_text("utf-8").splitlines(keepends=True)
        (folder / "glosses.tsv").write_text("".join(lines[: N_ROWS + 1]), "utf-8")
        (folder / "space.toml").write_text(SPACE)
        arguments = [folder / "glosses.tsv", "--space", folder / "space.toml"]
        arguments += ["--out", folder / "out", "--cpus", "2"]
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "explorer", "finetune", *map(str, arguments)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wall = time.perf_counter() - started
        state = followed(SearchState(), SearchFolder(folder / "out").events())
    seconds = [trial.seconds for trial in state.trials]
    over = wall / (sum(seconds) / 2) - 1
    yield Row(
        "a search of 4 trials, two at once, over the sum of its trials",
        f"≤ {MOST:.0%} more",
        f"{over:.0%} ({wall:.0f} s for trials of {sum(seconds) / len(seconds):.0f} s)",
        over <= MOST,
    )
