"""A model opened for looking at: its weights, tokenizer, device and what is known about it.

`open_checkpoint` takes a request, `prepared` a model that is already in memory. Both see to it
that its attention can be shown before anybody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch

from explorer.core.attention.footprint import Footprint, measured
from explorer.core.checkpoint.card import base_model_of
from explorer.core.checkpoint.devices import device_named, dtype_named, stored_dtype
from explorer.core.checkpoint.estimate import Placement, placed, stored_weights
from explorer.core.checkpoint.families import family as family_named
from explorer.core.checkpoint.labels import labels_of
from explorer.core.checkpoint.limits import check_vocabulary, max_tokens
from explorer.core.checkpoint.loading import Loaded, loaded
from explorer.core.checkpoint.source import Located, located
from explorer.core.checkpoint.trial import tried
from explorer.core.logits import has_logits_on_demand
from explorer.core.memory import free_bytes, is_out_of_memory, memory_errors
from explorer.core.text.languages import default_languages, languages_of
from explorer.errors import Cancelled, OutOfMemory
from explorer.records import LoadRequest, ModelInfo, Progress


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """An opened model. It lives on the model thread, and only there.

    has_logits_on_demand: its predictions can be had at chosen positions, without all others.
    """

    info: ModelInfo
    model: Any
    tokenizer: Any
    device: torch.device
    has_logits_on_demand: bool

    @property
    def is_encoder_decoder(self) -> bool:
        return self.info.site("cross") is not None

    @cached_property
    def footprint(self) -> Footprint:
        """The memory that a text takes; found by a pass over a few tokens, when first asked for."""
        return measured(
            self.model, self.info.method, has_logits_on_demand=self.has_logits_on_demand
        )

    def moved_to(self, device: str) -> Checkpoint:
        """The same model on another device; this Checkpoint must not be used any more."""
        target = device_named(device)
        try:
            self.model.to(target)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            self.model.to(self.device)
            raise OutOfMemory(
                f"{self.info.name} does not fit into the memory of {target}. Stay on {self.device}."
            ) from error
        return replace(self, info=replace(self.info, device=str(target)), device=target)


def ignore(_progress: object) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """A job that nobody gives up."""
    return False


def open_checkpoint(
    request: LoadRequest,
    *,
    progress: Callable[[Progress], None] = ignore,
    is_cancelled: Callable[[], bool] = never,
) -> Checkpoint:
    """Find, fetch, read and try a model.

    Where it does not fit into memory as usual, what the request leaves open is chosen smaller.
    Raises CheckpointError, DeviceError, OutOfMemory, Cancelled.
    """

    def step(message: str) -> None:
        if is_cancelled():
            raise Cancelled("Opening the model was given up.")
        progress(Progress(message))

    step("Looking for the model")
    device = device_named(request.device)
    place = located(request, progress=progress, is_cancelled=is_cancelled)
    step(f"Reading {place.name}")
    placement = _placement(place, request, device)
    parts = loaded(place.folder, dtype=placement.dtype, trust_remote_code=request.trust_remote_code)
    step(f"Trying {place.name}")
    return prepared(
        parts,
        name=place.name,
        source=place.source,
        revision=place.revision,
        device=placement.device,
        base_model=base_model_of(place.folder.path),
        notice=" ".join(filter(None, (placement.notice, _shown_partly(parts)))),
    )


def _shown_partly(parts: Loaded) -> str:
    """What of such a model's attention is not shown; empty where all of it is."""
    known = family_named(parts.model.config.model_type)
    return "" if known is None or known.way == "none" else known.note


def _placement(place: Located, request: LoadRequest, device: torch.device) -> Placement:
    stored = stored_dtype(place.folder.config)
    dtype = dtype_named(request.dtype, device, stored, is_builtin=place.is_builtin)
    return placed(
        place.name,
        stored_weights(place.folder),
        Placement(device, dtype),
        free=free_bytes,
        may_change_device=request.device == "auto",
        may_change_dtype=request.dtype == "auto",
    )


def prepared(
    parts: Loaded,
    *,
    name: str,
    source: str = "",
    revision: str = "",
    device: torch.device | None = None,
    base_model: str = "",
    notice: str = "",
) -> Checkpoint:
    """A checkpoint of a model in memory, after a trial of its attention.

    Raises ModelUnsupported, CheckpointDamaged, OutOfMemory.
    """
    device = device or torch.device("cpu")
    model, tokenizer = parts.model.eval(), parts.tokenizer
    way_out = "Choose a smaller model" if device.type == "cpu" else "Choose the device “cpu”"
    if tokenizer is not None:
        check_vocabulary(model, tokenizer)
    with memory_errors(f"{name} does not fit into the memory of {device}. {way_out}."):
        model.requires_grad_(False).to(device)
        method, sites = tried(model, tokenizer)
        on_demand = has_logits_on_demand(model, torch.arange(4, device=device)[None])
    languages = languages_of(tokenizer)
    source_language, target_language = default_languages(tokenizer, languages, _first_ids(model))
    info = ModelInfo(
        name=name,
        source=source,
        revision=revision,
        family=model.config.model_type,
        objective=parts.objective,
        sites=sites,
        device=str(device),
        dtype=str(model.dtype).removeprefix("torch."),
        max_tokens=max_tokens(model, tokenizer),
        mask_token=getattr(tokenizer, "mask_token", None),
        n_parameters=sum(parameter.numel() for parameter in model.parameters()),
        method=method,
        languages=languages,
        source_language=source_language,
        target_language=target_language,
        labels=labels_of(model.config) if parts.objective == "classification" else (),
        base_model=base_model,
        notice=notice,
        generates=parts.objective in ("causal", "seq2seq") and bool(model.can_generate()),
    )
    return Checkpoint(info, model, tokenizer, device, on_demand)


def _first_ids(model: Any) -> tuple[int | None, ...]:
    """The tokens that the configuration makes every target begin with, the most telling first."""
    configs = (getattr(model, "generation_config", None), model.config)
    names = ("forced_bos_token_id", "decoder_start_token_id")
    return tuple(getattr(config, name, None) for name in names for config in configs)
