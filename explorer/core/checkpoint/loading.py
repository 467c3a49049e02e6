"""From a folder to a model and its tokenizer in memory, with errors that a person understands."""

from __future__ import annotations

import json
import pickle
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.utils import logging

from explorer.core.checkpoint.families import family as family_named
from explorer.core.checkpoint.folder import Folder
from explorer.core.checkpoint.objective import check_reads_text, class_of, reader
from explorer.core.checkpoint.quantised import check_quantisation
from explorer.core.memory import memory_errors
from explorer.errors import (
    CheckpointDamaged,
    CheckpointError,
    CheckpointUnsafe,
    ModelUnsupported,
)
from explorer.records import Objective

_LAYER = re.compile(r"\.\d+\.")  # the number of a layer inside a weight's name

_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    SafetensorError,
    StrictDataclassError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and its tokenizer, not yet moved to a device nor tried."""

    model: Any
    tokenizer: Any
    objective: Objective


def loaded(
    folder: Folder,
    *,
    dtype: torch.dtype,
    trust_remote_code: bool = False,
) -> Loaded:
    """Read config, tokenizer and weights.

    dtype: the number format to compute in.
    Raises CheckpointDamaged, CheckpointUnsafe, ModelUnsupported, OutOfMemory.
    """
    check_quantisation(folder.path.name, folder.config)
    with quiet_library():
        config = config_of(folder, trust_remote_code=trust_remote_code)
        tokenizer = tokenizer_in(folder, trust_remote_code=trust_remote_code)
        auto_class, objective = reader(config)
        model, missing = _model(folder, auto_class, config, dtype, trust_remote_code)
        if objective != "encoder" and _lacks_head(model, objective, missing):
            # Random weights would be shown as predictions.
            objective = "encoder"
            model, missing = _model(folder, AutoModel, config, dtype, trust_remote_code)
        _check_complete(folder, model, missing)
    return Loaded(model, tokenizer, objective)


def config_of(folder: Folder, *, trust_remote_code: bool = False) -> Any:
    """Raises CheckpointDamaged, and ModelUnsupported where no attention of text could be shown."""
    family = folder.config["model_type"]
    if family not in CONFIG_MAPPING and not ("auto_map" in folder.config and trust_remote_code):
        import transformers

        raise ModelUnsupported(
            f"The installed transformers {transformers.__version__} does not know models of the "
            f"family “{family}”. Update transformers, or choose another model."
        )
    check_reads_text(family)
    _check_family(folder.path.name, family)
    try:
        return AutoConfig.from_pretrained(folder.path, trust_remote_code=trust_remote_code)
    except _FAILURES as error:
        raise CheckpointDamaged(
            f"{folder.path / 'config.json'} does not fit the family “{family}”: {_reason(error)}"
        ) from error


def _check_family(name: str, family: str) -> None:
    """Raises ModelUnsupported where no attention can be shown, before gigabytes are read."""
    known = family_named(family)
    if known is not None and known.way == "none" and known.known_by == "trial":
        raise ModelUnsupported(f"{name} is of the family “{family}”. {known.note}")


def tokenizer_in(folder: Folder, *, trust_remote_code: bool = False) -> Any:
    """Raises CheckpointUnsafe, CheckpointDamaged."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
            return AutoTokenizer.from_pretrained(folder.path, trust_remote_code=trust_remote_code)
    except _FAILURES as error:
        if "trust_remote_code" in str(error):
            raise CheckpointUnsafe(
                f"The tokenizer of {folder.path.name} is Python code of its own, and opening it "
                "would run that code. If you trust its author, allow remote code.",
                allowed_by="trust_remote_code",
            ) from error
        raise CheckpointDamaged(
            f"The tokenizer in {folder.path} cannot be read: {_reason(error)}"
        ) from error


def _model(
    folder: Folder, auto_class: Any, config: Any, dtype: torch.dtype, trust_remote_code: bool
) -> tuple[Any, set[str]]:
    """The model, and the names of its weights that the checkpoint lacks."""
    options: dict[str, Any] = {}
    model_class = class_of(auto_class, config)
    if model_class is not None and not model_class._can_set_attn_implementation():
        # Falcon's default returns no maps, and it cannot be switched afterwards.
        options["attn_implementation"] = "eager"
    elif model_class is not None and "attn_implementation" in str(folder.config):
        # config.json asks for one that may not be installed here, and captured is all the same.
        options["attn_implementation"] = "sdpa" if model_class._supports_sdpa else "eager"
    too_large = f"{folder.path.name} does not fit into memory. Choose a smaller model."
    try:
        with memory_errors(too_large):
            model, report = auto_class.from_pretrained(
                folder.path,
                config=config,
                dtype=dtype,
                use_safetensors=not folder.is_pickle,
                trust_remote_code=trust_remote_code,
                output_loading_info=True,
                ignore_mismatched_sizes=True,  # the report says which, its exception does not
                **options,
            )
    except _FAILURES as error:
        raise _explained(folder, error) from error
    _check_fits(folder, model, report)
    return model, set(report["missing_keys"])


def _check_fits(folder: Folder, model: Any, report: Any) -> None:
    """Raises CheckpointDamaged where config.json describes another model than the weights are."""
    mismatched = sorted(report["mismatched_keys"])
    if mismatched:
        name, stored, expected = mismatched[0]
        raise CheckpointDamaged(
            f"config.json of {folder.path.name} does not fit its weights: {name} is "
            f"{_shape(stored)}, where config.json asks for {_shape(expected)}. Restore the "
            "config.json that the weights were saved with."
        )
    known = {_LAYER.sub(".0.", name) for name in model.state_dict()}
    surplus = [
        name for name in sorted(report["unexpected_keys"]) if _LAYER.sub(".0.", name) in known
    ]
    if surplus:
        raise CheckpointDamaged(
            f"config.json of {folder.path.name} describes fewer layers than its weights hold "
            f"(such as {surplus[0]}). Restore the config.json that the weights were saved with."
        )


def _shape(shape: Iterable[int]) -> str:
    return " × ".join(map(str, shape))


def _lacks_head(model: Any, objective: Objective, missing: set[str]) -> bool:
    """Whether a prediction would pass through weights that were not saved."""
    body = f"{model.base_model_prefix}."
    is_pooled = objective == "classification"  # a classifier reads what the pooler gives
    return any(not name.startswith(body) or (is_pooled and "pooler" in name) for name in missing)


def _check_complete(folder: Folder, model: Any, missing: set[str]) -> None:
    # A pooler feeds classifiers only, and one that lacks it has lost its head before.
    lost = sorted(name for name in missing if "pooler" not in name)
    if lost:
        raise CheckpointDamaged(
            f"{folder.path.name} lacks {len(lost)} weights of a {type(model).__name__}, first "
            f"{lost[0]}. Its config.json and its weights do not belong together, or the weights "
            "are incomplete."
        )


def _explained(folder: Folder, error: Exception) -> CheckpointError:
    name = folder.path.name
    if isinstance(error, pickle.UnpicklingError):
        return CheckpointUnsafe(
            f"The pickle of {name} holds more than weights, and opening it would run code. "
            "Ask for a safetensors version."
        )
    quantisation = folder.config.get("quantization_config")
    if quantisation and isinstance(error, (ImportError, ValueError, RuntimeError)):
        method = quantisation.get("quant_method", "an unnamed method")
        return ModelUnsupported(
            f"{name} is quantised ({method}), and this machine cannot read that: {_reason(error)} "
            "Choose the version that is not quantised."
        )
    if isinstance(error, ImportError):
        return ModelUnsupported(f"{name} needs a library that is missing: {_reason(error)}")
    if isinstance(error, ValueError) and "Unrecognized configuration class" in str(error):
        return ModelUnsupported(
            f"{name} is of the family “{folder.config['model_type']}”, which has no model of text."
        )
    return CheckpointDamaged(
        f"The weights of {name} cannot be read with its config.json: {_reason(error)}"
    )


def _reason(error: Exception) -> str:
    """The first line that says something, short enough for a window, with a full stop."""
    if isinstance(error, KeyError):
        return f"{error} is unknown or missing."
    if isinstance(error, json.JSONDecodeError):
        return f"a JSON file is broken ({error})."
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = " ".join(lines[:2])[:300] if lines else type(error).__name__
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


@contextmanager
def quiet_library() -> Iterator[None]:
    """No progress bars nor reports on stderr: what matters of them is raised or shown."""
    verbosity, had_bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if had_bars:
            logging.enable_progress_bar()
