"""A small seeded translator, written to a folder as the recipe writes one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from explorer.reference.transformer import Settings, Transformer
from explorer.reference.translator import ARCHITECTURE
from explorer.reference.vocabulary import END, PADDING, START

SOURCE = (PADDING, START, END, "。", "？", "不", "吃", "喜欢", "我", "打", "打篮球", "篮球")
TARGET = (PADDING, START, END, ".", "?", "I", "basketball", "like", "not", "play", "playing")
TEXT = "我喜欢打篮球"


def write_translator(folder: Path, *, seed: int = 0) -> None:
    settings = Settings(
        len(SOURCE), len(TARGET), width=16, n_heads=4, n_layers=2, inner_width=24, max_tokens=12
    )
    torch.manual_seed(seed)
    model = Transformer(settings)
    stored = {
        "architecture": ARCHITECTURE, **dataclasses.asdict(settings), "alignment_head": [1, 2],
    }  # fmt: skip
    (folder / "settings.json").write_text(json.dumps(stored))
    for name, words in (("source", SOURCE), ("target", TARGET)):
        (folder / f"{name}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    weights = {name: value.half() for name, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors")
