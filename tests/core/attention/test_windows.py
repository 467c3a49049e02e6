"""Texts longer than the model reads, against each window read alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core.attention.forward import run
from explorer.core.attention.windows import laid_out, run_windows
from explorer.core.predictions import predict
from explorer.errors import BadInput, Cancelled
from explorer.records import HeadRef, Span, Tokens, Window
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

LIMIT = 16
FAMILIES = {
    "bert": {"max_position_embeddings": LIMIT},
    "modernbert": {"max_position_embeddings": LIMIT},
    "deberta_v2": {"max_position_embeddings": LIMIT},
    "gpt2": {"n_positions": LIMIT},
    "llama": {"max_position_embeddings": LIMIT},
    "gemma2": {"max_position_embeddings": LIMIT},
}
CAUSAL = ("gpt2", "llama", "gemma2")


def text(n_tokens, *, n_opening=1, n_closing=1, masks=()):
    ids = tuple(5 + place * 7 % 80 for place in range(n_tokens))
    n_body = n_tokens - n_opening - n_closing
    return Tokens(
        ids=ids,
        labels=tuple(map(str, ids)),
        spans=(None,) * n_opening
        + tuple(Span(0, 2 * place, 2 * place + 1) for place in range(n_body))
        + (None,) * n_closing,
        is_special=(True,) * n_opening + (False,) * n_body + (True,) * n_closing,
        words=(None,) * n_tokens,
        masks=masks,
    )


def ends_of(family):
    """The special tokens at both ends of a text."""
    return (0, 0) if family == "gpt2" else (1, 0) if family in CAUSAL else (1, 1)


def text_of(family, n_tokens, **fields):
    n_opening, n_closing = ends_of(family)
    return text(n_tokens, n_opening=n_opening, n_closing=n_closing, **fields)


def read_alone(checkpoint, tokens, window, ends):
    """The positions that a window read, and the model's own pass over them."""
    n_opening, n_closing = ends
    n_tokens = len(tokens)
    chosen = [
        *range(n_opening), *range(window.start, window.end),
        *range(n_tokens - n_closing, n_tokens),
    ]  # fmt: skip
    alone = replace(
        tokens,
        ids=tuple(tokens.ids[at] for at in chosen),
        labels=(), spans=(None,) * len(chosen), is_special=(), words=(), masks=(),
    )  # fmt: skip
    return chosen, run(checkpoint, alone)


@pytest.mark.parametrize("stride", [3, 8, 100])
@pytest.mark.parametrize("family", FAMILIES)
def test_each_row_is_that_of_its_window_read_alone(family, stride):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    assert checkpoint.info.max_tokens == LIMIT
    tokens = text_of(family, 41)
    forward = run_windows(checkpoint, tokens, stride)
    site = forward.trace.sites["self"]
    assert (site.n_queries, site.n_keys) == (41, 41)
    for layer in range(site.n_layers):
        expected = np.zeros((site.n_heads, 41, 41), np.float32)
        scores = np.full_like(expected, -np.inf)
        logits = torch.zeros(41, 99)
        for window in forward.windows:
            chosen, alone = read_alone(checkpoint, tokens, window, ends_of(family))
            rows = [at for at in range(window.first, window.last) if at in chosen]
            assert len(rows) == window.last - window.first
            own = [chosen.index(at) for at in rows]
            place = np.ix_(range(site.n_heads), rows, chosen)
            expected[place] = alone.trace.sites["self"].layer(layer)[:, own]
            logits[rows] = alone.logits_at(own)
            for head in range(site.n_heads):
                its_scores = alone.trace.sites["self"].scores(layer, head)
                if its_scores is not None:
                    scores[np.ix_([head], rows, chosen)] = its_scores[own]
        np.testing.assert_allclose(site.layer(layer), expected, atol=1e-6)
        np.testing.assert_allclose(expected.sum(-1), 1.0, atol=1e-5)
        for rows, columns in (
            (slice(4, 30), slice(2, 25)),
            ([0, 40, 17, 16], [40, 3, 0, 22]),
            (slice(10, 12), None),
            (None, slice(38, 41)),
        ):
            asked = {"rows": rows, "columns": columns}
            at = np.ix_(
                *(np.arange(41)[slice(None) if one is None else one] for one in (rows, columns))
            )
            np.testing.assert_allclose(site.weights(layer, 1, **asked), expected[1][at], atol=1e-6)
            found, weights = site.scores_and_weights(layer, 1, **asked)
            np.testing.assert_allclose(weights, expected[1][at], atol=1e-6)
            if family == "deberta_v2":
                assert found is None
                assert site.scores(layer, 1, **asked) is None
            else:
                np.testing.assert_allclose(found, scores[1][at], atol=1e-5)
                np.testing.assert_array_equal(site.scores(layer, 1, **asked), found)
    positions = (40, 0, 13, 27, 13)
    torch.testing.assert_close(
        forward.logits_at(positions), logits[list(positions)], atol=1e-4, rtol=1e-4
    )
    np.testing.assert_allclose(
        site.of(HeadRef(None, None)),
        np.mean([site.layer(layer).mean(0) for layer in range(site.n_layers)], axis=0),
        atol=1e-6,
    )


@pytest.mark.parametrize("family", ["modernbert", "llama", "gpt2"])
def test_no_key_outside_of_what_is_visible_has_weight_in_any_window(family):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    site = run_windows(checkpoint, text_of(family, 41), 9).trace.sites["self"]
    for number, layer in enumerate(site.layers):
        weights = site.layer(number)
        for rows in (range(1), range(4, 9), range(12, 30), range(30, 41), range(0)):
            seen = layer.visible(rows)
            assert weights[:, rows.start : rows.stop, : seen.start].sum() == 0
            assert weights[:, rows.start : rows.stop, seen.stop :].sum() == 0
    if family == "gpt2":  # no token at the text's ends that all windows see
        assert site.layers[0].visible(range(30, 32)) == range(18, 32)


@pytest.mark.parametrize("family", ["bert", "gpt2"])
def test_a_text_that_the_model_reads_whole_is_read_as_without_windows(family):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    tokens = text_of(family, LIMIT)
    forward, plain = run_windows(checkpoint, tokens, 4), run(checkpoint, tokens)
    assert forward.windows == ()
    np.testing.assert_array_equal(
        forward.trace.sites["self"].layer(0), plain.trace.sites["self"].layer(0)
    )


def test_windows_begin_every_stride_and_each_row_belongs_to_the_one_that_sees_most_around_it():
    layout = laid_out(text(22), 10, 6, is_causal=False)  # 20 tokens between two special ones
    assert layout.windows == (
        Window(start=1, end=9, first=0, last=8),
        Window(start=7, end=15, first=8, last=14),
        Window(start=13, end=21, first=14, last=22),
    )
    causal = laid_out(text(21, n_closing=0), 9, 6, is_causal=True)
    assert causal.windows == (
        Window(start=1, end=9, first=0, last=9),
        Window(start=7, end=15, first=9, last=15),
        Window(start=13, end=21, first=15, last=21),
    )


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("n_tokens", [17, 18, 31, 40])
@pytest.mark.parametrize("stride", [1, 2, 5, 13, 14, 15, 99])
def test_no_token_is_left_out_and_no_row_has_two_windows(stride, n_tokens, is_causal):
    windows = laid_out(text(n_tokens), LIMIT, stride, is_causal=is_causal).windows
    rows = [row for window in windows for row in range(window.first, window.last)]
    assert rows == list(range(n_tokens))
    for window in windows:
        assert 1 <= window.start < window.end <= n_tokens - 1
        assert window.end - window.start + 2 <= LIMIT
        body = range(max(1, window.first), min(n_tokens - 1, window.last))
        assert all(window.start <= row < window.end for row in body)
        for row in body:
            rivals = [other for other in windows if other.start <= row < other.end]
            assert around(window, row, n_tokens, is_causal) == max(
                around(other, row, n_tokens, is_causal) for other in rivals
            )


def around(window, row, n_tokens, is_causal):
    """How many tokens a window shows a row on the side where it shows least."""
    before = n_tokens if window.start == 1 else row - window.start
    if is_causal:
        return before
    return min(before, n_tokens if window.end == n_tokens - 1 else window.end - 1 - row)


def test_masks_and_the_end_of_a_long_text_are_predicted_by_the_windows_that_own_them():
    tokenizer = vocabularies.wordpiece()
    checkpoint = tiny_checkpoint(
        "bert", tokenizer, vocab_size=len(tokenizer), max_position_embeddings=LIMIT
    )
    tokens = text(41, masks=(3, 13, 14, 30))
    tokens = replace(tokens, ids=tuple(id % len(tokenizer) for id in tokens.ids))
    forward = run_windows(checkpoint, tokens, 8)
    predictions = predict(checkpoint, forward, tokens, top_k=3)
    assert [prediction.position for prediction in predictions] == [3, 13, 14, 30]
    exact = torch.softmax(forward.logits_at(tokens.masks).double(), -1)
    for prediction, row in zip(predictions, exact, strict=True):
        best = row.topk(3)
        assert [candidate.id for candidate in prediction.candidates] == best.indices.tolist()


def test_the_second_of_two_texts_stays_the_second_in_every_window():
    checkpoint = tiny_checkpoint("bert", **FAMILIES["bert"])
    tokens = text(31)
    spans = tuple(None if at in (0, 11, 30) else Span(int(at > 11), at, at + 1) for at in range(31))
    tokens = replace(tokens, spans=spans, is_special=tuple(at in (0, 11, 30) for at in range(31)))
    forward = run_windows(checkpoint, tokens, 10)
    window = forward.windows[1]
    chosen = [0, *range(window.start, window.end), 30]
    types = torch.tensor([[int(at > 11) for at in chosen]])
    ids = torch.tensor([[tokens.ids[at] for at in chosen]])
    with torch.no_grad():
        whole = checkpoint.model(input_ids=ids, token_type_ids=types).logits[0]
    at = window.first
    torch.testing.assert_close(
        forward.logits_at((at,))[0], whole[chosen.index(at)], atol=1e-5, rtol=1e-5
    )


def test_memory_grows_with_the_text_and_not_with_its_square():
    checkpoint = tiny_checkpoint("bert", **FAMILIES["bert"])
    sizes = [run_windows(checkpoint, text(n), 7).trace.nbytes for n in (100, 198, 296)]
    assert sizes[2] - sizes[1] == pytest.approx(sizes[1] - sizes[0], rel=0.1)


def test_every_window_is_announced_and_a_stale_reading_stops_between_them():
    checkpoint = tiny_checkpoint("gpt2", **FAMILIES["gpt2"])
    said = []
    run_windows(checkpoint, text_of("gpt2", 40), 12, progress=said.append)
    assert [(one.message, one.fraction) for one in said] == [
        ("Window 1 of 3", 0),
        ("Window 2 of 3", pytest.approx(1 / 3)),
        ("Window 3 of 3", pytest.approx(2 / 3)),
    ]
    said.clear()
    with pytest.raises(Cancelled):
        run_windows(
            checkpoint, text_of("gpt2", 40), 12,
            is_stale=lambda: len(said) == 2, progress=said.append,
        )  # fmt: skip


def test_an_encoder_decoder_and_a_stride_of_nothing_are_refused():
    checkpoint = tiny_checkpoint("bart", max_position_embeddings=LIMIT)
    with pytest.raises(BadInput, match="Cut the text to 16 tokens"):
        run_windows(checkpoint, text(40), 8)
    with pytest.raises(BadInput, match="cannot begin every 0 tokens"):
        run_windows(tiny_checkpoint("bert", **FAMILIES["bert"]), text(40), 0)
