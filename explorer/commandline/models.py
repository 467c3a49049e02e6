"""What `models` does: find models on the hub, fetch them, list and remove what is here."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from explorer.commandline.terminal import columns, progress_line
from explorer.errors import BadInput, HubUnreachable
from explorer.records import CachedModel, HubModel, SearchRequest
from explorer.state.hub import size_of

_SEARCHED = ("model", "task", "size", "licence", "weights", "attention")
_LISTED = ("model", "size", "last used", "family", "attention", "")


def models(chosen: argparse.Namespace) -> int:
    match chosen.action:
        case "search":
            _search(chosen)
        case "list":
            _list(chosen)
        case "download":
            _download(chosen)
        case "remove":
            _remove(chosen)
    return 0


def _search(chosen: argparse.Namespace) -> None:
    from explorer.core.hub.search import found

    try:
        result = found(SearchRequest(chosen.query, chosen.task or "", chosen.limit))
    except HubUnreachable as error:
        raise HubUnreachable(f"{error} What is here: attention-explorer models list") from error
    if chosen.json:
        _print_json([asdict(model) for model in result.models])
    elif result.models:
        _print_table(_SEARCHED, [_found_row(model) for model in result.models])
    else:
        _say(f"no model is called “{chosen.query}”. Try a part of the name, or another task.")


def _list(chosen: argparse.Namespace) -> None:
    from explorer.core.hub.cache import cache_directory, cached_models

    here = cached_models()
    if chosen.json:
        _print_json([asdict(model) for model in here])
    elif here:
        _print_table(_LISTED, [_cached_row(model) for model in here])
        total = size_of(sum(model.n_bytes for model in here))
        print(f"{len(here)} model{'s' * (len(here) != 1)}, {total} in {cache_directory()}")
    else:
        _say(f"no model of the hub is in {cache_directory()}.")


def _download(chosen: argparse.Namespace) -> None:
    from explorer.core.hub.download import downloaded
    from explorer.core.hub.ids import hub_id

    named = hub_id(chosen.id)
    if named is None:
        raise BadInput(f"“{chosen.id}” is no name on the hub (owner/name), nor its page.")
    with progress_line() as report:
        folder, commit = downloaded(
            named.repo,
            named.revision,
            allow_pickle=chosen.allow_pickle,
            trust_remote_code=chosen.trust_remote_code,
            progress=report,
            is_cancelled=lambda: False,
        )
    if chosen.json:
        _print_json({"id": named.repo, "revision": commit, "folder": str(folder)})
    else:
        print(folder)


def _remove(chosen: argparse.Namespace) -> None:
    from explorer.core.hub.cache import remove

    n_bytes = remove(chosen.id)
    if chosen.json:
        _print_json({"id": chosen.id, "n_bytes": n_bytes})
    else:
        print(f"Removed {chosen.id}: {size_of(n_bytes)} are free again.")


def _found_row(model: HubModel) -> tuple[str, ...]:
    weights = "safetensors" if model.has_safetensors else "pickle"
    gated = " · gated" if model.is_gated else ""
    size = size_of(model.n_bytes)
    return (model.id, model.task, size, model.licence + gated, weights, model.reach)


def _cached_row(model: CachedModel) -> tuple[str, ...]:
    used = datetime.fromtimestamp(model.last_used, UTC).astimezone().strftime("%Y-%m-%d")
    note = "" if model.is_whole else "unfinished: download it again to go on"
    return (model.id, size_of(model.n_bytes), used, model.family, model.reach, note)


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(columns(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        cells = (cell + " " * (w - columns(cell)) for cell, w in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _say(message: str) -> None:
    print(f"attention-explorer: {message}", file=sys.stderr)
