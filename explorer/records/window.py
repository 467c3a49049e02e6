"""What passes between the window, the command line and a long job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.records.generation import Writing
from explorer.records.lessons import LessonName


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `fraction` is None where nobody knows."""

    message: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window opens; None leaves what the last session left.

    writing: what the model writes once it is open.
    screenshot: render the window there once its results are in, then quit.
    lesson: which one is in front. survey: the folder of one that is in front.
    size: width and height in pixels. theme: `system`, `light` or `dark`, for this time only.
    """

    model: str | None = None
    text: str | None = None
    pair: str | None = None
    target: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    writing: Writing | None = None
    device: str = "auto"
    dtype: str = "auto"
    screenshot: Path | None = None
    size: tuple[int, int] | None = None
    theme: str | None = None
    lesson: LessonName | None = None
    survey: Path | None = None
