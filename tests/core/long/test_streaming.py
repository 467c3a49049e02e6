"""Rows pooled while they are computed, against a softmax over whole rows."""

from __future__ import annotations

import numpy as np
import torch

from explorer.core.attention.layers import QueryKey
from explorer.core.attention.masks import CAUSAL, RuleMask
from explorer.core.attention.trace import SiteTrace
from explorer.core.long.presented import PresentedHead
from explorer.core.long.streaming import streamed_rows
from explorer.records import HeadRef, Presentation
from tests.core.maps import tokens
from tests.long_maps import pooled

N_TOKENS, POOL = 2200, 4


def test_scores_far_below_zero_leave_the_mean_of_what_nobody_sees_at_zero():
    """Rows from 2,000 on: some see nothing of the second chunk of columns, from 2,048 on."""
    torch.manual_seed(0)
    query, key = torch.randn(2, 1, 1, N_TOKENS, 8)
    query[..., 0], key[..., 0] = 20, -20  # all scores are about −400
    mask = RuleMask(1, N_TOKENS, N_TOKENS, query.device, band=CAUSAL)
    site = SiteTrace("self", (QueryKey(query, key, 1.0, mask=mask),))
    side = tokens(("a",) * N_TOKENS)
    presented = PresentedHead.of(site, HeadRef(0, 0), side, side, Presentation())
    largest, mean = streamed_rows(presented, range(2000, 2128), POOL)

    scores = (query[0, 0, 2000:2128].double() @ key[0, 0].double().T).numpy()
    scores[np.arange(N_TOKENS) > np.arange(2000, 2128)[:, np.newaxis]] = -np.inf
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    cells = [pooled(row[np.newaxis].repeat(POOL, axis=0), POOL) for row in weights]
    np.testing.assert_allclose(largest, [one[0][0] for one in cells], rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(mean, [one[1][0] for one in cells], rtol=1e-3, atol=1e-7)
