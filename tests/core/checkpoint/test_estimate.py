"""Memory of a model reckoned from its headers, against the model itself, and what follows."""

from __future__ import annotations

import pytest
import torch

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.checkpoint.estimate import (
    FIXED_BYTES,
    OVERHEAD,
    Placement,
    Weights,
    placed,
    stored_weights,
)
from explorer.core.checkpoint.folder import inspected
from explorer.errors import OutOfMemory
from explorer.records import LoadRequest
from tests.core import vocabularies
from tests.core.models import tiny_model

CPU, CUDA = torch.device("cpu"), torch.device("cuda:0")
SEVEN_BILLION = Weights(7_000_000_000)
GB = 10**9


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "tiny-roberta"
    tokenizer = vocabularies.roberta()
    model = tiny_model("roberta", vocab_size=len(tokenizer))
    model.half().save_pretrained(folder, max_shard_size="20KB")
    tokenizer.save_pretrained(folder)
    return folder


def place(weights, device, dtype, *, free, devices=True, dtypes=True):
    return placed(
        "big", weights, Placement(device, dtype), free=lambda device: free.get(device.type),
        may_change_device=devices, may_change_dtype=dtypes,
    )  # fmt: skip


def test_the_numbers_of_a_checkpoint_are_counted_in_all_its_files_without_reading_them(folder):
    assert len(list(folder.glob("*.safetensors"))) > 1
    weights = stored_weights(inspected(folder, allow_pickle=False, trust_remote_code=False))
    model = open_checkpoint(LoadRequest(str(folder))).model
    assert weights.n_numbers == sum(parameter.numel() for parameter in model.parameters())
    assert weights.n_other_bytes == 0


def test_packed_weights_keep_their_size_in_every_number_format():
    weights = Weights(1000, 500)
    assert weights.bytes_in(torch.float32) == int(4500 * OVERHEAD) + FIXED_BYTES
    assert weights.bytes_in(torch.float16) == int(2500 * OVERHEAD) + FIXED_BYTES


def test_what_fits_is_opened_as_usual_and_nothing_is_said():
    usual = Placement(CUDA, torch.bfloat16)
    got = place(SEVEN_BILLION, CUDA, torch.bfloat16, free={"cuda": 80 * GB, "cpu": 64 * GB})
    assert got == usual
    assert got.notice == ""


def test_where_nobody_knows_the_free_memory_anything_is_tried():
    assert place(SEVEN_BILLION, CPU, torch.float32, free={}).dtype == torch.float32


def test_on_a_small_machine_a_model_is_opened_in_half_precision_and_that_is_said():
    got = place(SEVEN_BILLION, CPU, torch.float32, free={"cpu": 20 * GB})
    assert (got.device, got.dtype) == (CPU, torch.bfloat16)
    assert got.notice == (
        "big takes about 30.9 GB of memory in float32. cpu has 20.0 GB free. "
        "It was opened in bfloat16."
    )


def test_a_model_too_large_for_the_graphics_card_goes_to_the_cpu_and_that_is_said():
    got = place(SEVEN_BILLION, CUDA, torch.float16, free={"cuda": 8 * GB, "cpu": 40 * GB})
    assert (got.device, got.dtype) == (CPU, torch.float32)
    assert "cuda:0 has 8.0 GB free" in got.notice
    assert got.notice.endswith("It was opened on cpu in float32.")


def test_what_the_machine_cannot_read_first_does_not_reach_the_card_either():
    with pytest.raises(OutOfMemory, match=r"cuda:0 has 80.0 GB free. cpu has 4.0 GB free."):
        place(SEVEN_BILLION, CUDA, torch.float16, free={"cuda": 80 * GB, "cpu": 4 * GB})


def test_what_was_asked_for_is_not_changed_but_refused_with_the_ways_out():
    free = {"cuda": 20 * GB, "cpu": 64 * GB}
    with pytest.raises(OutOfMemory, match=r"number format bfloat16, .*device “cpu”, or choose a"):
        place(SEVEN_BILLION, CUDA, torch.float32, free=free, devices=False, dtypes=False)
    kept = place(SEVEN_BILLION, CUDA, torch.float32, free=free, dtypes=False)
    assert (kept.device, kept.dtype) == (CPU, torch.float32)
    kept = place(SEVEN_BILLION, CUDA, torch.float32, free=free, devices=False)
    assert (kept.device, kept.dtype) == (CUDA, torch.bfloat16)


def test_a_model_that_fits_nowhere_is_refused_before_it_is_read(folder, monkeypatch):
    monkeypatch.setattr("explorer.core.checkpoint.checkpoint.free_bytes", lambda _device: 1 << 20)
    monkeypatch.setattr("explorer.core.checkpoint.checkpoint.loaded", pytest.fail)
    with pytest.raises(OutOfMemory, match=r"takes about 0.1 GB of memory in float32"):
        open_checkpoint(LoadRequest(str(folder), device="cpu"))


def test_the_notice_of_a_smaller_format_comes_with_the_model(folder, monkeypatch):
    needed = stored_weights(inspected(folder, allow_pickle=False, trust_remote_code=False))
    free = needed.bytes_in(torch.float32) - 1
    monkeypatch.setattr("explorer.core.checkpoint.checkpoint.free_bytes", lambda _device: free)
    info = open_checkpoint(LoadRequest(str(folder), device="cpu")).info
    assert info.dtype == "bfloat16"
    assert "It was opened in bfloat16." in info.notice


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_a_model_opens_in_the_number_format_that_is_asked_for(folder, dtype):
    checkpoint = open_checkpoint(LoadRequest(str(folder), dtype=dtype))
    assert checkpoint.info.dtype == dtype
    assert checkpoint.model.dtype == getattr(torch, dtype)
    assert checkpoint.info.notice == ""
