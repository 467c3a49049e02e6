"""Tiny models of many families on disk with a tokenizer of their own, as a person has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers

from explorer.core.checkpoint.shrunk import ATTEMPTS, shrunk
from tests.core import vocabularies
from tests.core.classifiers import LABELS
from tests.core.models import FAMILIES, tiny_model

# Families of classifiers that the table of tiny models lacks: (config class, as which other).
_MORE = {
    "mvp": ("MvpConfig", "bart"),
    "plbart": ("PLBartConfig", "bart"),
    "umt5": ("UMT5Config", "t5"),
}
_TOKENIZERS = {
    vocabularies.t5: ("t5", "mt5", "umt5", "t5gemma"),
    vocabularies.xlnet: ("xlnet", "xlnet_lm"),
    vocabularies.gpt2: ("gpt2", "gpt_neo"),
    vocabularies.llama: ("llama", "qwen2"),
}  # fmt: skip
ENCODER_DECODERS = ("bart", "mbart", "plbart", "mvp", "bigbird_pegasus", "t5", "mt5", "umt5",
                    "t5gemma")  # fmt: skip
CAUSAL = ("gpt2", "llama", "gpt_neo")
ENCODERS = ("bert", "roberta", "distilbert", "electra", "deberta_v2", "modernbert", "albert")


def tokenizer_of(family: str) -> Any:
    """A small one: of the family's spelling where that matters, else RoBERTa's."""
    found = (make for make, families in _TOKENIZERS.items() if family in families)
    return next(found, vocabularies.roberta)()


def special_ids(family: str, tokenizer: Any) -> dict[str, int]:
    """What a config says of its tokenizer's special tokens."""
    names = ("bos_token_id", "eos_token_id", "pad_token_id")
    ids = {name: getattr(tokenizer, name) for name in names}
    known = {name: id for name, id in ids.items() if id is not None}
    return {**known, "decoder_start_token_id": 0} if "t5" in family else known


def saved_base(folder: Path, family: str, **fields: Any) -> Path:
    """The pretrained model of a family, untrained."""
    tokenizer = tokenizer_of(family)
    fields = {"vocab_size": len(tokenizer), **special_ids(family, tokenizer), **fields}
    tiny_model(family, **fields).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def saved_class_head(folder: Path, family: str, labels: tuple[str, ...] = LABELS) -> Any:
    """A seeded classifier of a family, as a fine-tuning saves it; returns the model."""
    tokenizer = tokenizer_of(family)
    config = _config_of(family, tokenizer)
    config.id2label = dict(enumerate(labels))
    torch.manual_seed(0)
    model = transformers.AutoModelForSequenceClassification.from_config(config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0.0, 0.3)
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model


def _config_of(family: str, tokenizer: Any) -> Any:
    if family == "t5gemma":  # a config of its own for each of its halves
        return shrunk(transformers.T5GemmaConfig, ATTEMPTS[0])
    config_class, alike = _MORE.get(family) or (FAMILIES[family][0], family)
    sizes = {**FAMILIES[alike][1], "vocab_size": len(tokenizer), **special_ids(family, tokenizer)}
    return getattr(transformers, config_class)(**sizes)
