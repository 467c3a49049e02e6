"""What a Ray worker does: one trial, from its last checkpoint where it has one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError, said_by
from explorer.finetune.full_disk import is_of_full_disk
from explorer.finetune.space import Parameters
from explorer.finetune.split import Split

BaseFiles = dict[str, bytes]  # a checkpoint's folder, for workers that do not see ours


def run_trial(
    config: dict[str, Any],
    *,
    base: Path | BaseFiles,
    data: Split,
    epochs: int,
    seed: int,
    n_threads: int,
    n_gpus: float,
    metric: str,
    aim: str,
    over: frozenset[int],
) -> None:
    """In a worker. A trial that fails by itself says why and ends; only a death is tried again.

    over: numbers of trials that a search came to the end of before it was resumed.
    """
    import torch
    from ray import tune

    worst = 0.0 if aim == "max" else 1e30
    if config["trial"]["number"] in over:
        tune.report({"epoch": epochs, metric: worst})
        return
    try:
        torch.set_num_threads(n_threads)
        _learn(config, base, data, epochs=epochs, seed=seed, is_on_gpu=n_gpus > 0)
    except Exception as error:  # noqa: BLE001  the edge of the worker: whatever it is, it is said
        # A full disk would end all trials one after the other: it ends the search instead.
        what = {"disk_is_full": True} if is_of_full_disk(error) else {"failure": _said(error)}
        tune.report({**what, "epoch": epochs, metric: worst})


def _learn(
    config: dict[str, Any],
    base: Path | BaseFiles,
    data: Split,
    *,
    epochs: int,
    seed: int,
    is_on_gpu: bool,
) -> None:
    from ray import tune

    from explorer.finetune.trial import Epoch, Trial

    parameters: Parameters = {k: v for k, v in config["trial"].items() if k != "number"}
    with _folder_of(base) as folder:
        trial = Trial(folder, data, parameters, epochs=epochs, seed=seed, is_on_gpu=is_on_gpu)
    # After a kill Ray may name a checkpoint that it has removed since: then all epochs are run.
    checkpoint = tune.get_checkpoint()
    with suppress(FileNotFoundError):
        if checkpoint is not None:
            with checkpoint.as_directory() as saved:
                trial.restore(Path(saved))
    for said in trial.run():
        if not isinstance(said, Epoch):
            tune.report({"at_step": said})
            continue
        with _draft("epoch") as saved:
            trial.save(Path(saved))
            # “done” is a word of Ray's own.
            result = {"at_epoch": said, "epoch": said.epoch, **said.metrics}
            tune.report(result, checkpoint=tune.Checkpoint.from_directory(saved))


@contextmanager
def _folder_of(base: Path | BaseFiles) -> Iterator[Path]:
    if isinstance(base, Path):
        yield base
        return
    with _draft("base") as folder:
        for name, content in base.items():
            (Path(folder) / name).write_bytes(content)
        yield Path(folder)


def _draft(name: str) -> tempfile.TemporaryDirectory[str]:
    """Where Ray has the worker work, in a folder of its own: so that it goes with that folder.

    Not in that of `get_trial_dir`, which Ray copies into the storage from time to time.
    """
    return tempfile.TemporaryDirectory(prefix=f"{name}-", dir=Path.cwd())


def _said(error: Exception) -> str:
    if isinstance(error, ExplorerError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or 'the storage'}."
    return said_by(error)
