"""What a checkpoint's folder holds, looked at before anything of it is loaded.

The library's own errors come late and speak of its insides; these say which file is wrong.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.errors import CheckpointDamaged, CheckpointNotFound, CheckpointUnsafe

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tekken.json",
    "vocab*",
    "merges.txt",
    "*.model",
    "*.spm",
    "*.tiktoken",
    "bpe.codes",
)
_TOKENIZERS_WITHOUT_FILES = ("ByT5Tokenizer", "CanineTokenizer", "PerceiverTokenizer")
_FOREIGN_WEIGHTS = {
    "tf_model.h5": "TensorFlow",
    "flax_model.msgpack": "Flax",
    "*.gguf": "llama.cpp",
    "*.onnx": "ONNX",
}

REVISION_BYTES = 1 << 20  # read at each end of a weight file


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that looks like a model: its config and whether its weights are a pickle."""

    path: Path
    config: dict[str, Any]
    is_pickle: bool

    @property
    def revision(self) -> str:
        """Twelve characters that change with the config and with the weights.

        Training changes every tensor, so the ends of a file tell, and gigabytes need no reading.
        """
        digest = hashlib.sha256((self.path / "config.json").read_bytes())
        for path in sorted([*self.path.glob("*.safetensors"), *self.path.glob("*.bin")]):
            size = path.stat().st_size
            digest.update(f"{path.name}:{size}".encode())
            with path.open("rb") as file:
                digest.update(file.read(REVISION_BYTES))
                file.seek(max(0, size - REVISION_BYTES))
                digest.update(file.read())
        return digest.hexdigest()[:12]


def inspected(path: Path, *, allow_pickle: bool, trust_remote_code: bool) -> Folder:
    """The folder, if it can be opened safely.

    Raises CheckpointNotFound, CheckpointDamaged, CheckpointUnsafe.
    """
    config = _config(path)
    if "auto_map" in config and not trust_remote_code:
        raise CheckpointUnsafe(
            f"{path.name} brings Python code of its own (auto_map in config.json), and opening it "
            "would run that code. If you trust its author, allow remote code.",
            allowed_by="trust_remote_code",
        )
    is_pickle = _checked_weights(path, allow_pickle=allow_pickle)
    _check_tokenizer(path)
    return Folder(path, config, is_pickle)


def _config(path: Path) -> dict[str, Any]:
    file = path / "config.json"
    if not file.is_file():
        if (path / "adapter_config.json").is_file():
            raise CheckpointNotFound(
                f"{path} holds an adapter, not a whole model. Merge it into its base model first."
            )
        raise CheckpointNotFound(
            f"{path} is not a model: it has no config.json. It holds {_listing(path)}."
        )
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise CheckpointDamaged(f"{file} cannot be read as JSON: {error}. Get it again.") from error
    if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
        raise CheckpointDamaged(
            f"{file} does not say which family the model is of: the field “model_type” is missing. "
            'Add it, as in {"model_type": "bert"}.'
        )
    return config


def _checked_weights(path: Path, *, allow_pickle: bool) -> bool:
    """Whether the weights are a pickle."""
    index = path / "model.safetensors.index.json"
    if (path / "model.safetensors").is_file():
        files = [path / "model.safetensors"]
    elif index.is_file():
        files = _shards(index)
    else:
        _check_pickle(path, allow_pickle=allow_pickle)
        return True
    for file in files:
        _check_safetensors(file)
    return False


def _check_pickle(path: Path, *, allow_pickle: bool) -> None:
    if not any(path.glob("pytorch_model*.bin")):
        foreign = [kind for pattern, kind in _FOREIGN_WEIGHTS.items() if any(path.glob(pattern))]
        kind = f" It has weights for {foreign[0]} only." if foreign else ""
        raise CheckpointDamaged(
            f"{path} has no model.safetensors.{kind} It holds {_listing(path)}. "
            "Save the model as safetensors with save_pretrained."
        )
    if not allow_pickle:
        raise CheckpointUnsafe(
            f"{path.name} stores its weights as a Python pickle (pytorch_model.bin), which can run "
            "code when it is opened. Ask for a safetensors version, or, if you trust its author, "
            "allow pickle.",
            allowed_by="allow_pickle",
        )


def _shards(index: Path) -> list[Path]:
    try:
        weight_map = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        files = [index.parent / name for name in sorted(set(weight_map.values()))]
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise CheckpointDamaged(f"{index} cannot be read: {error!r}. Get it again.") from error
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise CheckpointDamaged(
            f"{len(missing)} of {len(files)} weight files are missing from {index.parent}, "
            f"first {missing[0]}. Get them again."
        )
    return files


def _check_safetensors(file: Path) -> None:
    """Compare the file's size with what its header promises: a broken download ends early.

    The format: 8 bytes of header length, a JSON header with data offsets, then the data.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        if start == b"version ":
            raise CheckpointDamaged(
                f"{file} is a Git LFS pointer, not the weights. Run “git lfs pull” in its folder."
            )
        length = int.from_bytes(start, "little")
        try:
            if len(start) < 8 or length > size - 8:
                raise ValueError("it ends inside its header")
            header = json.loads(stream.read(length))
            header.pop("__metadata__", None)
            n_bytes = max((int(entry["data_offsets"][1]) for entry in header.values()), default=0)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise CheckpointDamaged(
                f"{file} is no safetensors file or is cut off: {error}. Get it again."
            ) from error
    expected = 8 + length + n_bytes
    if size < expected:
        raise CheckpointDamaged(f"{file} is cut off: {size:,} of {expected:,} bytes. Get it again.")


def _check_tokenizer(path: Path) -> None:
    if any(any(path.glob(pattern)) for pattern in _TOKENIZER_FILES):
        return
    file = path / "tokenizer_config.json"
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    if any(name in text for name in _TOKENIZERS_WITHOUT_FILES):
        return
    raise CheckpointDamaged(
        f"{path} has weights but no tokenizer: tokenizer.json, vocab.txt or a SentencePiece "
        f"model is missing. It holds {_listing(path)}. Save the tokenizer beside the model."
    )


def _listing(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.iterdir())
    except OSError as error:
        return f"nothing that can be listed ({error})"
    if not names:
        return "nothing"
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(names[:6]) + more
