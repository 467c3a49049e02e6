"""What the model thread did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.records import (
    Detail,
    DetailRequest,
    ExportRequest,
    Generated,
    GenerateRequest,
    Inspection,
    InspectRequest,
    LoadRequest,
    ModelInfo,
    Progress,
)


@dataclass(frozen=True, slots=True)
class DevicesFound:
    """The devices of this machine, the best first."""

    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoadProgressed:
    """A model is opening."""

    request: LoadRequest
    progress: Progress


@dataclass(frozen=True, slots=True)
class ModelOpened:
    """A model is ready."""

    request: LoadRequest
    model: ModelInfo


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """A model could not be opened; the one before stays."""

    request: LoadRequest
    message: str


@dataclass(frozen=True, slots=True)
class InspectionReady:
    """Maps and predictions are there."""

    inspection: Inspection


@dataclass(frozen=True, slots=True)
class InspectionFailed:
    """A text could not be inspected; the last good maps stay."""

    request: InspectRequest
    message: str
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """The model had to move to another device; it goes on there."""

    model: ModelInfo
    message: str


@dataclass(frozen=True, slots=True)
class ExportFinished:
    """A file is written."""

    request: ExportRequest
    path: Path


@dataclass(frozen=True, slots=True)
class ExportFailed:
    """A file could not be written; what stood there is unharmed."""

    request: ExportRequest
    message: str


@dataclass(frozen=True, slots=True)
class TextGenerated:
    """A model has written some more of a text."""

    generated: Generated


@dataclass(frozen=True, slots=True)
class GenerationFinished:
    """A model has written all that it was asked for."""

    generated: Generated


@dataclass(frozen=True, slots=True)
class GenerationFailed:
    """A model could not write, or not to the end; what it wrote so far stays."""

    request: GenerateRequest
    message: str
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class DetailReady:
    """Tiles, rows or predictions of a long text are there."""

    detail: Detail


@dataclass(frozen=True, slots=True)
class DetailFailed:
    """What was looked at closely cannot be shown; the pooled map stays."""

    request: DetailRequest
    message: str


@dataclass(frozen=True, slots=True)
class InspectionProgressed:
    """A long text is being read."""

    request: InspectRequest
    progress: Progress
