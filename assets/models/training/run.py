"""A training run that can be cut off at any moment and goes on from its last checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch


@dataclass
class Run:
    """What a checkpoint keeps: model, optimiser, steps done and seconds spent until then."""

    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    step: int = 0
    spent: float = 0.0

    def learn(self, loss: torch.Tensor) -> None:
        """One step down a loss, its gradient clipped to a norm of 1."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1

    def restore(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["spent"]

    def save(self, path: Path, *, spent: float) -> None:
        partial = path.with_suffix(".partial")
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**state, "step": self.step, "spent": spent}, partial)
        partial.replace(path)
