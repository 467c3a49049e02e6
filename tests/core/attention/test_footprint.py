"""What a text is said to take, against what it takes."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch

from explorer.core.attention import blockwise
from explorer.core.attention import forward as forward_module
from explorer.core.attention.forward import run, run_batch
from explorer.core.attention.windows import run_windows
from explorer.errors import OutOfMemory, TextTooLarge
from tests.core.attention.test_windows import text
from tests.core.models import tiny_checkpoint

FAMILIES = {
    "bert": {"max_position_embeddings": 600},
    "modernbert": {"max_position_embeddings": 600},
    "albert": {"max_position_embeddings": 600},
    "gpt2": {"n_positions": 600},
    "llama": {"max_position_embeddings": 600},
    "gemma2": {"max_position_embeddings": 600},
    "bart": {"max_position_embeddings": 600},
    "deberta_v2": {"max_position_embeddings": 600},
    "mpnet": {"max_position_embeddings": 600},
    "t5": {},
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_text_keeps_as_much_memory_as_a_few_tokens_foretell(family):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    ids = torch.full((1, 150), 7)
    inputs, n_target = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}, 0
    if checkpoint.is_encoder_decoder:
        inputs["decoder_input_ids"], n_target = ids[:, :90], 90
    kept = run_batch(checkpoint, inputs).trace.nbytes
    assert checkpoint.footprint.kept(150, n_target) == pytest.approx(kept, rel=0.05)
    assert checkpoint.footprint.bytes_of(150, n_target) > kept


def test_a_family_that_returns_every_map_is_known_to_need_a_square():
    quadratic = tiny_checkpoint("deberta_v2", **FAMILIES["deberta_v2"]).footprint
    linear = tiny_checkpoint("llama", **FAMILIES["llama"]).footprint
    assert quadratic.kept(4000) == pytest.approx(4 * quadratic.kept(2000))
    assert linear.kept(4000) == pytest.approx(2 * linear.kept(2000))


def test_a_text_that_will_not_fit_is_refused_with_the_length_that_would(monkeypatch):
    checkpoint = tiny_checkpoint("bert", **FAMILIES["bert"])
    footprint = checkpoint.footprint
    free = footprint.bytes_of(400)
    monkeypatch.setattr(forward_module, "free_bytes", lambda _device: free)
    with pytest.raises(TextTooLarge) as caught:
        run(checkpoint, text(590))
    error = caught.value
    assert (error.n_tokens, error.free, error.needed) == (590, free, footprint.bytes_of(590))
    assert footprint.bytes_of(error.n_fitting) <= free < footprint.bytes_of(error.n_fitting + 1)
    assert error.n_fitting == 400
    assert "590 tokens take about 0.1 GiB of memory beside the model" in str(error)
    assert "Shorten the text to about 400 tokens, or close other programs." in str(error)
    assert run(checkpoint, text(500)).trace.sites  # so few are tried without asking


def test_a_text_in_windows_is_reckoned_with_all_of_them(monkeypatch):
    checkpoint = tiny_checkpoint("bert", max_position_embeddings=64)
    free = checkpoint.footprint.bytes_of(64, n_windows=10)
    monkeypatch.setattr(forward_module, "free_bytes", lambda _device: free)
    assert len(run_windows(checkpoint, text(600), 62).windows) == 10
    with pytest.raises(TextTooLarge, match="600 tokens take"):
        run_windows(checkpoint, text(600), 31)


def test_logits_that_all_windows_keep_are_reckoned_with_all_of_them():
    checkpoint = tiny_checkpoint("mobilebert", max_position_embeddings=64)
    assert not checkpoint.has_logits_on_demand
    done = run_windows(checkpoint, text(622), 62)
    assert len(done.windows) == 10
    held = done.trace.nbytes + sum(part.logits.nbytes for part in done.logits.parts)
    footprint = checkpoint.footprint
    grown = footprint.bytes_of(64, n_windows=10) - footprint.bytes_of(64, n_windows=1)
    assert grown == pytest.approx(held * 9 / 10, rel=0.05)


def test_where_nobody_knows_what_is_free_nothing_is_refused(monkeypatch):
    checkpoint = tiny_checkpoint("bert", **FAMILIES["bert"])
    monkeypatch.setattr(forward_module, "free_bytes", lambda _device: None)
    assert run(checkpoint, text(590)).trace.sites


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate"
                     " memory: you tried to allocate 17179869184 bytes."),
    ],
)  # fmt: skip
def test_memory_that_ends_in_the_middle_of_a_pass_is_told_and_freed(error, monkeypatch):
    checkpoint = tiny_checkpoint("bert", num_hidden_layers=4)
    kept = []
    plain = blockwise.sdpa_attention_forward

    def running_out(module, query, *rest, **options):
        kept.append(weakref.ref(query))
        if len(kept) == 3:
            raise error
        return plain(module, query, *rest, **options)

    with monkeypatch.context() as crowded:
        crowded.setattr(blockwise, "sdpa_attention_forward", running_out)
        with pytest.raises(OutOfMemory, match="cpu has too little free memory") as caught:
            run(checkpoint, text(40))
    assert len(kept) == 3
    gc.collect()
    assert caught.value.__cause__ is error  # still held, and with it the way to where it was raised
    assert [one() for one in kept] == [None, None, None]
    assert run(checkpoint, text(40)).trace.sites["self"].n_layers == 4
