"""`Finetune`: what is filled in on the page, and the search that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from explorer.records.finetune import (
    FinetuneRequest,
    PreviewRequest,
    ResumeRequest,
    StartRequest,
)
from explorer.records.tuning import DataRead, PaceMeasured
from explorer.state.finetune.estimate import estimated_seconds
from explorer.state.finetune.form import SearchForm
from explorer.state.tuning import SearchState

Side = Literal["form", "search"]


@dataclass(frozen=True, slots=True)
class Preview:
    """read: what the command line found, or None where `problem` says why it found nothing.

    pace: None until it is measured.
    """

    request: PreviewRequest
    read: DataRead | None
    problem: str = ""
    pace: PaceMeasured | None = None


@dataclass(frozen=True, slots=True)
class Finetune:
    """missing: why nothing can be fine-tuned here, and what mends it; else empty.

    side: what is in front, the form or the search.
    preview: the last answer about the form. last_read: the last good one.
    folder: of the search that is shown; empty where there is none.
    is_running: a process searches in that folder, whoever started it.
    asked: the last request about a search; the same again is a new object.
    problem: what went wrong last, at the side that is in front.
    trial: the one that is looked at. sorting: of the table: by what, and whether largest first.
    """

    missing: str = ""
    side: Side = "form"
    form: SearchForm = field(default_factory=SearchForm)
    preview: Preview | None = None
    last_read: DataRead | None = None
    folder: str = ""
    search: SearchState = field(default_factory=SearchState)
    is_running: bool = False
    asked: FinetuneRequest | None = None
    problem: str = ""
    trial: int | None = None
    sorting: tuple[str, bool] = ("trial", False)

    def wanted_preview(self, open_model: str) -> PreviewRequest | None:
        """What the form should be shown to mean; None while the search is looked at."""
        if self.missing or self.side != "form":
            return None
        return PreviewRequest(self.form.arguments(open_model), self.form.toml())

    def missing_preview(self, open_model: str) -> PreviewRequest | None:
        """What is wanted and not yet known."""
        wanted = self.wanted_preview(open_model)
        return None if self.preview is not None and self.preview.request == wanted else wanted

    @property
    def seconds_estimated(self) -> float | None:
        """What the search of the form would take, once it is known how fast this machine is.

        Nobody knows that of a cluster.
        """
        preview, form = self.preview, self.form
        if form.cluster.address.strip():
            return None
        if preview is None or preview.read is None or preview.pace is None:
            return None
        cpus, epochs = form.cpus_per_trial.strip(), form.epochs.strip()
        return estimated_seconds(
            preview.read,
            preview.pace,
            n_trials=form.n_trials,
            epochs=int(epochs) if epochs.isdecimal() else 0,
            max_lengths=form.numbers("max_length"),
            cpus_per_trial=int(cpus) if cpus.isdecimal() else 1,
            gpus_per_trial=form.gpus,
        )

    @property
    def busyness(self) -> float:
        """How many times longer that is than where no other program runs; at least 1."""
        pace = None if self.preview is None else self.preview.pace
        return 1.0 if pace is None else pace.busyness

    @property
    def is_starting(self) -> bool:
        """A search was asked for or is at work, and its folder does not tell of it yet."""
        is_silent = self.is_running and self.search.plan is None
        return is_silent or isinstance(self.asked, StartRequest | ResumeRequest)

    @property
    def is_resumable(self) -> bool:
        """It was begun, nobody works on it, and some trials are still to be run."""
        if self.is_running or self.is_starting or self.search.plan is None:
            return False
        ended = self.search.ended
        if ended is None:  # killed, perhaps before its best model was written
            return True
        return ended.end != "done" and any(not trial.is_over for trial in self.search.trials)

    @property
    def best_model(self) -> str:
        """The folder of the best trial's checkpoint, once the search has ended."""
        ended = self.search.ended
        if ended is None or not ended.checkpoint or self.is_running:
            return ""
        return str(Path(self.folder, ended.checkpoint))
