"""How fast this machine learns: a few batches, learnt by the clock before any search."""

from __future__ import annotations

import os
import random
import time
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
    is_on_gpu = space.gpus_per_trial > 0 and torch.cuda.is_available()
    trial = Trial(
        base,
        Split(rows, rows[:1], data.labels),
        {**parameters, "learning_rate": 1e-6},
        epochs=2,
        is_on_gpu=is_on_gpu,
    )
    epochs = (said for said in trial.run() if isinstance(said, Epoch))
    first, before = next(epochs), time.process_time()  # the first is slower
    seconds = next(epochs).seconds - first.seconds
    # Threads wait for each other, too, and the processor for a GPU: of these nobody could tell.
    can_tell = space.cpus_per_trial == 1 and not is_on_gpu
    busyness = max(1.0, seconds / (time.process_time() - before)) if can_tell else 1.0
    n_cpus, n_gpus = os.cpu_count() or 1, torch.cuda.device_count()
    return PaceMeasured(seconds / trial.n_tokens, n_cpus, n_gpus, busyness)
