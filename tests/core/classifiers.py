"""Tiny classifiers, saved as a fine-tuning saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers

from tests.core import vocabularies

LABELS = ("animal", "food", "person")


def saved_classifier(folder: Path, *, labels: tuple[str, ...] = LABELS, **fields: Any) -> Any:
    """Save a seeded BERT with a head of classes into `folder`; returns the model.

    fields: replace those of its config, `problem_type` among them.
    """
    tokenizer = vocabularies.wordpiece()
    config = transformers.BertConfig(
        **{
            "vocab_size": len(tokenizer), "hidden_size": 16, "num_hidden_layers": 2,
            "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 32,
            "id2label": dict(enumerate(labels)), "initializer_range": 0.6, **fields,
        }
    )  # fmt: skip
    torch.manual_seed(0)
    model = transformers.BertForSequenceClassification(config).eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model
