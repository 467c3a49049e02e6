"""Where files that come with the program lie, and where it may write its own."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_NAME = "attention-explorer"

DEFAULT_MODEL = "builtin:minilm-mlm"  # opens where nobody named another


def asset(*parts: str) -> Path:
    """A file or folder under `assets/`: beside the package in a checkout, inside it in a wheel."""
    beside, inside = _PACKAGE.parent / "assets", _PACKAGE / "assets"
    return (inside if inside.is_dir() else beside).joinpath(*parts)


def builtin_models() -> tuple[str, ...]:
    """Names of the models that come with the program, sorted."""
    folder = asset("models")
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.parent.name for path in folder.glob("*/config.json")))


def data_directory() -> Path:
    """Where the user's own things are kept; it may not exist yet."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def surveys_directory() -> Path:
    """Where a survey of the window gets a folder, unless another place is chosen."""
    return data_directory() / "surveys"


def cache_directory() -> Path:
    """Where things are kept that can be made again; it may not exist yet."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))
