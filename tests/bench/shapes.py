"""Checkpoints of real shapes with random weights: speed does not depend on what they learnt."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM

from explorer.resources import asset


def bert_base(folder: Path) -> Path:
    """12 layers × 12 heads × 768, with the built-in model's tokenizer."""
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(asset("models", "minilm-mlm"))
    BertForMaskedLM(BertConfig()).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def sentence(n_tokens: int) -> str:
    """Text of exactly that many tokens of BERT, [CLS], [SEP] and one [MASK] included."""
    words = ("the", "small", "dog", "saw", "a", "cat", "near", "the", "old", "house")
    return " ".join(["[MASK]", *(words[i % len(words)] for i in range(n_tokens - 3))])
