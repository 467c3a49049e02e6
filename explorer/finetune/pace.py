"""How fast this machine learns: a few batches, learnt by the clock before any search."""

from __future__ import annotations

import os
import random
from pathlib import Path

import torch

from explorer.finetune.space import Range, Space
from explorer.finetune.split import Split
from explorer.finetune.trial import Epoch, Trial
from explorer.records.tuning import PaceMeasured

N_BATCHES = 2  # of each epoch


def pace_of(base: Path, data: Split, space: Space) -> PaceMeasured:
    """By the second of two small epochs, as one trial has it alone on its share of the CPUs.

    Raises what opening the base model raises.
    """
    parameters = {
        name: int(choices.start) if isinstance(choices, Range) else choices[0]
        for name, choices in space.choices.items()
    }
    torch.set_num_threads(space.cpus_per_trial)
    n_rows = min(len(data.train), N_BATCHES * int(parameters["batch_size"]))
    rows = tuple(random.Random(space.seed).sample(data.train, n_rows))
    trial = Trial(
        base,
        Split(rows, rows[:1], data.labels),
        {**parameters, "learning_rate": 1e-6},
        epochs=2,
        is_on_gpu=space.gpus_per_trial > 0 and torch.cuda.is_available(),
    )
    first, second = (said for said in trial.run() if isinstance(said, Epoch))  # the first is slower
    pace = (second.seconds - first.seconds) / trial.n_tokens
    return PaceMeasured(pace, os.cpu_count() or 1, torch.cuda.device_count())
