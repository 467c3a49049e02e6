"""What the model card of a checkpoint says that the explorer can use.

A card is README.md with fields between two lines of `---`, as the hub writes them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_FIELDS = re.compile(r"\A---\r?\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
# A value of YAML, alone or as the first of a list. A plain one ends where a comment begins.
_BASE = re.compile(
    r"""^base_model:[ \t]*(?:\r?\n[ \t]*-[ \t]+)?
    (?: (?:\[[ \t]*)?(?P<double>"(?:[^"\\\n]|\\.)*")
      | (?:\[[ \t]*)?'(?P<single>(?:[^'\n]|'')*)'
      | \[[ \t]*(?P<listed>[^\s"'\#\[\],][^,\]\r\n]*)
      | (?P<plain>[^\s"'\#\[\]](?:(?![ \t]\#)[^\r\n])*) )""",
    re.MULTILINE | re.VERBOSE,
)
_MOST_CHARACTERS = 1 << 16  # fields come first


def base_model_of(folder: Path) -> str:
    """What the checkpoint was fine-tuned from: a source as `LoadRequest` takes it, or empty."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            fields = _FIELDS.match(file.read(_MOST_CHARACTERS))
    except OSError:
        return ""
    found = _BASE.search(fields[1]) if fields else None
    return _value(found) if found else ""


def _value(found: re.Match[str]) -> str:
    """The escapes of YAML's double quotes are those of JSON, but for rare ones."""
    if found["double"] is not None:
        try:
            return str(json.loads(found["double"]))
        except ValueError:
            return found["double"][1:-1]
    if found["single"] is not None:
        return found["single"].replace("''", "'")
    plain: str = found["plain"] or found["listed"]
    return plain.strip()
