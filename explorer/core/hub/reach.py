"""How the attention of a family will be reached, told from the `model_type` of its config."""

from __future__ import annotations

from explorer.core.checkpoint.families import family as family_named
from explorer.records import Reach


def reach_of(family: str) -> Reach:
    """`unknown` where the hub does not say the family, or only opening it will tell."""
    known = family_named(family)
    return "unknown" if known is None else known.way


def reach_note_of(family: str) -> str:
    """Why there is no way to its attention, or what of it cannot be shown; empty otherwise."""
    known = family_named(family)
    return "" if known is None else known.note
