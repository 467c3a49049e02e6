"""What a click or Space on a token means: pure functions of the state."""

from __future__ import annotations

from explorer.state.actions import MasksToggled, PositionFocused
from explorer.state.model import AppState
from explorer.state.selectors import sides_in_text, tokens_of


def chosen(state: AppState | None, position: int) -> MasksToggled | PositionFocused | None:
    """Mask, unmask, or look at the predictions where neither can be; None for special tokens."""
    tokens = tokens_of(state) if state else None
    if state is None or tokens is None:
        return None
    if state.model is not None and state.model.objective == "seq2seq":
        return None  # it predicts what its decoder writes, not what it reads
    has_mask = state.model is not None and state.model.mask_token is not None
    is_by_hand = any(original.position == position for original in tokens.originals)
    is_typed = position in tokens.masks and not is_by_hand
    if is_typed or not has_mask:
        return PositionFocused(position)
    return None if tokens.is_special[position] else MasksToggled((position,))


def masked(state: AppState | None, cursor: int) -> MasksToggled | PositionFocused | None:
    """Every pinned token if the cursor is on one of several, else the one that it is on."""
    pinned = state.pinned if state and sides_in_text(state)[0] else frozenset()
    if len(pinned) > 1 and cursor in pinned:
        return MasksToggled(tuple(sorted(pinned)))
    return chosen(state, cursor)
