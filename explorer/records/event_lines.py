"""Events of a command as lines of JSON: what kind, and its fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

Event = TypeVar("Event")


def line_of(kind: str, event: Any) -> str:
    """One line of JSON, without its end."""
    return json.dumps({"event": kind, **asdict(event)}, ensure_ascii=False, allow_nan=False)


def event_in(line: str, kinds: Mapping[str, type[Event]]) -> Event | None:
    """None for half a line, which a killed process leaves, and for what a newer program says."""
    try:
        fields = json.loads(line)
        kind = kinds[fields.pop("event")]
        return kind(**{name: _frozen(value) for name, value in fields.items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
