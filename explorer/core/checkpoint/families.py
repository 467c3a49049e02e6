"""How the attention of each family of transformers is reached: a table, derived by `census`.

A new release of the library is one run away: `python -m explorer.core.checkpoint.census`. Reading
the table needs neither torch nor the library.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Way = Literal["captured", "native", "none"]

TABLE = Path(__file__).with_name("families.json")


@dataclass(frozen=True, slots=True)
class Family:
    """One model_type of the library.

    way: `captured` through the AttentionInterface, `native` by the model's own output, or `none`.
    known_by: `trial`, a tiny model of it was run and looked at, or `source`, where none could be
        built from its configuration alone and only its code was read.
    note: why there is no way, or what of the model cannot be shown; empty otherwise.
    """

    name: str
    way: Way
    known_by: Literal["trial", "source"]
    note: str = ""


@cache
def families() -> dict[str, Family]:
    """All families of the release that the table was derived from, by name."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))["families"]
    return {
        name: Family(name, row["way"], row["known_by"], row.get("note", ""))
        for name, row in rows.items()
    }


def family(name: str) -> Family | None:
    """None for a family that the table does not know: a newer one, or one of remote code."""
    return families().get(name)
