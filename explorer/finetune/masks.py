"""Which tokens a model must predict, and what it reads in their place.

As in Devlin et al. 2019, section 3.1, but that at least one token of each text is drawn: in a batch
of short ones there would at times be nothing to learn, and the library's loss would be no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

IGNORED = -100  # the label of a token that no loss is computed for
_MASKED, _RANDOM = 0.8, 0.1  # of those that are drawn; the others stay as they are


class Masks:
    """share: of the tokens, how many are drawn in the mean."""

    def __init__(self, tokenizer: Any, share: float) -> None:
        self._share = share
        self._mask_id = int(tokenizer.mask_token_id)
        self._n_known = len(tokenizer)
        reserved = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        self._reserved = torch.tensor(sorted(reserved))

    def can_draw(self, ids: Sequence[int]) -> bool:
        """Whether a text has any token to predict."""
        return bool(self._may_be_drawn(torch.tensor(ids)).any())

    def drawn(self, ids: torch.Tensor, chances: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What the model reads, and the labels.

        ids: (text, token), padded. chances: (text, token, 3), in [0, 1): whether a token is drawn,
        what becomes of it, and which other one it becomes. Returns (text, token) each.
        """
        place, fate, other = chances.unbind(-1)
        place = place.masked_fill(~self._may_be_drawn(ids), torch.inf)
        most = place.amin(-1, keepdim=True).clamp(min=self._share)  # (text, 1)
        is_drawn = (place <= most) & place.isfinite()
        becomes_other = is_drawn & (fate >= _MASKED) & (fate < _MASKED + _RANDOM)
        read = ids.masked_fill(is_drawn & (fate < _MASKED), self._mask_id)
        read = torch.where(becomes_other, (other * self._n_known).long(), read)
        return read, ids.masked_fill(~is_drawn, IGNORED)

    def _may_be_drawn(self, ids: torch.Tensor) -> torch.Tensor:
        """All but special tokens, typed ones too: of a typed mask nobody knows the true token."""
        return ~torch.isin(ids, self._reserved)
