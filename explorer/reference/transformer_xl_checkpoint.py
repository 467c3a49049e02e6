"""Open a published Transformer-XL: `config.json`, its weights, and its words as a text file.

Pickles that run code are refused: weights are safetensors or plain tensors, and the words stand in
`vocab.txt`, one a line, where a line's number is its id.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from explorer.errors import CheckpointDamaged, CheckpointNotFound, CheckpointUnsafe
from explorer.reference.transformer_xl import TransformerXL, XLSettings

_SHARED = ("r_w_bias", "r_r_bias")  # one for all layers where the checkpoint does not untie them
_FIXED = {"pre_lnorm": False, "attn_type": 0, "adaptive": True}


def read_transformer_xl(folder: Path) -> TransformerXL:
    """Raises CheckpointNotFound, CheckpointDamaged, CheckpointUnsafe."""
    model = TransformerXL(_settings(folder / "config.json")).eval()
    try:
        model.load_state_dict(_named(model, _tensors(folder)))
    except RuntimeError as error:
        reason = " ".join(str(error).split())[:300]
        raise CheckpointDamaged(f"The weights in {folder} do not fit: {reason}") from error
    return model


def read_words(path: Path) -> tuple[str, ...]:
    """Raises CheckpointNotFound, CheckpointDamaged."""
    if not path.is_file():
        raise CheckpointNotFound(
            f"{path} is not there. Write the words of the checkpoint into it, one a line."
        )
    try:
        return tuple(path.read_text(encoding="utf-8").split("\n")[:-1])
    except UnicodeDecodeError as error:
        raise CheckpointDamaged(f"{path} is not UTF-8 text: {error}.") from error


def _settings(path: Path) -> XLSettings:
    if not path.is_file():
        raise CheckpointNotFound(f"{path} is not there, so this is no checkpoint.")
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        known = {
            field.name: stored[field.name] for field in fields(XLSettings) if field.name in stored
        }
        for name, value in known.items():
            if isinstance(value, list):
                known[name] = tuple(value)
        settings = XLSettings(**known)
    except (ValueError, TypeError) as error:
        raise CheckpointDamaged(
            f"{path} is no configuration of Transformer-XL: {error}."
        ) from error
    for name, only in _FIXED.items():
        if stored.get(name, only) != only:
            raise CheckpointDamaged(
                f"{path} says {name} = {stored[name]!r}; the published models have {only!r}, and "
                "nothing else can be read."
            )
    return settings


def _tensors(folder: Path) -> dict[str, Tensor]:
    safe, plain = folder / "model.safetensors", folder / "pytorch_model.bin"
    try:
        if safe.is_file():
            return dict(load_file(safe))
        if plain.is_file():
            return dict(torch.load(plain, map_location="cpu", weights_only=True))
    except pickle.UnpicklingError as error:
        raise CheckpointUnsafe(f"{plain} holds more than tensors, and is not opened.") from error
    except (OSError, SafetensorError, RuntimeError, ValueError) as error:
        raise CheckpointDamaged(f"The weights in {folder} cannot be read: {error}.") from error
    raise CheckpointNotFound(f"{folder} holds neither model.safetensors nor pytorch_model.bin.")


def _named(model: TransformerXL, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The model's own names; what is tied or shared stands in a file once, or more often."""
    given = {name: value.float() for name, value in tensors.items() if "pos_emb" not in name}
    for number in range(model.settings.n_layer):
        for name in _SHARED:
            if f"transformer.{name}" in given:
                own = f"transformer.layers.{number}.dec_attn.{name}"
                given.setdefault(own, given[f"transformer.{name}"])
    for name in _SHARED:
        given.pop(f"transformer.{name}", None)
    twins: dict[int, list[str]] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        twins.setdefault(id(parameter), []).append(name)
    for names in twins.values():
        found = next((given[name] for name in names if name in given), None)
        if found is not None:
            for name in names:
                given.setdefault(name, found)
    return given
