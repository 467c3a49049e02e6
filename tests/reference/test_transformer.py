"""The Transformer, part by part, against torch's with the same weights; and its masks."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import nn

from explorer.reference import attention, decoding, transformer
from explorer.reference.decoding import greedy
from explorer.reference.transformer import (
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Settings,
    Transformer,
    sinusoids,
)
from tests.reference.test_attention import torchs_twin

SETTINGS = Settings(
    n_source_words=20, n_target_words=30, width=16, n_heads=4, n_layers=2, inner_width=24
)
SOURCE = torch.tensor([[4, 5, 6, 7, 8], [9, 10, 11, 0, 0]])
TARGET = torch.tensor([[1, 5, 9, 2], [1, 7, 0, 0]])
_SHARED = {
    "d_model": 16, "nhead": 4, "dim_feedforward": 24, "dropout": 0.0, "batch_first": True,
}  # fmt: skip


@pytest.fixture
def model():
    torch.manual_seed(0)
    model = Transformer(SETTINGS).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.1)
    return model


def twin_of(layer):
    """torch's layer with the same weights."""
    is_decoder = isinstance(layer, DecoderLayer)
    own = (nn.TransformerDecoderLayer if is_decoder else nn.TransformerEncoderLayer)(**_SHARED)
    residuals = [layer.attention_residual, layer.feed_forward_residual]
    own.self_attn = torchs_twin(layer.attention)
    if is_decoder:
        own.multihead_attn = torchs_twin(layer.cross)
        residuals.insert(1, layer.cross_residual)
    own.linear1.load_state_dict(layer.feed_forward.inner.state_dict())
    own.linear2.load_state_dict(layer.feed_forward.outer.state_dict())
    for number, residual in enumerate(residuals, start=1):
        getattr(own, f"norm{number}").load_state_dict(residual.norm.state_dict())
    return own.eval()


def torchs_transformer(model):
    """torch's encoder–decoder with the same weights. It ends in no norm, as in the paper."""
    encoder, decoder = nn.Module(), nn.Module()
    encoder.layers = nn.ModuleList(twin_of(layer) for layer in model.encoder)
    decoder.layers = nn.ModuleList(twin_of(layer) for layer in model.decoder)
    own = nn.Transformer(
        d_model=16, nhead=4, batch_first=True,
        custom_encoder=nn.TransformerEncoder(encoder.layers[0], 2, enable_nested_tensor=False),
        custom_decoder=nn.TransformerDecoder(decoder.layers[0], 2),
    )  # fmt: skip
    own.encoder.layers, own.decoder.layers = encoder.layers, decoder.layers
    return own.eval()


def close(ours, theirs):
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=0)


def test_positions_are_the_sines_and_cosines_of_the_paper():
    table = sinusoids(7, 6)
    for position, dimension in ((0, 0), (0, 1), (3, 0), (3, 1), (6, 4), (6, 5)):
        angle = position / 10_000 ** (dimension // 2 * 2 / 6)
        expected = math.cos(angle) if dimension % 2 else math.sin(angle)
        assert table[position, dimension] == pytest.approx(expected, abs=1e-6)


def test_an_embedding_is_the_scaled_word_plus_its_position(model):
    embedded = model.source_embedding(SOURCE)
    word = model.source_embedding.words.weight[6] * 4.0
    close(embedded[0, 2], word + sinusoids(5, 16)[2])


def test_the_feed_forward_is_linear_relu_linear():
    torch.manual_seed(0)
    part = FeedForward(SETTINGS).eval()
    own = nn.Sequential(part.inner, nn.ReLU(), part.outer)
    close(part(torch.ones(1, 3, 16)), own(torch.ones(1, 3, 16)))


def test_an_encoder_layer_equals_torchs():
    torch.manual_seed(0)
    layer = EncoderLayer(SETTINGS).eval()
    vectors = torch.randn(2, 5, 16)
    ours, _ = layer(vectors, (SOURCE != 0)[:, None, None, :])
    close(ours, twin_of(layer)(vectors, src_key_padding_mask=SOURCE == 0))


def test_a_decoder_layer_equals_torchs():
    torch.manual_seed(0)
    layer = DecoderLayer(SETTINGS).eval()
    target, source = torch.randn(2, 4, 16), torch.randn(2, 5, 16)
    later = ~torch.ones(4, 4).bool().tril()
    ours, _, _ = layer(target, source, ~later, (SOURCE != 0)[:, None, None, :])
    own = twin_of(layer)(target, source, tgt_mask=later, memory_key_padding_mask=SOURCE == 0)
    close(ours, own)


def test_the_whole_equals_torchs_transformer(model):
    later = ~torch.ones(4, 4).bool().tril()
    own = torchs_transformer(model)(
        model.source_embedding(SOURCE), model.target_embedding(TARGET), tgt_mask=later,
        src_key_padding_mask=SOURCE == 0, memory_key_padding_mask=SOURCE == 0,
        tgt_key_padding_mask=TARGET == 0,
    )  # fmt: skip
    logits, _ = model(SOURCE, TARGET)
    close(logits, model.output(own))


def test_a_later_target_token_changes_no_earlier_output(model):
    before, _ = model(SOURCE, TARGET)
    for place in range(1, TARGET.size(1)):
        changed = TARGET.clone()
        changed[:, place] = 17
        after, _ = model(SOURCE, changed)
        assert torch.equal(after[:, :place], before[:, :place])
        assert not torch.allclose(after[:, place], before[:, place])


def test_padding_changes_nothing(model):
    alone, maps = model(SOURCE[1:, :3], TARGET[1:, :2])
    padded, padded_maps = model(SOURCE, TARGET)
    close(padded[1:, :2], alone)
    close(padded_maps.cross[:, 1:, :, :2, :3], maps.cross)
    assert not padded_maps.cross[:, 1, :, :, 3:].any()
    assert not padded_maps.encoder[:, 1, :, :, 3:].any()


def test_every_row_of_every_map_sums_to_one(model):
    _, maps = model(SOURCE, TARGET)
    for weights in (maps.encoder, maps.decoder, maps.cross):
        close(weights.sum(-1), torch.ones(weights.shape[:-1]))
    assert maps.encoder.shape == (2, 2, 4, 5, 5)
    assert maps.cross.shape == (2, 2, 4, 4, 5)


def test_greedy_decoding_takes_the_likeliest_token_of_a_whole_pass_each_time(model):
    source = (4, 5, 6)
    steps = list(greedy(model, source, start=1, end=2, max_tokens=6))
    assert 1 <= len(steps) <= 6
    for step in steps:
        logits, maps = model(torch.tensor([source]), torch.tensor([step.read]))
        assert step.token == int(logits[0, -1].argmax())
        close(step.maps.cross, maps.cross)
        close(step.probabilities, logits[0, -1].softmax(-1))
    assert [step.read for step in steps[1:]] == [(*step.read, step.token) for step in steps[:-1]]


def test_greedy_decoding_ends_with_the_end_token(model):
    first = next(greedy(model, (4, 5, 6), start=1, end=-1, max_tokens=1)).token
    steps = list(greedy(model, (4, 5, 6), start=1, end=first, max_tokens=6))
    assert [step.token for step in steps] == [first]


def test_the_model_is_read_in_one_sitting():
    sources = [Path(module.__file__).read_text() for module in (attention, transformer, decoding)]
    assert sum(source.count("\n") for source in sources) <= 400
