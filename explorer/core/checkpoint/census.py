"""Derive the table of families from the installed transformers: run this file as a module.

Of each family a tiny model with seeded weights is built and tried as a checkpoint is when it is
opened. What cannot be built from its configuration alone is judged by its source, and marked so.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
import time
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.models.auto import modeling_auto as auto
from transformers.models.auto.configuration_auto import (
    CONFIG_MAPPING,
    CONFIG_MAPPING_NAMES,
    model_type_to_module_name,
)

from explorer.core.checkpoint.families import TABLE, Family
from explorer.core.checkpoint.objective import check_reads_text, class_of, reader
from explorer.core.checkpoint.shrunk import ATTEMPTS, shrunk
from explorer.core.checkpoint.trial import tried
from explorer.errors import ModelUnsupported

MOST_PARAMETERS = 20_000_000

_OTHER_INPUTS = {
    "pixel_values": "images",
    "pixel_values_videos": "video",
    "input_values": "sound",
    "input_features": "sound",
    "past_values": "series of numbers",
}
_TOWERS = {"vision": "images", "video": "video", "audio": "sound"}  # parts of a family's name


def surveyed(name: str) -> Family:
    """What the installed library says of the family, by trial where one can be built."""
    try:
        check_reads_text(name)
    except ModelUnsupported as error:
        return Family(name, "none", "source", str(error))
    try:
        model_class = _class_of(name)
        other = _other_input(model_class)
    except ImportError:
        return Family(name, "none", "source", "It needs a library that is not installed here.")
    if model_class is None:
        return Family(name, "none", "source", "It is a part of other models.")
    if other is not None:
        return Family(name, "none", "source", f"It reads {other}, not text.")
    told: Family | None = None
    for sizes in ATTEMPTS:
        try:
            config = shrunk(CONFIG_MAPPING[name], sizes)
            told = _tried(name, _tiny(class_of(reader(config)[0], config), config))
        except Exception as error:  # noqa: BLE001  whatever a hundred families may raise
            print(f"  {name} cannot be tried: {error!r}"[:300], file=sys.stderr)
            continue
        if told.way != "none" or not _calls_the_interface(model_class):
            return told
    if told is not None and not _has_no_maps(told):
        return told
    # Of some hybrids no layer attends unless the configuration says which.
    return _by_source(name, model_class)


def _class_of(name: str) -> Any:
    """The class that a checkpoint of the family is read by; None where there is none."""
    for mapping in (
        auto.MODEL_FOR_MASKED_LM_MAPPING,
        auto.MODEL_FOR_CAUSAL_LM_MAPPING,
        auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
        auto.MODEL_MAPPING,
        auto.MODEL_FOR_TEXT_ENCODING_MAPPING,
    ):
        try:
            found = mapping.get(CONFIG_MAPPING[name], None)
        except ValueError:  # named in the mapping, and not there
            continue
        if found is not None:
            return found[0] if isinstance(found, (list, tuple)) else found
    return None


class _NotTold(Exception):
    """A trial that failed in a way that tells nothing of the family."""


def _tiny(model_class: Any, config: Any) -> Any:
    with torch.device("meta"):
        n_parameters = sum(p.numel() for p in model_class._from_config(config).parameters())
    if n_parameters > MOST_PARAMETERS:
        raise _NotTold(f"A model of {n_parameters:,} parameters is too large for a trial.")
    can_switch = model_class._can_set_attn_implementation()
    options = {} if can_switch else {"attn_implementation": "eager"}
    torch.manual_seed(0)
    model = model_class._from_config(config, **options).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0.0, 0.1)  # far enough from uniform for a wrong map to show
    return model


def _tried(name: str, model: Any) -> Family:
    try:
        way, sites = tried(model, None)
    except ModelUnsupported as error:
        if "fails on a few tokens" in str(error):
            raise _NotTold(str(error)) from error
        return Family(name, "none", "trial", str(error))
    names = [site.name for site in sites]
    if "upsampled" in names:
        return Family(name, way, "trial", "Layers that relate pools of tokens are left out.")
    if getattr(model.config, "is_encoder_decoder", False) and "encoder" not in names:
        shown = " and ".join(names)
        return Family(name, way, "trial", f"Of its attention only {shown} can be shown.")
    n_layers = getattr(model.config.get_text_config(), "num_hidden_layers", None)
    if names == ["self"] and isinstance(n_layers, int) and sites[0].n_layers < n_layers:
        note = "Some of its layers have no attention; only those that have one are counted."
        return Family(name, way, "trial", note)
    return Family(name, way, "trial")


def _by_source(name: str, model_class: Any) -> Family:
    """The library's own gate, and whether its code has an attention at all."""
    tower = next((_TOWERS[part] for part in name.split("_") if part in _TOWERS), None)
    if tower is not None:
        return Family(name, "none", "source", f"It reads {tower}, not text.")
    if _calls_the_interface(model_class):
        return Family(name, "captured", "source")
    source = _source(model_class)
    if "output_attentions" in source and "softmax" in source:
        return Family(name, "native", "source")
    return Family(name, "none", "source", "It returns no attention weights.")


def _other_input(model_class: Any) -> str | None:
    """What it reads in place of text; a class may name several inputs."""
    named = getattr(model_class, "main_input_name", "")
    names = [named] if isinstance(named, str) else list(named)
    return next((_OTHER_INPUTS[name] for name in names if name in _OTHER_INPUTS), None)


def _calls_the_interface(model_class: Any) -> bool:
    # The gate is open for models without any attention, too.
    has_attention = "ALL_ATTENTION_FUNCTIONS" in _source(model_class)
    return has_attention and bool(model_class._can_set_attn_implementation())


def _source(model_class: Any) -> str:
    return inspect.getsource(inspect.getmodule(model_class) or model_class)


def _has_no_maps(told: Family) -> bool:
    return told.way == "none" and "no attention weights" in told.note


def sources() -> dict[str, str]:
    """For each family of the installed library, twelve characters that change with its code."""
    return {name: _digest(model_type_to_module_name(name)) for name in CONFIG_MAPPING_NAMES}


@cache
def _digest(module: str) -> str:
    folder = Path(transformers.__file__).parent / "models" / module
    digest = hashlib.sha256()
    for path in sorted(folder.glob("modeling_*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def main() -> None:
    """Write the table, one line a family, and say on stderr how far it is."""
    warnings.simplefilter("ignore")
    transformers.utils.logging.set_verbosity_error()
    rows = dict(_rows(sources()))
    lines = [f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(rows.items())]
    version = json.dumps(transformers.__version__)
    text = ",\n".join(lines)
    TABLE.write_text(f'{{\n  "transformers": {version},\n  "families": {{\n{text}\n  }}\n}}\n')


def _rows(digests: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, digest in digests.items():
        started = time.perf_counter()
        found = surveyed(name)
        took = time.perf_counter() - started
        said = f"{name}: {found.way} by {found.known_by}, {took:.1f} s. {found.note}"
        print(said, file=sys.stderr)
        note = {"note": found.note} if found.note else {}
        yield name, {"way": found.way, "known_by": found.known_by, "source": digest, **note}


if __name__ == "__main__":
    main()
