"""How many tokens a model reads, and which token ids it knows."""

from __future__ import annotations

from typing import Any

from torch import nn

from explorer.errors import CheckpointDamaged

# Positions are relative: these read any length, whatever old fields of their configs say.
_UNLIMITED = ("t5", "mt5", "umt5", "longt5", "switch_transformers", "xlnet", "bloom", "mpt")
_FIELDS = ("max_position_embeddings", "n_positions", "max_seq_len", "n_ctx")
_SANE = 10_000_000  # tokenizers say 10^30 for “no limit known”


def max_tokens(model: Any, tokenizer: Any) -> int | None:
    """The longest text in tokens, special ones included; None where there is no limit."""
    config = model.config.get_text_config()
    if config.model_type in _UNLIMITED:
        return None
    for name in _FIELDS:
        length = getattr(config, name, None)
        if isinstance(length, int) and length > 0:
            return length - _padded_positions(model)
    length = getattr(tokenizer, "model_max_length", None)
    return length if isinstance(length, int) and 0 < length < _SANE else None


def input_embedding(model: Any) -> nn.Embedding | None:
    """The table of token vectors; None where a model hashes its input, as CANINE does."""
    try:
        embedding = model.get_input_embeddings()
    except NotImplementedError:
        return None
    return embedding if isinstance(embedding, nn.Embedding) else None


def check_vocabulary(model: Any, tokenizer: Any) -> None:
    """Raises CheckpointDamaged where the tokenizer knows tokens that the model does not.

    A padding token beyond the embedding is common and harmless: it is never read here.
    """
    embedding = input_embedding(model)
    if embedding is None:
        return
    beyond = {
        token: id
        for token, id in tokenizer.get_vocab().items()
        if id >= embedding.num_embeddings and id != tokenizer.pad_token_id
    }
    if beyond:
        token, id = next(iter(beyond.items()))
        known = f"{embedding.num_embeddings:,}"
        raise CheckpointDamaged(
            f"The tokenizer has {len(beyond)} tokens that the model does not know, such as "
            f"“{token}” ({id}); the model has {known}. They belong to different "
            "checkpoints: put the tokenizer's files and the model's together again."
        )


def _padded_positions(model: nn.Module) -> int:
    """RoBERTa counts positions from padding_idx + 1, so 514 rows hold 512 tokens."""
    for name, module in model.named_modules():
        is_table = name.endswith("position_embeddings") and isinstance(module, nn.Embedding)
        if is_table and module.padding_idx is not None:
            return int(module.padding_idx) + 1
    return 0
