"""The memory of a long text grows with its length, not with its square, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# Prints, for each length, how far the process grew while it read a text of it.
CHILD = """
import json, sys
import torch
from explorer.core.attention.forward import run
from tests.bench.passes import peak, peak_from_now
from tests.core.attention.test_windows import text
from tests.core.models import tiny_checkpoint

torch.set_num_threads(1)
family, fields, lengths = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
checkpoint = tiny_checkpoint(family, **fields)
run(checkpoint, text(600))
grown = []
for n_tokens in lengths:
    before = peak_from_now(checkpoint.device)
    forward = run(checkpoint, text(n_tokens))
    grown.append(peak(checkpoint.device) - before)
    del forward
print(json.dumps(grown))
"""
LENGTHS = [2048, 4096, 8192]
WIDE = {
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "max_position_embeddings": LENGTHS[-1],
}
SHAPES = {
    "bert": WIDE,
    "modernbert": {**WIDE, "num_hidden_layers": 2, "local_attention": 128},
    "llama": {**WIDE, "num_key_value_heads": 1, "head_dim": 64},
    "gemma2": {**WIDE, "num_key_value_heads": 1, "head_dim": 64, "sliding_window": 512,
               "num_hidden_layers": 2},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", SHAPES)
def test_the_peak_of_a_forward_pass_grows_linearly_with_the_text(family):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, family, json.dumps(SHAPES[family]), json.dumps(LENGTHS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert child.returncode == 0, child.stderr
    grown = json.loads(child.stdout.strip().splitlines()[-1])
    # Twice the tokens take twice the memory; a number for every pair would take four times as much.
    assert grown[2] < 2.6 * grown[1] + (16 << 20)
    one_map = 4 * LENGTHS[-1] ** 2
    assert grown[2] < one_map, f"{grown} bytes: as much as one map in float32"
