"""The search space as a person writes it: TOML, checked field by field."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from explorer.errors import BadInput
from explorer.finetune.space import MOST_TRIALS, PARAMETERS, Choices, Kind, Range, Search, Space


def read_space(path: Path) -> Space:
    """Raises BadInput, which names the field."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise BadInput(f"{path.name} is no TOML: {error}.") from error
    try:
        return space_of(table)
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from error


def space_of(table: dict[str, Any]) -> Space:
    """From a table as TOML and the window's form have it. Raises BadInput."""
    named = table.get("space", {})
    if not isinstance(named, dict):
        raise BadInput("“space” is no table. Write [space], and a parameter on each line below.")
    _check_known(set(table), {"space", *_FIELDS}, "field")
    _check_known(set(named), set(PARAMETERS), "parameter")
    search = _one_of("search", table.get("search", "grid"), get_args(Search))
    choices = {
        name: _choices(name, named[name]) if name in named else kind.default
        for name, kind in PARAMETERS.items()
    }
    for name, chosen in choices.items():
        if search == "grid" and isinstance(chosen, Range):
            raise BadInput(
                f"A grid has no end with a range in it: give “{name}” a list of values, "
                'or choose search = "random".'
            )
    fields = {
        attribute: _number(name, table[name], kind, least, most)
        for name, (attribute, kind, least, most) in _NUMBERS.items()
        if name in table
    }
    space = Space(choices, search, metric=str(table.get("metric", "")), **fields)
    size = math.prod(len(c) for c in choices.values() if isinstance(c, tuple))
    if search == "grid" and size > MOST_TRIALS:
        raise BadInput(f"This grid has {size:,} trials, more than {MOST_TRIALS:,}. Leave some out.")
    return space


def with_numbers(space: Space, given: dict[str, float]) -> Space:
    """The space with other numbers, by their names in the file. Raises BadInput."""
    fields = {}
    for name, number in given.items():
        attribute, kind, least, most = _NUMBERS[name]
        fields[attribute] = _number(name, number, kind, least, most)
    return replace(space, **fields)


_NUMBERS: dict[str, tuple[str, type[int] | type[float], float, float]] = {
    "trials": ("n_trials", int, 1, MOST_TRIALS),
    "epochs": ("epochs", int, 1, 1_000),
    "seed": ("seed", int, 0, 2**31 - 1),
    "cpus_per_trial": ("cpus_per_trial", int, 1, 1_024),
    "gpus_per_trial": ("gpus_per_trial", float, 0, 64),
}
_FIELDS = ("search", "metric", *_NUMBERS)


def _check_known(given: set[str], known: set[str], what: str) -> None:
    if unknown := sorted(given - known):
        raise BadInput(f"There is no {what} “{unknown[0]}”. Known are {', '.join(sorted(known))}.")


def _choices(name: str, given: object) -> Choices:
    kind = PARAMETERS[name]
    if isinstance(given, dict):
        return _range(name, kind, given)
    values = given if isinstance(given, list) else [given]
    if not values:
        raise BadInput(f"“{name}” has no values. Give at least one, as {list(kind.default)}.")
    return tuple(dict.fromkeys(_value(name, value, kind) for value in values))


def _range(name: str, kind: Kind, given: dict[str, Any]) -> Range:
    if kind.type is str:
        raise BadInput(f"“{name}” has names, no numbers. Give a list of {', '.join(kind.names)}.")
    _check_known(set(given), {"from", "to", "log"}, f"part of “{name}”")
    if not {"from", "to"} <= set(given):
        raise BadInput(f"“{name}” needs both ends: {{ from = 1e-5, to = 1e-4, log = true }}.")
    start, stop = (
        _number(name, given[e], kind.type, kind.least, kind.most) for e in ("from", "to")
    )
    is_log = given.get("log", False) is True
    if start >= stop or (is_log and start <= 0):
        raise BadInput(f"“{name}” has no values from {start:g} to {stop:g}.")
    return Range(start, stop, is_log, kind.type is int)


def _value(name: str, given: object, kind: Kind) -> Any:
    if kind.type is str:
        return _one_of(name, given, kind.names)
    return _number(name, given, kind.type, kind.least, kind.most)


def _one_of(name: str, given: object, names: tuple[str, ...]) -> Any:
    if given not in names:
        raise BadInput(f"“{name}” is {given!r}. It can be {', '.join(names)}.")
    return given


def _number(
    name: str, given: object, kind: type[int] | type[float] | type[str], least: float, most: float
) -> Any:
    what = "a whole number" if kind is int else "a number"
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise BadInput(f"“{name}” is {given!r}, and must be {what}.")
    if not math.isfinite(given) or kind(given) != given:
        raise BadInput(f"“{name}” is {given!r}, and must be {what}.")
    if not least <= given <= most:
        if math.isinf(most):
            raise BadInput(f"“{name}” is {given!r}, and must be {least:g} or more.")
        raise BadInput(f"“{name}” is {given!r}, and must be from {least:g} to {most:,}.")
    return kind(given)
