"""Devices that run out of memory: each says it in its own words, and a person reads ours."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch
import transformers

from explorer.core import memory
from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.memory import is_out_of_memory
from explorer.core.text.tokens import encode
from explorer.errors import OutOfMemory
from explorer.records import Document, LoadRequest
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint, tiny_model

CPU = "[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried"


def raising(error):
    def fail(*_args, **_options):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"), True),
        (RuntimeError(CPU), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9.05 GB)"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`"), True),
        (MemoryError(), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_every_device_is_understood(error, expected):
    assert is_out_of_memory(error) is expected


@pytest.mark.parametrize(
    "error", [RuntimeError(CPU), RuntimeError("MPS backend out of memory"), MemoryError()]
)
def test_a_text_that_is_too_large_is_not_taken_for_a_broken_model(error, monkeypatch):
    tokenizer = vocabularies.roberta()
    checkpoint = tiny_checkpoint("roberta", tokenizer, vocab_size=len(tokenizer))
    tokens = encode(checkpoint, Document("a cat"))
    monkeypatch.setattr(type(checkpoint.model), "forward", raising(error))
    with pytest.raises(OutOfMemory, match="cpu has too little free memory"):
        run(checkpoint, tokens)


def test_a_model_that_is_too_large_is_not_taken_for_a_damaged_one(tmp_path, monkeypatch):
    tokenizer = vocabularies.roberta()
    tiny_model("roberta", vocab_size=len(tokenizer)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    request = LoadRequest(str(tmp_path), device="cpu")

    whole = transformers.RobertaForMaskedLM
    with monkeypatch.context() as while_reading:
        while_reading.setattr(whole, "from_pretrained", raising(RuntimeError(CPU)))
        with pytest.raises(OutOfMemory, match="does not fit into memory"):
            open_checkpoint(request)
    # Its weights fit, but not what the trial computes: that is no reason to call it unsupported.
    monkeypatch.setattr(whole, "forward", raising(torch.OutOfMemoryError("CUDA out of memory")))
    with pytest.raises(OutOfMemory, match="does not fit into the memory of cpu"):
        open_checkpoint(request)


def test_what_is_free_on_a_cpu_is_less_than_what_there_is():
    free = memory.free_bytes(torch.device("cpu"))
    if sys.platform == "linux":
        assert 0 < free < os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_a_container_has_no_more_than_its_group_may_take(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    cpu = torch.device("cpu")
    assert memory.free_bytes(cpu) is None
    (tmp_path / "meminfo").write_text("MemTotal:  900 kB\nMemAvailable:     500 kB\n")
    assert memory.free_bytes(cpu) == 500 * 1024
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("300000\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 50000\n")
    assert memory.free_bytes(cpu) == 500 * 1024
    (tmp_path / "memory.max").write_text("400000\n")
    assert memory.free_bytes(cpu) == 150000


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own setting")
def test_a_large_block_goes_back_to_the_machine_at_once():
    script = (
        "import torch\n"
        "from pathlib import Path\n"
        "from explorer.core.memory import let_large_blocks_go\n"
        "def held(): return int(Path('/proc/self/statm').read_text().split()[1]) * 4096\n"
        "let_large_blocks_go()\n"
        "for _ in range(3):\n"  # by itself glibc would keep the second one
        "    blocks = [torch.ones(3 << 20) for _ in range(8)]\n"
        "    peg = torch.ones(1 << 18)\n"
        "    before = held()\n"
        "    del blocks\n"
        "    assert before - held() > 90 << 20, (before, held())\n"
    )
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
