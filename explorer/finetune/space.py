"""What a search tries: a grid of values, or draws from ranges. Its file is read in `space_file`.

All trials are laid out before any runs, by the seed alone, so that a search can be resumed, and
two machines given the same file try the same.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass, field
from itertools import product
from typing import Literal, get_args

from explorer.errors import BadInput
from explorer.finetune.data import Task

Search = Literal["grid", "random", "asha"]
Schedule = Literal["constant", "linear", "cosine"]
Value = int | float | str
Parameters = dict[str, Value]

MOST_TRIALS = 10_000
METRICS: dict[Task, dict[str, Literal["max", "min"]]] = {
    "classification": {"accuracy": "max", "macro_f1": "max", "loss": "min"},
    "masked": {"loss": "min", "accuracy": "max"},
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter may be. default: its values in a space that does not name it."""

    default: tuple[Value, ...]
    type: type[int] | type[float] | type[str]
    least: float = 0
    most: float = math.inf
    names: tuple[str, ...] = ()


# The first four are the grid of the lecture notes: 2 × 4 × 3 × 2 = 48 trials.
PARAMETERS: dict[str, Kind] = {
    "batch_size": Kind((8, 16), int, 1, 4096),
    "learning_rate": Kind((1e-5, 2e-5, 3e-5, 4e-5), float, 0, 1),
    "schedule": Kind(("constant", "linear", "cosine"), str, names=get_args(Schedule)),
    "max_length": Kind((128, 256), int, 2, 1_000_000),
    "warmup": Kind((0.1,), float, 0, 1),  # share of all steps
    "weight_decay": Kind((0.01,), float, 0, 1),
    "mask_share": Kind((0.15,), float, 0.01, 0.9),  # masked language modelling
}


@dataclass(frozen=True, slots=True)
class Range:
    """Values to draw from, with both ends; `log` draws the exponent evenly."""

    start: float
    stop: float
    is_log: bool
    is_whole: bool

    def draw(self, source: random.Random) -> Value:
        if self.is_log:
            value = math.exp(source.uniform(math.log(self.start), math.log(self.stop)))
        else:
            value = source.uniform(self.start, self.stop)
        return round(value) if self.is_whole else float(f"{value:.4g}")


Choices = tuple[Value, ...] | Range


@dataclass(frozen=True, slots=True)
class Space:
    """What the trials are drawn from, and how the search goes. metric: empty is the task's first.

    n_trials: how many random and asha draw. seed: of the draws, the split and every trial.
    """

    choices: dict[str, Choices] = field(
        default_factory=lambda: {name: kind.default for name, kind in PARAMETERS.items()}
    )
    search: Search = "grid"
    n_trials: int = 16
    epochs: int = 3
    metric: str = ""
    seed: int = 0
    cpus_per_trial: int = 1
    gpus_per_trial: float = 0.0

    def trials(self) -> tuple[Parameters, ...]:
        """Every trial's parameters, none twice."""
        if self.search == "grid":
            values = [choices for choices in self.choices.values() if isinstance(choices, tuple)]
            return tuple(
                dict(zip(self.choices, chosen, strict=True)) for chosen in product(*values)
            )
        source, drawn = random.Random(self.seed), dict[tuple[Value, ...], Parameters]()
        for _ in range(20 * self.n_trials):  # a small space has fewer
            if len(drawn) == self.n_trials:
                break
            trial = {name: _drawn(choices, source) for name, choices in self.choices.items()}
            drawn.setdefault(tuple(trial.values()), trial)
        return tuple(drawn.values())

    def objective(self, task: Task) -> tuple[str, Literal["max", "min"]]:
        """The metric that trials are compared by, and which end of it is good."""
        known = METRICS[task]
        metric = self.metric or next(iter(known))
        if metric not in known:
            raise BadInput(f"The task {task} has no metric “{metric}”. It has {', '.join(known)}.")
        return metric, known[metric]

    @property
    def max_lengths(self) -> tuple[int, ...]:
        """The maximum lengths that trials may have, shortest first."""
        choices = self.choices["max_length"]
        if isinstance(choices, Range):
            return int(choices.start), int(choices.stop)
        return tuple(sorted(int(value) for value in choices))

    def toml(self) -> str:
        """What `read_space` reads as this space again."""
        lines = [
            f'search = "{self.search}"', f"trials = {self.n_trials}", f"epochs = {self.epochs}",
            f'metric = "{self.metric}"', f"seed = {self.seed}",
            f"cpus_per_trial = {self.cpus_per_trial}", f"gpus_per_trial = {self.gpus_per_trial}",
            "", "[space]",
        ]  # fmt: skip
        return "\n".join([*lines, *(f"{k} = {_toml(v)}" for k, v in self.choices.items()), ""])


def _drawn(choices: Choices, source: random.Random) -> Value:
    return choices.draw(source) if isinstance(choices, Range) else source.choice(choices)


def _toml(choices: Choices) -> str:
    if isinstance(choices, Range):
        start, stop = choices.start, choices.stop
        if choices.is_whole:
            start, stop = int(start), int(stop)
        return f"{{ from = {start}, to = {stop}, log = {str(choices.is_log).lower()} }}"
    return json.dumps(choices)
