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
    fields["id2label"] = dict(enumerate(labels))
    return _saved(folder, transformers.BertForSequenceClassification, **fields)


def saved_masked(folder: Path, **fields: Any) -> Any:
    """The masked language model that such a classifier might have been fine-tuned from."""
    return _saved(folder, transformers.BertForMaskedLM, seed=1, **fields)


def _saved(folder: Path, kind: Any, *, tokenizer: Any = None, seed: int = 0, **fields: Any) -> Any:
    """tokenizer: BERT's, or a tiny one that opens faster."""
    tokenizer = tokenizer or vocabularies.wordpiece()
    config = transformers.BertConfig(
        **{
            "vocab_size": len(tokenizer), "hidden_size": 16, "num_hidden_layers": 2,
            "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 32,
            "initializer_range": 0.6, "pad_token_id": tokenizer.pad_token_id, **fields,
        }
    )  # fmt: skip
    torch.manual_seed(seed)
    model = kind(config).eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model
