"""What is seen of long texts: tiles and pooled maps of one head, and small maps of every head."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from explorer.core.attention.forward import run
from explorer.core.attention.trace import SiteTrace
from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint, prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.core.long.pooled_map import PooledMap
from explorer.core.long.presented import PresentedHead
from explorer.core.long.tiles import tile
from explorer.core.overview import overview
from explorer.core.text.tokens import encode
from explorer.records import Document, HeadRef, LoadRequest, Presentation, TileKey, Tokens
from tests.bench.rows import Row, median, milliseconds
from tests.bench.shapes import bert_base, sentence

HEAD = HeadRef(0, 4)
MUST_TILE_MS = (30.0, 3.0)
MUST_EXACT_S = {8192: 0.3, 32768: 3.0}
MUST_COARSE_MS = 250.0
MUST_OVERVIEW_MS = 500.0
N_ROUNDS = 5


def rows() -> Iterator[Row]:
    """One thread, as in the window, which keeps a core for itself."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        checkpoint = one_layer()
        for n_tokens in MUST_EXACT_S:
            site = traced(checkpoint, n_tokens)
            tokens = numbered(n_tokens)
            if n_tokens == 8192:
                yield tile_row(site, tokens)
            yield pooled_row(site, tokens)
        yield overview_row()
    finally:
        torch.set_num_threads(n_threads)


def one_layer() -> Checkpoint:
    """One layer of SmolLM-135M's shape: 9 heads of 64 on 3 key heads, causal."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=512,
        hidden_size=576,
        intermediate_size=1536,
        num_hidden_layers=1,
        num_attention_heads=9,
        num_key_value_heads=3,
        max_position_embeddings=65536,
    )
    return prepared(Loaded(LlamaForCausalLM(config), None, "causal"), name="one layer")


def numbered(n_tokens: int) -> Tokens:
    ids = np.random.default_rng(0).integers(0, 512, n_tokens).tolist()
    return Tokens(
        ids=tuple(ids),
        labels=tuple(map(str, ids)),
        spans=(None,) * n_tokens,
        is_special=(False,) * n_tokens,
        words=tuple(range(n_tokens)),
    )


def traced(checkpoint: Checkpoint, n_tokens: int) -> SiteTrace:
    return run(checkpoint, numbered(n_tokens)).trace.site("self")


def fresh(site: SiteTrace, tokens: Tokens) -> PresentedHead:
    """A head whose rows nobody has looked at."""
    for layer in site.layers:
        layer._normalisers.clear()
    return PresentedHead.of(site, HEAD, tokens, tokens, Presentation())


def tile_row(site: SiteTrace, tokens: Tokens) -> Row:
    """The tile whose rows see most: at the bottom, in the middle of the columns."""
    key = TileKey(0, 15, 8)
    steps = PooledMap(fresh(site, tokens), is_stale=lambda: False).steps("linear")
    cold, warm = [], []
    for _ in range(N_ROUNDS):
        presented = fresh(site, tokens)
        cold.append(milliseconds(lambda: tile(presented, key, steps)))  # noqa: B023
        warm.append(milliseconds(lambda: tile(presented, key, steps)))  # noqa: B023
    got = median(cold), median(warm)
    return Row(
        "512×512 tile at 8,192 tokens: cold / warm",
        "≤ 30 / 3 ms",
        f"{got[0]:.1f} / {got[1]:.1f} ms",
        all(one <= most for one, most in zip(got, MUST_TILE_MS, strict=True)),
    )


def pooled_row(site: SiteTrace, tokens: Tokens) -> Row:
    coarse, exact = [], []
    for _ in range(N_ROUNDS):
        presented = fresh(site, tokens)
        shown: list[PooledMap] = []
        coarse.append(
            milliseconds(lambda: shown.append(PooledMap(presented, is_stale=lambda: False)))  # noqa: B023
        )
        exact.append(milliseconds(lambda: shown[0].refine(np.inf, lambda: False)))  # noqa: B023
    first, all_of_it = median(coarse), median(exact) / 1000
    must = MUST_EXACT_S[len(tokens)]
    return Row(
        f"pooled overview 1024² (mean and max) of one head at {len(tokens):,} tokens, "
        "first coarse picture",
        f"≤ {must:g} s, {MUST_COARSE_MS:.0f} ms",
        f"{all_of_it:.2f} s, {first:.0f} ms",
        all_of_it <= must and first <= MUST_COARSE_MS,
    )


def overview_row() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = open_checkpoint(LoadRequest(str(bert_base(Path(folder))), device="cpu"))
    tokens = encode(checkpoint, Document(sentence(512)))
    site = run(checkpoint, tokens).trace.site("self")
    took = median(
        [
            milliseconds(
                lambda: overview((site.layer(i) for i in range(site.n_layers)), scale="linear")
            )
            for _ in range(N_ROUNDS)
        ]
    )
    return Row(
        "all 144 heads of 512 tokens as overview after the forward",
        f"≤ {MUST_OVERVIEW_MS:.0f} ms",
        f"{took:.0f} ms",
        took <= MUST_OVERVIEW_MS,
    )
