"""What a model writes: the target of an encoder–decoder, or what follows a causal model's text.

The model's own `generate` chooses the tokens; nothing is traced here. To show what was written,
inspect the document that comes out: one teacher-forced pass reads all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers import StoppingCriteria, StoppingCriteriaList

from explorer.core.attention.passes import first_line
from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.core.continuation import Beginning, beginning
from explorer.core.memory import memory_errors
from explorer.core.text.written import spelled
from explorer.errors import BadInput, Cancelled, CannotWrite, ModelFailed
from explorer.records import (
    MOST_BEAMS,
    MOST_NEW_TOKENS,
    Generated,
    GenerateRequest,
    Writing,
)

_FAILURES = (RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError)


def written(
    checkpoint: Checkpoint,
    request: GenerateRequest,
    *,
    progress: Callable[[Generated], None] = ignore,
    is_stale: Callable[[], bool] = never,
) -> Generated:
    """Let the model write until its end, or as many tokens as it may.

    progress: told after every token.
    is_stale: asked at every layer, so that a job is given up within one token.
    Raises BadInput, CannotWrite, Cancelled, OutOfMemory, ModelFailed.
    """
    _check(checkpoint, request.writing)
    start = beginning(checkpoint, request)
    most = min(request.writing.max_new_tokens, start.room)

    def told(ids: Sequence[int]) -> None:
        progress(_generated(checkpoint, request, start, ids))

    ids = _new_ids(checkpoint, start, request.writing, most, told=told, is_stale=is_stale)
    own = _without_end(checkpoint, ids)
    notice = _notice(checkpoint, request, start, own, has_ended=len(own) < len(ids))
    return _generated(checkpoint, request, start, own, notice)


def _check(checkpoint: Checkpoint, writing: Writing) -> None:
    info = checkpoint.info
    if not info.generates:
        why = {
            "masked": "it is a masked language model, which fills gaps",
            "encoder": "it is an encoder without a head that predicts words",
        }.get(info.objective, "transformers cannot generate with it")
        raise CannotWrite(
            f"{info.name} writes no text: {why}. Choose an encoder–decoder or a causal model."
        )
    for name, value, most in (
        ("beams", writing.n_beams, MOST_BEAMS),
        ("new tokens", writing.max_new_tokens, MOST_NEW_TOKENS),
    ):
        if not 1 <= value <= most:
            raise BadInput(f"{value:,} {name}: choose from 1 to {most:,}.")


# ---- the model's own generation ------------------------------------------------------------------


def _new_ids(
    checkpoint: Checkpoint,
    start: Beginning,
    writing: Writing,
    most: int,
    *,
    told: Callable[[Sequence[int]], None],
    is_stale: Callable[[], bool],
) -> list[int]:
    """What `generate` adds, up to and with the token that ends it."""
    model, device = checkpoint.model, checkpoint.device
    inputs = torch.tensor([start.read], device=device)
    watch = _Watch(len(start.ids), told=lambda ids: told(_without_end(checkpoint, ids)))
    try:
        with (
            _memory_errors(checkpoint),
            _layers_give_up(model, is_stale),
            _seeded(writing, device),
        ):
            sequences = model.generate(
                inputs,
                attention_mask=torch.ones_like(inputs),
                max_new_tokens=most + start.n_forced,
                stopping_criteria=StoppingCriteriaList([watch]),
                **_choice_of_tokens(writing),
                **start.options,
            )
    except _FAILURES as error:
        what = first_line(error)
        raise ModelFailed(f"{checkpoint.info.name} failed while it wrote: {what}") from error
    return _until_end(checkpoint, sequences[0].tolist()[len(start.ids) :])


def _choice_of_tokens(writing: Writing) -> dict[str, Any]:
    """Keyword arguments for `generate`; all others stay as the checkpoint has them.

    A target that is forced to end where it is cut off would look as if it had come to its end.
    """
    options: dict[str, Any] = {"num_beams": writing.n_beams, "forced_eos_token_id": None}
    if writing.temperature > 0:
        return options | {"do_sample": True, "temperature": writing.temperature}
    # None of these counts without chance, and `generate` says so of each.
    return options | {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}


@dataclass
class _Watch(StoppingCriteria):  # type: ignore[misc]  # transformers is not typed
    """Stops nothing: tells of every token, which `generate` asks its criteria about."""

    n_before: int
    told: Callable[[Sequence[int]], None]

    def __call__(self, input_ids: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:
        self.told(input_ids[0, self.n_before :].tolist())  # of several beams the best so far
        return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)


@contextmanager
def _layers_give_up(model: Any, is_stale: Callable[[], bool]) -> Iterator[None]:
    """Raise Cancelled at the next layer of a stack once it is stale."""

    def check(_module: nn.Module, _arguments: object) -> None:
        if is_stale():
            raise Cancelled("The writing was given up.")

    stacks = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    with ExitStack() as hooks:
        for layer in {layer for stack in stacks for layer in stack}:
            hooks.callback(layer.register_forward_pre_hook(check).remove)
        yield


@contextmanager
def _seeded(writing: Writing, device: torch.device) -> Iterator[None]:
    """Chance that is the same for the same seed, and that leaves other chance alone."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices):
        torch.manual_seed(writing.seed)
        yield


@contextmanager
def _memory_errors(checkpoint: Checkpoint) -> Iterator[None]:
    device = checkpoint.info.device
    way_out = "" if device == "cpu" else ", or choose the device “cpu”"
    with memory_errors(
        f"{device} has too little free memory to write on. What was written so far stays. "
        f"Write fewer tokens or with fewer beams{way_out}."
    ):
        yield


# ---- what it means -------------------------------------------------------------------------------


def _ends(checkpoint: Checkpoint) -> set[int]:
    """The tokens that end a text; chat models have several."""
    for config in (getattr(checkpoint.model, "generation_config", None), checkpoint.model.config):
        ends = getattr(config, "eos_token_id", None)
        if ends is not None:
            return set(ends) if isinstance(ends, (list, tuple)) else {ends}
    return set()


def _until_end(checkpoint: Checkpoint, ids: list[int]) -> list[int]:
    """Without the padding behind the token that ends it."""
    ends = _ends(checkpoint)
    last = next((place for place, id in enumerate(ids) if id in ends), len(ids))
    return ids[: last + 1]


def _without_end(checkpoint: Checkpoint, ids: Sequence[int]) -> list[int]:
    """What a decoder reads of it: the token that ends it is only predicted."""
    kept = _until_end(checkpoint, list(ids))
    return kept[:-1] if kept and kept[-1] in _ends(checkpoint) else kept


def _generated(
    checkpoint: Checkpoint,
    request: GenerateRequest,
    start: Beginning,
    ids: Sequence[int],
    notice: str = "",
) -> Generated:
    document = start.document_with(checkpoint.tokenizer, ids)
    return Generated(request, document, len(ids), notice)


def _notice(
    checkpoint: Checkpoint,
    request: GenerateRequest,
    start: Beginning,
    ids: Sequence[int],
    *,
    has_ended: bool,
) -> str:
    """Why it stopped before its end, and what its text does not say."""
    n_tokens, is_causal = len(ids), checkpoint.info.objective == "causal"
    said = []
    if not spelled(checkpoint.tokenizer, start.decoded_after, ids).strip():
        said.append(
            "The model wrote nothing: the first token that it chose is its end."
            if has_ended and not ids
            else f"The {n_tokens:,} tokens that the model wrote have no text."
        )
    elif has_ended and is_causal:
        said.append(f"The model ended its text after {n_tokens:,} tokens.")
    if not has_ended and start.room < request.writing.max_new_tokens:
        said.append(f"Stopped after {n_tokens:,} tokens: this model reads no more at once.")
    elif not has_ended and not is_causal:
        said.append(
            f"Stopped after {n_tokens:,} tokens, as asked: the model had not come to its end."
        )
    return " ".join(said)
