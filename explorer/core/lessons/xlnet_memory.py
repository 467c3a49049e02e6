"""XLNet with `mems`: segments that look back at the states of those before.

Only the content stream: nothing is predicted here. Source: Yang et al. 2019, section 2.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.lessons.segments import Array, ReadSegment
from explorer.core.text.tokens import encode
from explorer.records import Document, Tokens


class XLNetSegments:
    """A SegmentModel."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint, config = checkpoint, checkpoint.model.config
        self.name, self.is_trained = checkpoint.info.name, True
        self.has_future = config.attn_type == "bi"
        self.n_layers, self.n_heads, self.width = config.n_layer, config.n_head, config.d_model
        # Without its head: logits of every token would be made for nobody.
        self._body: Any = getattr(checkpoint.model, "transformer", checkpoint.model)

    def tokens(self, text: str) -> Tokens:
        whole = encode(self.checkpoint, Document(text), max_tokens=None)
        kept = [at for at, is_special in enumerate(whole.is_special) if not is_special]
        return Tokens(
            ids=tuple(whole.ids[at] for at in kept),
            labels=tuple(whole.labels[at] for at in kept),
            spans=tuple(whole.spans[at] for at in kept),
            is_special=(False,) * len(kept),
            words=tuple(whole.words[at] for at in kept),
        )

    def read(self, ids: Sequence[int], memory: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        device = self.checkpoint.device
        output = self._body(
            torch.tensor([list(ids)], device=device),
            mems=[layer[:, None].to(device) for layer in memory] if memory.shape[1] else None,
            use_mems=False,  # what it would keep stands in its hidden states, too
            output_hidden_states=True,
            output_attentions=True,
            return_dict=True,
        )
        states = torch.cat(output.hidden_states[:-1])  # (layer, T, width)
        return states.float().cpu(), torch.cat(output.attentions).float().cpu()

    def terms(self, segment: ReadSegment, layer: int, head: int) -> Array:
        attention = self._body.layer[layer].rel_attn
        both = torch.cat([segment.memory[layer], segment.states[layer]]).to(attention.q)
        n_tokens, n_keys = segment.n_tokens, len(both)
        positions = self._body.relative_positional_encoding(n_tokens, n_keys, bsz=1)[:, 0]
        query = both[-n_tokens:] @ attention.q[:, head]  # (T, d_head)
        key = both @ attention.k[:, head]  # (M + T, d_head)
        distance = positions.to(both) @ attention.r[:, head]  # (M + 2 T, d_head)
        shape = (n_tokens, n_keys)
        parts = (
            query @ key.T,
            _shifted(query @ distance.T, n_keys),
            (attention.r_w_bias[head] @ key.T).expand(shape),
            _shifted((attention.r_r_bias[head] @ distance.T).expand(n_tokens, -1), n_keys),
        )
        terms: Array = (torch.stack(parts) * attention.scale).float().cpu().numpy()
        return terms


def _shifted(by_distance: torch.Tensor, n_keys: int) -> torch.Tensor:
    """(T, M + 2 T), columns from the farthest before to the farthest after, to (T, key).

    Query i stands at place M + i, so the distance M + i − j stands in column T − i + j.
    """
    n_queries = len(by_distance)
    columns = n_queries - torch.arange(n_queries)[:, None] + torch.arange(n_keys)
    return by_distance.gather(1, columns.to(by_distance.device))
