"""One trial: a model fine-tuned with one set of parameters, epoch by epoch.

Knows nothing of Ray. What an epoch draws hangs on the seed and its number alone, so a trial that
goes on from a checkpoint does what one that was never interrupted does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from transformers import get_scheduler

from explorer.core.checkpoint.loading import quiet_library
from explorer.errors import LossDiverged
from explorer.finetune.masks import IGNORED
from explorer.finetune.metrics import accuracy, confusion_of, label_scores, macro_f1
from explorer.finetune.model import Batches, opened
from explorer.finetune.space import PARAMETERS, Parameters
from explorer.finetune.split import Split

REPORT_EVERY = 2.0  # seconds between two lines about an epoch that runs
MEASURED_SHARE = PARAMETERS["mask_share"].default[0]  # masked, whatever share is learnt from
MOST_NORM = 1.0  # of all gradients together, as in Devlin et al. 2019
_TRAINING = "training.pt"
_SCHEDULES = {"constant": "constant_with_warmup"}  # the others have the library's own name


@dataclass(frozen=True, slots=True)
class Step:
    """An epoch that runs. epoch: from 1. loss: mean since the last of these.

    seconds: of learning and measuring until now, as of an `Epoch`.
    """

    epoch: int
    step: int
    n_steps: int
    loss: float
    learning_rate: float
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch that is done. metrics: of the held-out part; train_loss: mean over the epoch."""

    epoch: int
    train_loss: float
    metrics: dict[str, float]
    confusion: tuple[tuple[int, ...], ...]  # (gold, predicted); empty for masked
    seconds: float = field(compare=False)


class Trial:
    """Not safe to share between threads.

    base: the folder of the checkpoint that is fine-tuned.
    """

    def __init__(
        self,
        base: Path,
        data: Split,
        parameters: Parameters,
        *,
        epochs: int,
        seed: int = 0,
        is_on_gpu: bool = False,
    ) -> None:
        torch.manual_seed(seed)  # the new head
        self._device = torch.device("cuda" if is_on_gpu else "cpu")
        self.model, self.tokenizer = opened(base, data.labels)
        self.model.to(self._device)
        self._seed, self._epochs, self._n_done = seed, epochs, 0
        self._seconds = 0.0  # of the epochs that are done
        self._labels = data.labels
        given = self.model, self.tokenizer, data.labels
        self._train = Batches(data.train, *given, parameters)
        measured: Parameters = {**parameters, "mask_share": MEASURED_SHARE}
        self._held_out = Batches(data.held_out, *given, measured, seed=seed)
        self._optimiser = torch.optim.AdamW(
            self.model.parameters(),
            lr=float(parameters["learning_rate"]),
            weight_decay=float(parameters["weight_decay"]),
        )
        n_steps, schedule = self._train.n_batches * epochs, str(parameters["schedule"])
        self._schedule: Any = get_scheduler(
            _SCHEDULES.get(schedule, schedule),
            self._optimiser,
            num_warmup_steps=round(n_steps * float(parameters["warmup"])),
            num_training_steps=n_steps,
        )

    @property
    def n_tokens(self) -> int:
        """That an epoch learns from, without padding."""
        return self._train.n_tokens

    def run(self) -> Iterator[Step | Epoch]:
        """Every epoch that is not done yet. Raises LossDiverged."""
        while self._n_done < self._epochs:
            started = time.monotonic()
            train_loss = yield from self._learn(self._n_done + 1, started)
            self._n_done += 1
            metrics, confusion = self._measured()
            if not math.isfinite(metrics["loss"]):
                raise LossDiverged(self._n_done, self._train.n_batches)
            self._seconds += time.monotonic() - started
            yield Epoch(self._n_done, train_loss, metrics, confusion, self._seconds)

    def _learn(self, epoch: int, started: float) -> Generator[Step, None, float]:
        """Returns the mean loss of the epoch."""
        torch.manual_seed(self._seed * 1_000_003 + epoch)  # dropout, masks, and the order
        self.model.train()
        said, losses, total = started, list[float](), 0.0
        for step, batch in enumerate(self._train.shuffled(), 1):
            loss = self.model(**batch.to(self._device)).loss
            if not torch.isfinite(loss):
                raise LossDiverged(epoch, step)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), MOST_NORM)
            self._optimiser.step()
            self._schedule.step()
            self._optimiser.zero_grad()
            losses.append(loss.item())
            now = time.monotonic()
            if now - said >= REPORT_EVERY:
                rate, seconds = self._schedule.get_last_lr()[0], self._seconds + now - started
                loss = sum(losses) / len(losses)
                yield Step(epoch, step, self._train.n_batches, loss, rate, seconds)
                total += sum(losses)
                said, losses = now, []
        return (total + sum(losses)) / self._train.n_batches

    @torch.no_grad()
    def _measured(self) -> tuple[dict[str, float], tuple[tuple[int, ...], ...]]:
        """The same masks after every epoch and in every trial, so that losses can be compared."""
        self.model.eval()
        n_tokens, total, gold, predicted = 0, 0.0, list[int](), list[int]()
        for batch in self._held_out:
            output = self.model(**batch.to(self._device))
            labels = batch["labels"]
            counted = labels != IGNORED  # one of each text at least
            total += float(output.loss) * int(counted.sum())
            n_tokens += int(counted.sum())
            gold += labels[counted].tolist()
            predicted += output.logits.argmax(-1)[counted].tolist()
        loss = total / n_tokens
        if not self._labels:
            right = sum(g == p for g, p in zip(gold, predicted, strict=True))
            return {"loss": loss, "accuracy": right / n_tokens}, ()
        confusion = confusion_of(gold, predicted, len(self._labels))
        scores = label_scores(confusion, self._labels)
        metrics = {"accuracy": accuracy(confusion), "macro_f1": macro_f1(scores), "loss": loss}
        return metrics, tuple(tuple(row) for row in confusion.tolist())

    def save(self, folder: Path) -> None:
        """The model as the library reads it, its tokenizer, and what is needed to go on."""
        with quiet_library():
            self.model.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)
        state = {
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "n_done": self._n_done,
            "seconds": self._seconds,
        }
        with (folder / _TRAINING).open("wb") as file:  # given a path, torch says not what failed
            torch.save(state, file)

    def restore(self, folder: Path) -> None:
        """Go on from where `save` was called.

        Raises FileNotFoundError where a file is gone, and then this trial is as it was.
        """
        from safetensors.torch import load_model

        state = torch.load(folder / _TRAINING, map_location=self._device, weights_only=True)
        load_model(self.model, folder / "model.safetensors", device=str(self._device))
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self._n_done, self._seconds = state["n_done"], state["seconds"]


def without_training_state(folder: Path) -> None:
    """A checkpoint that nobody goes on from holds the model alone."""
    (folder / _TRAINING).unlink(missing_ok=True)
