"""Tiny models that write, as save_pretrained leaves them in a folder."""

from __future__ import annotations

from pathlib import Path

from tests.core import vocabularies
from tests.core.models import tiny_model


def saved_gpt2(folder: Path, *, n_positions: int = 64) -> Path:
    """A causal model; it never ends its text."""
    tokenizer = vocabularies.gpt2()
    model = tiny_model("gpt2", vocab_size=len(tokenizer), n_positions=n_positions, bos_token_id=0)
    model.generation_config.suppress_tokens = [0]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def saved_t5(folder: Path) -> Path:
    """An encoder–decoder; it never ends its target."""
    tokenizer = vocabularies.t5()
    model = tiny_model("t5", vocab_size=len(tokenizer), decoder_start_token_id=0)
    model.generation_config.suppress_tokens = [0, 1, 2]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def saved_marian(folder: Path) -> Path:
    """A translator from English into the same words in capitals; it ends as it likes."""
    tokenizer = vocabularies.marian(folder / "parts")
    padding = tokenizer.pad_token_id
    model = tiny_model(
        "marian", vocab_size=padding + 1, pad_token_id=padding, decoder_start_token_id=padding,
        eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
