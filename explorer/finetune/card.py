"""The model card of a search's best trial."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer import __version__
from explorer.finetune.metrics import label_scores
from explorer.finetune.space import Space
from explorer.finetune.split import Split
from explorer.records.tuning import EpochDone
from explorer.state.tuning import SearchState

MOST_COLUMNS = 16  # of a confusion matrix that is printed whole


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def card(
    state: SearchState, best: EpochDone, *, base: str, data_file: str, data_digest: str,
    split: Split, space: Space,
) -> str:  # fmt: skip
    """Markdown: what the model is, what it learnt from, how good it is and how it was chosen.

    base: what opens the model that it was made from.
    """
    plan = state.plan
    assert plan is not None  # a best epoch comes from a search that was started
    task = f"classification into {len(split.labels)} labels" if split.labels else "filling masks"
    kind = "text-classification" if split.labels else "fill-mask"
    parts = [
        f"---\nbase_model: {json.dumps(base, ensure_ascii=False)}\n"
        f"library_name: transformers\npipeline_tag: {kind}\n---",
        f"# {plan.base}, fine-tuned for {task}",
        f"Made by Attention Explorer {__version__}: trial {best.trial} of a search over "
        f"{len(plan.trials):,} trials, after epoch {best.epoch} of {plan.epochs}. It was chosen "
        f"by the {_best(plan.aim)} {plan.metric} on the held-out part, so what it scores there is "
        "a little too good.",
        "## Data",
        f"`{data_file}` (SHA-256 {data_digest}): {len(split.train):,} rows to learn from, "
        f"{len(split.held_out):,} held out (seed {space.seed}).",
        *(f"- {notice}" for notice in split.notices),
        "## On the held-out part",
        _table(("metric", "value"), [(k, f"{v:.4f}") for k, v in best.metrics.items()]),
        *_by_label(best, split.labels),
        "## Parameters of this trial",
        _table(("parameter", "value"), list(plan.trials[best.trial].items())),
        "## Space of the search",
        f"```toml\n{space.toml()}```",
        "## Limits",
        "It knows the texts it was given and little else; how it does on other texts was not "
        "measured. Whatever is wrong or unfair in the labels, it has learnt.",
    ]
    return "\n\n".join(parts) + "\n"


def _best(aim: str) -> str:
    return "highest" if aim == "max" else "lowest"


def _by_label(best: EpochDone, labels: Sequence[str]) -> list[str]:
    if not labels:
        return []
    confusion = np.array(best.confusion)
    scores = label_scores(confusion, labels)
    columns = ("label", "precision", "recall", "F1", "rows")
    rows = [(s.label, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", s.n) for s in scores]
    parts = [_table(columns, rows)]
    if len(labels) <= MOST_COLUMNS:
        counts = [(label, *row) for label, row in zip(labels, confusion.tolist(), strict=True)]
        parts += [
            "Rows are what is true, columns what the model says:",
            _table(("", *labels), counts),
        ]
    return parts


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
