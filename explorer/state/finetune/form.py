"""What is filled in before a search: every field as it was typed.

The command line checks what is typed and says what is wrong with it; here it is only put into the
words that the command line reads.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Literal

from explorer.resources import DEFAULT_MODEL, asset
from explorer.state.cluster_form import ClusterForm

Task = Literal["classification", "masked"]

EXAMPLE = str(asset("examples", "glosses.tsv"))
METRICS: dict[Task, tuple[str, ...]] = {
    "classification": ("accuracy", "macro_f1", "loss"),
    "masked": ("loss", "accuracy"),
}
# The parameters of a trial and what they may be; the first four are the grid of the lecture notes.
PARAMETERS: dict[str, str] = {
    "batch_size": "8, 16",
    "learning_rate": "1e-5, 2e-5, 3e-5, 4e-5",
    "schedule": "constant, linear, cosine",
    "max_length": "128, 256",
    "warmup": "0.1",
    "weight_decay": "0.01",
    "mask_share": "0.15",
}
_NUMBERS = ("trials", "epochs", "seed", "cpus_per_trial", "gpus_per_trial")
_RANGE = re.compile(r"(?P<start>\S+)\s+to\s+(?P<stop>\S+)(?P<log>\s+log)?")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """data, held_out: paths; without a held-out file, a share of the data is held out.

    base: a source, or empty for the model that is open. columns: of text, pair and label; empty
    ones are found by their names.
    parameters: the values that trials choose from, `8, 16`, or a range, `1e-5 to 1e-4 log`.
    trials: how many a random search draws. parent: where the folder of the search is made.
    """

    data: str = EXAMPLE
    task: Task = "classification"
    base: str = ""
    columns: tuple[str, str, str] = ("", "", "")
    encoding: str = ""
    held_out: str = ""
    share: str = "0.2"
    parameters: Mapping[str, str] = field(default_factory=lambda: dict(PARAMETERS))
    search: str = "grid"
    trials: str = "16"
    epochs: str = "3"
    metric: str = ""
    seed: str = "0"
    cpus_per_trial: str = "1"
    gpus_per_trial: str = "0"
    parent: str = ""
    cluster: ClusterForm = field(default_factory=ClusterForm)

    @property
    def name(self) -> str:
        """Of the data, for the folder of a search."""
        return PurePath(self.data).stem

    def arguments(self, open_model: str) -> tuple[str, ...]:
        """Of the command `finetune`, without the space and the folder."""
        named = {
            "--base": self.base or open_model or DEFAULT_MODEL,
            "--encoding": self.encoding,
            "--held-out": self.held_out,
            "--share": self.share,
        }
        names = ("--text-column", "--pair-column", "--label-column")
        named |= dict(zip(names, self.columns, strict=True))
        # With “=”, so that a value that begins with a dash is no option.
        options = [f"{name}={value.strip()}" for name, value in named.items() if value.strip()]
        data = self.data.strip()
        return (f"--task={self.task}", *options, *(("--", data) if data else ()))

    def toml(self) -> str:
        """The space as the command line reads it; what makes no sense there is left to it."""
        lines = [f"search = {json.dumps(self.search)}"]
        lines += [f"{name} = {_value(getattr(self, name))}" for name in _NUMBERS]
        lines += [f"metric = {json.dumps(self.metric)}", "", "[space]"]
        lines += [f"{name} = {_choices(text)}" for name, text in self.parameters.items()]
        return "\n".join([*lines, ""])

    def with_toml(self, text: str) -> SearchForm:
        """This form with the space of a file; raises ValueError where that is no TOML.

        What the file does not name gets its usual values.
        """
        table = tomllib.loads(text)
        space = table.get("space", {})
        space = space if isinstance(space, dict) else {}
        fresh = SearchForm()
        given = {
            name: str(table[name]) for name in ("search", "metric", *_NUMBERS) if name in table
        }
        usual = {name: getattr(fresh, name) for name in ("search", "metric", *_NUMBERS)}
        parameters = {name: _typed(value) for name, value in space.items()}
        return replace(self, parameters={**PARAMETERS, **parameters}, **{**usual, **given})

    @property
    def gpus(self) -> float:
        """Of a trial; none where no number is typed."""
        return float(_number(self.gpus_per_trial.strip()) or 0)

    @property
    def n_trials(self) -> int:
        """How many trials the search would have, if nothing is wrong with it."""
        if self.search == "grid":
            return math.prod(len(set(_pieces(text))) for text in self.parameters.values())
        drawn = int(self.trials) if self.trials.strip().isdecimal() else 0
        if any(_RANGE.fullmatch(text.strip()) for text in self.parameters.values()):
            return drawn
        return min(drawn, math.prod(len(set(_pieces(text))) for text in self.parameters.values()))

    def numbers(self, name: str) -> tuple[float, ...]:
        """The values of a parameter, or both ends of its range; what is no number is left out."""
        found = _RANGE.fullmatch(self.parameters[name].strip())
        pieces = (found["start"], found["stop"]) if found else _pieces(self.parameters[name])
        numbers = (_number(piece) for piece in pieces)
        return tuple(float(number) for number in numbers if number is not None)


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in re.split("[,，;；]", text) if piece.strip())


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def _value(text: str) -> str:
    """A number as TOML writes it, or the text, at which the command line says what is wrong."""
    number = _number(text.strip())
    return json.dumps(text.strip()) if number is None else repr(number)


def _choices(text: str) -> str:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return f"[{', '.join(_value(piece) for piece in _pieces(text))}]"
    is_log = str(found["log"] is not None).lower()
    return f"{{ from = {_value(found['start'])}, to = {_value(found['stop'])}, log = {is_log} }}"


def _typed(value: Any) -> str:
    """A parameter of a file as it would be typed."""
    if isinstance(value, dict):
        ends = f"{value.get('from', '')} to {value.get('to', '')}"
        return f"{ends} log" if value.get("log") is True else ends
    return ", ".join(str(one) for one in (value if isinstance(value, list) else [value]))
