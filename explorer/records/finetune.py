"""What the window asks of the command line `finetune`, and of the folder of a search.

Arguments are those of the command line, without the file of the space, which is written for them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What would be learnt from. space: TOML."""

    arguments: tuple[str, ...]
    space: str


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A search in a new folder inside `parent`, which is named after the data."""

    arguments: tuple[str, ...]
    space: str
    parent: str
    name: str


@dataclass(frozen=True, slots=True)
class ResumeRequest:
    """Go on with the search in a folder."""

    folder: str


@dataclass(frozen=True, slots=True)
class StopRequest:
    """trial: its number, or None for the whole search."""

    folder: str
    trial: int | None


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """Tell what happened in the folder of a search, and what happens there from now on."""

    folder: str


@dataclass(frozen=True, slots=True)
class SpaceFileRequest:
    """Write the space, or with None read one."""

    path: str
    space: str | None


FinetuneRequest = (
    PreviewRequest | StartRequest | ResumeRequest | StopRequest | FollowRequest | SpaceFileRequest
)
