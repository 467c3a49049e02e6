"""What a source names: a built-in model, a folder, or a repository of the hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer.core.checkpoint.folder import Folder, inspected
from explorer.core.hub.download import downloaded
from explorer.core.hub.ids import hub_id
from explorer.errors import CheckpointDamaged, CheckpointNotFound
from explorer.records import LoadRequest, Progress
from explorer.resources import asset, builtin_models

_BUILTIN = "builtin:"


@dataclass(frozen=True, slots=True)
class Located:
    """A model's folder on this machine and how to speak of it."""

    folder: Folder
    name: str
    source: str
    revision: str

    @property
    def is_builtin(self) -> bool:
        return self.source.startswith(_BUILTIN)


def located(
    request: LoadRequest,
    *,
    progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> Located:
    """Find the model, and fetch it from the hub where it is not here.

    Raises CheckpointError; a folder of the same name comes before the hub.
    """
    source = request.source.strip()
    name = source.removeprefix(_BUILTIN)
    if source.startswith(_BUILTIN) or name in builtin_models():
        if name not in builtin_models():
            known = ", ".join(builtin_models()) or "none"
            raise CheckpointNotFound(f"There is no built-in model “{name}”. There are: {known}.")
        folder = _inspected(asset("models", name), request)
        return Located(folder, name, _BUILTIN + name, folder.revision)
    try:
        path = Path(source).expanduser()
        is_folder, is_file = bool(source) and path.is_dir(), path.is_file()
    except (OSError, RuntimeError) as error:  # a name too long, a user who does not exist
        raise CheckpointNotFound(f"“{source[:80]}” is no folder: {error}") from error
    if is_folder:
        folder = _inspected(path.resolve(), request)
        return Located(folder, folder.path.name, str(folder.path), folder.revision)
    if is_file:
        raise CheckpointNotFound(f"{path} is a file. Choose the folder that it lies in.")
    named = hub_id(source)
    if named is None:
        raise CheckpointNotFound(
            f"There is no folder “{source}”, and it is not a name on the hub (owner/name)."
        )
    path, commit = downloaded(
        named.repo,
        named.revision,
        allow_pickle=request.allow_pickle,
        trust_remote_code=request.trust_remote_code,
        progress=progress,
        is_cancelled=is_cancelled,
    )
    return Located(_inspected(path, request), named.repo, str(named), commit)


def _inspected(path: Path, request: LoadRequest) -> Folder:
    try:
        return inspected(
            path, allow_pickle=request.allow_pickle, trust_remote_code=request.trust_remote_code
        )
    except OSError as error:
        raise CheckpointDamaged(f"{path} cannot be read: {error}") from error
