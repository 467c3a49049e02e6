"""Which model the arguments name, and how it is to be opened."""

from __future__ import annotations

import argparse

from explorer.records import LoadRequest
from explorer.resources import DEFAULT_MODEL


def chosen_model(chosen: argparse.Namespace, source: str | None = None) -> LoadRequest:
    """source: where the command names its model itself; else `--model`, or the built-in one."""
    named = chosen.model if source is None else source
    return LoadRequest(
        DEFAULT_MODEL if named is None else named,
        chosen.device,
        chosen.dtype,
        allow_pickle=chosen.allow_pickle,
        trust_remote_code=chosen.trust_remote_code,
    )
