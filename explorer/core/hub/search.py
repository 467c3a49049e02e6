"""Finding models on the hub, and what it says of one before anything is fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huggingface_hub import ModelInfo, constants, get_session, hf_raise_for_status
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

from explorer.core.hub.asking import FAILURES, awaited, explained, explained_search, patiently
from explorer.core.hub.blobs import n_bytes_here
from explorer.core.hub.cache import blobs_of
from explorer.core.hub.listing import files_of, has_safetensors, info_of, needed
from explorer.core.hub.reach import reach_note_of, reach_of
from explorer.core.hub.weights import n_bytes_of, stored_as
from explorer.records import HubModel, SearchRequest, SearchResult

_LIBRARY = "transformers"  # what it does not open, we do not open
_ASKED = ["config", "downloads", "gated", "pipeline_tag", "safetensors", "tags"]


def found(request: SearchRequest, is_cancelled: Callable[[], bool] = lambda: False) -> SearchResult:
    """Raises HubUnreachable where the machine is offline, CheckpointError, Cancelled."""

    def ask() -> list[ModelInfo]:
        # Not HfApi.list_models: it asks a hub that is away again and again, for 23 s in all.
        response = get_session().get(
            f"{constants.ENDPOINT}/api/models",
            params=_parameters(request),
            headers=build_hf_headers(),
            timeout=constants.DEFAULT_REQUEST_TIMEOUT,
        )
        hf_raise_for_status(response)
        return [ModelInfo(**model) for model in response.json()]  # type: ignore[no-untyped-call]

    try:
        infos = awaited(lambda: patiently(ask, is_cancelled), is_cancelled)
    except FAILURES as error:
        raise explained_search(error) from error
    return SearchResult(request, tuple(_as_model(info) for info in infos))


def _parameters(request: SearchRequest) -> dict[str, str | int | list[str]]:
    asked = {"search": request.query.strip(), "pipeline_tag": request.task}
    return {
        **{name: value for name, value in asked.items() if value},
        "filter": _LIBRARY,
        "sort": "downloads",
        "limit": request.limit,
        "expand": _ASKED,
    }


def described(repo: str, is_cancelled: Callable[[], bool] = lambda: False) -> HubModel:
    """One model with its files; raises CheckpointNotFound, HubUnreachable, CheckpointError."""
    try:
        info = awaited(lambda: patiently(lambda: info_of(repo, None), is_cancelled), is_cancelled)
    except FAILURES as error:
        raise explained(repo, None, error) from error
    return _as_model(info)


def _as_model(info: ModelInfo) -> HubModel:
    config: Mapping[str, Any] = info.config or {}
    tags = info.tags or []
    family = str(config.get("model_type") or "")
    counts = dict(info.safetensors.parameters) if info.safetensors else {}
    files = files_of(info)
    wanted = needed(info.id, files, allow_pickle=True, trust_remote_code=False)
    blobs = blobs_of(info.id)
    return HubModel(
        id=info.id,
        task=info.pipeline_tag or "",
        n_bytes=sum(file.n_bytes for file in wanted) if wanted else n_bytes_of(counts) or None,
        n_parameters=sum(counts.values()) or None,
        licence=_licence(tags),
        has_safetensors=has_safetensors(files) if files else bool(counts) or "safetensors" in tags,
        is_gated=bool(info.gated),
        family=family,
        reach=reach_of(family),
        reach_note=reach_note_of(family),
        runs_code="auto_map" in config or "custom_code" in tags,
        n_downloads=info.downloads or 0,
        stored_as=stored_as(counts),
        files=tuple(wanted),
        n_bytes_here=sum(n_bytes_here(blobs, file) for file in wanted if file.checksum),
    )


def _licence(tags: list[str]) -> str:
    prefix = "license:"
    return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), "")
