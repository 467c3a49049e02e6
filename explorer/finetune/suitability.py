"""Whether a base model can learn a task: said before anything runs, from its configuration."""

from __future__ import annotations

from typing import Any

from transformers import AutoModelForMaskedLM, AutoModelForSequenceClassification

from explorer.core.checkpoint.loading import config_of, quiet_library, tokenizer_in
from explorer.core.checkpoint.objective import class_of
from explorer.core.checkpoint.source import Located
from explorer.errors import ModelUnsupported, NoMaskToken
from explorer.finetune.data import Task


def check_base(base: Located, task: Task) -> None:
    """Raises CheckpointDamaged, CheckpointUnsafe, ModelUnsupported, NoMaskToken."""
    with quiet_library():
        config, tokenizer = config_of(base.folder), tokenizer_in(base.folder)
    if task == "masked":
        _check_masked(base.name, config, tokenizer)
    else:
        _check_classification(base.name, config, tokenizer)


def _check_masked(name: str, config: Any, tokenizer: Any) -> None:
    way_out = "Choose another base model, or the task classification."
    if tokenizer.mask_token is None:
        raise NoMaskToken(f"{name} has no mask token, so it cannot learn to fill masks. {way_out}")
    if getattr(config, "is_encoder_decoder", False):
        raise ModelUnsupported(
            f"{name} is an encoder–decoder: it writes a text of its own and fills no masks in the "
            f"one that it reads. {way_out}"
        )
    if class_of(AutoModelForMaskedLM, config) is None:
        raise ModelUnsupported(
            f"{name} is of the family “{config.model_type}”, of which the library has no model "
            f"that fills masks. {way_out}"
        )


def _check_classification(name: str, config: Any, tokenizer: Any) -> None:
    if class_of(AutoModelForSequenceClassification, config) is None:
        raise ModelUnsupported(
            f"{name} is of the family “{config.model_type}”, of which the library has no model "
            "that classifies texts. Choose another base model."
        )
    if tokenizer.pad_token is None and tokenizer.eos_token is None:
        raise ModelUnsupported(
            f"The tokenizer of {name} has neither a padding token nor an end token, so texts of "
            "several lengths cannot be learnt together. Choose another base model."
        )
