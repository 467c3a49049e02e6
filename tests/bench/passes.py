"""One process that measures forward passes: `DEVICE SHAPE TOKENS KIND,KIND… ROUNDS` → JSON.

Kinds: `plain`, the library's SDPA; `eager`, with `output_attentions`; `ours`, with capture.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers

from explorer.core.attention.forward import run_batch
from explorer.core.checkpoint.checkpoint import Checkpoint, prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.core.memory import let_large_blocks_go

N_POSITIONS = 1 << 15
BERT = {"max_position_embeddings": N_POSITIONS}
LLAMA = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "vocab_size": 49152,
    "max_position_embeddings": N_POSITIONS,
}
MODERNBERT = {"max_position_embeddings": N_POSITIONS}
SHAPES: dict[str, tuple[str, str, dict[str, Any]]] = {  # (config, model, fields)
    "BERT-base": ("BertConfig", "BertForMaskedLM", BERT),
    "BERT-base without its head": ("BertConfig", "BertModel", BERT),
    "Llama-135M": ("LlamaConfig", "LlamaForCausalLM", LLAMA),
    "Llama-135M without its head": ("LlamaConfig", "LlamaModel", LLAMA),
    "ModernBERT-base": ("ModernBertConfig", "ModernBertForMaskedLM", MODERNBERT),
}
WARM_TOKENS = 64


def shaped(name: str, device: str) -> Checkpoint:
    """A checkpoint of one of the shapes, with random weights."""
    config_class, model_class, fields = SHAPES[name]
    config = getattr(transformers, config_class)(**fields)
    torch.manual_seed(0)
    model = getattr(transformers, model_class)(config)
    objective = "masked" if "Masked" in model_class else "causal"
    if "For" not in model_class:
        objective = "encoder"
    return prepared(Loaded(model, None, objective), name=name, device=torch.device(device))


def main(arguments: list[str]) -> None:
    device, shape, n_tokens, kinds, n_rounds = arguments
    torch.set_num_threads(1)
    let_large_blocks_go()  # as the program does, for the library's passes, too
    checkpoint = shaped(shape, device)
    clock = _clock(checkpoint.device)
    passes = {kind: PASSES[kind] for kind in kinds.split(",")}
    ids = torch.arange(int(n_tokens), device=device)[None] % 1000 + 1000
    for _ in range(2):
        for one in passes.values():
            one(checkpoint, ids[:, :WARM_TOKENS])
    before = peak_from_now(checkpoint.device)
    found = {kind: {"seconds": [], "trace": 0, "peak": 0} for kind in passes}
    for _ in range(int(n_rounds)):
        for kind, one in passes.items():
            gc.collect()
            started = clock()
            kept = one(checkpoint, ids)
            found[kind]["seconds"].append(clock() - started)
            found[kind]["peak"] = peak(checkpoint.device) - before
            found[kind]["trace"] = kept.trace.nbytes if kind == "ours" else 0
            del kept
    print(json.dumps(found))


def _plain(checkpoint: Checkpoint, ids: torch.Tensor) -> Any:
    return _library(checkpoint, ids, "sdpa")


def _eager(checkpoint: Checkpoint, ids: torch.Tensor) -> Any:
    return _library(checkpoint, ids, "eager", output_attentions=True)


def _library(checkpoint: Checkpoint, ids: torch.Tensor, how: str, **options: Any) -> Any:
    model = checkpoint.model
    model.set_attn_implementation(how)
    if checkpoint.info.family == "llama":
        options["use_cache"] = False
    with torch.no_grad():
        return model(input_ids=ids, attention_mask=torch.ones_like(ids), **options)


def _ours(checkpoint: Checkpoint, ids: torch.Tensor) -> Any:
    return run_batch(checkpoint, {"input_ids": ids, "attention_mask": torch.ones_like(ids)})


PASSES = {"plain": _plain, "eager": _eager, "ours": _ours}


def _clock(device: torch.device) -> Callable[[], float]:
    """The processor's time, or what passes until an accelerator is done."""
    if device.type == "cpu":
        return time.process_time

    def elapsed() -> float:
        torch.cuda.synchronize(device)
        return time.perf_counter()

    return elapsed


def peak_from_now(device: torch.device) -> int:
    """What is in use, from which `peak` counts."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        return torch.cuda.memory_allocated(device)
    refs = Path("/proc/self/clear_refs")
    if refs.exists():
        refs.write_text("5")  # Linux then counts the peak afresh
        return _status("VmRSS")
    return peak(device)


def peak(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if Path("/proc/self/status").exists():
        return _status("VmHWM")
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main(sys.argv[1:])
