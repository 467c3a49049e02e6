"""What of the hub's models lies on this machine, how large it is, and how it goes away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import CachedRepoInfo, CacheNotFound, constants, scan_cache_dir

from explorer.core.checkpoint.labels import labels_in
from explorer.core.hub.reach import reach_note_of, reach_of
from explorer.core.hub.weights import counts_in, stored_as
from explorer.errors import CheckpointError, CheckpointNotFound
from explorer.records import CachedModel

_PREFIX = "models--"


def cache_directory() -> Path:
    return Path(constants.HF_HUB_CACHE).expanduser()


def blobs_of(repo: str) -> Path:
    """Where huggingface_hub keeps the contents of a repository's files, named by checksum."""
    return cache_directory() / (_PREFIX + repo.replace("/", "--")) / "blobs"


def cached_models() -> tuple[CachedModel, ...]:
    """All of them by name, those whose download broke off, too."""
    try:
        scanned = scan_cache_dir(cache_directory())
    except (CacheNotFound, ValueError):  # ValueError: a file stands where the folder should be
        return ()
    whole = {repo.repo_id: repo for repo in scanned.repos if repo.repo_type == "model"}
    models = [_as_model(repo) for repo in whole.values()]
    models += [model for model in _begun() if model.id not in whole]
    return tuple(sorted(models, key=lambda model: model.id.lower()))


def _as_model(repo: CachedRepoInfo) -> CachedModel:
    newest = max(repo.revisions, key=lambda revision: revision.last_modified, default=None)
    config = _config(newest.snapshot_path if newest else None)
    family = str(config.get("model_type", ""))
    parts = list(_parts(repo.repo_path))
    names = {file.file_name for revision in repo.revisions for file in revision.files}
    counts = counts_in(newest.snapshot_path.glob("model*.safetensors") if newest else ())
    return CachedModel(
        id=repo.repo_id,
        n_bytes=repo.size_on_disk + sum(part.stat().st_size for part in parts),
        last_used=repo.last_accessed,
        family=family,
        reach=reach_of(family),
        reach_note=reach_note_of(family),
        n_parameters=sum(counts.values()) or None,
        stored_as=stored_as(counts),
        is_whole=bool(config) and not parts and any(_is_weights(name) for name in names),
        labels=labels_in(config),
    )


def _begun() -> Iterator[CachedModel]:
    """Models of which no file is in its place yet: huggingface_hub calls them corrupt."""
    for folder in sorted(cache_directory().glob(_PREFIX + "*")):
        blobs = [path for path in (folder / "blobs").glob("*") if path.is_file()]
        if blobs:
            stats = [blob.stat() for blob in blobs]
            yield CachedModel(
                id=folder.name.removeprefix(_PREFIX).replace("--", "/", 1),
                n_bytes=sum(stat.st_size for stat in stats),
                last_used=max(stat.st_mtime for stat in stats),
                is_whole=False,
            )


def _parts(folder: Path) -> Iterator[Path]:
    return (folder / "blobs").glob("*.incomplete")


def _is_weights(name: str) -> bool:
    return name.endswith((".safetensors", ".bin"))


def _config(snapshot: Path | None) -> dict[str, object]:
    """Empty where it is missing or damaged; opening the model says which."""
    if snapshot is None:
        return {}
    try:
        config = json.loads((snapshot / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def remove(repo: str) -> int:
    """Delete all of a model from this machine; returns the bytes that became free.

    Raises CheckpointNotFound where it is not there, CheckpointError where it cannot be deleted.
    """
    model = next((model for model in cached_models() if model.id == repo), None)
    if model is None:
        raise CheckpointNotFound(f"“{repo}” is not among the cached models.")
    folder = blobs_of(repo).parent
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise CheckpointError(f"{folder} cannot be removed: {error}") from error
    shutil.rmtree(cache_directory() / ".locks" / folder.name, ignore_errors=True)
    return model.n_bytes
