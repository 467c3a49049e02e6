"""What a repository of the hub holds, and which of its files a model needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huggingface_hub import HfApi
from huggingface_hub.hf_api import ModelInfo

from explorer.errors import CheckpointUnsafe
from explorer.records import HubFile

_SETTINGS = re.compile(
    r"[\w.-]*\.(json|txt|model|spm|tiktoken|jinja)|merges\.txt|bpe\.codes", re.IGNORECASE
)
_WEIGHTS = re.compile(r"model(-\d+-of-\d+)?\.safetensors(\.index\.json)?")
_PICKLES = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin(\.index\.json)?")


def info_of(repo: str, revision: str | None) -> ModelInfo:
    """All that the hub says of a model; raises what huggingface_hub raises."""
    return HfApi().model_info(repo, revision=revision, files_metadata=True)


def files_of(info: ModelInfo) -> tuple[HubFile, ...]:
    """The files beside each other, not those in folders of other frameworks."""
    return tuple(
        HubFile(
            name=sibling.rfilename,
            n_bytes=sibling.size or 0,
            checksum=(sibling.lfs.sha256 if sibling.lfs else sibling.blob_id) or "",
        )
        for sibling in info.siblings or []
        if "/" not in sibling.rfilename
    )


def has_safetensors(files: Iterable[HubFile]) -> bool:
    return any(_WEIGHTS.fullmatch(file.name) for file in files)


def needed(
    repo: str, files: Iterable[HubFile], *, allow_pickle: bool, trust_remote_code: bool
) -> list[HubFile]:
    """Settings first, then weights once, as safetensors where there are any.

    Raises CheckpointUnsafe.
    """
    files = list(files)
    weights = [file for file in files if _WEIGHTS.fullmatch(file.name)]
    whole = [file for file in weights if file.name == "model.safetensors"]
    weights = whole or weights
    if not weights:
        weights = [file for file in files if _PICKLES.fullmatch(file.name)]
        if weights and not allow_pickle:
            raise CheckpointUnsafe(
                f"{repo} stores its weights as a Python pickle (pytorch_model.bin), which can run "
                "code when it is opened. Choose a version with safetensors, or, if you trust its "
                "author, allow pickle.",
                allowed_by="allow_pickle",
            )
    settings = [
        file
        for file in files
        if _SETTINGS.fullmatch(file.name) and not file.name.endswith(".index.json")
    ]
    code = [file for file in files if file.name.endswith(".py")] if trust_remote_code else []
    return settings + code + weights
