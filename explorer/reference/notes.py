"""The attention function of the lecture notes, in which two lines are wrong.

Text and not code, so that it can be shown line by line and run as it stands; `attention` has it
right. Nothing here needs torch.
"""

from __future__ import annotations

LINES = (
    "def self_attention(query, key, value, mask=None, dropout=None):",
    "    d_k = query.size(-1)",
    "    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(d_k)",
    "    if mask is not None:",
    "        scores = score.masked_fill(mask == 0, -1e9)",
    "    weights = F.softmax(scores, dim=-1)",
    "    if dropout is not None:",
    "        weights = dropout(weights)",
    "    return torch.matmul(weights, scores), weights",
)

MENDED = {
    4: "        scores = scores.masked_fill(mask == 0, -1e9)",
    8: "    return torch.matmul(weights, value), weights",
}


def lines(mended: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """The function, with these of its wrong lines put right."""
    return tuple(MENDED[n] if n in mended else line for n, line in enumerate(LINES))
