"""What the model card of a checkpoint says that the explorer can use.

A card is README.md with fields between two lines of `---`, as the hub writes them.
"""

from __future__ import annotations

import re
from pathlib import Path

_FIELDS = re.compile(r"\A---\r?\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
_BASE = re.compile(r"^base_model:[ \t]*(?:\r?\n[ \t]*-[ \t]*)?[\"']?([^\s\"'#\[\]]+)", re.MULTILINE)
_MOST_CHARACTERS = 1 << 16  # fields come first


def base_model_of(folder: Path) -> str:
    """What the checkpoint was fine-tuned from: a source as `LoadRequest` takes it, or empty."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            fields = _FIELDS.match(file.read(_MOST_CHARACTERS))
    except OSError:
        return ""
    found = _BASE.search(fields[1]) if fields else None
    return found[1] if found else ""
