"""A configuration of any family made so small that a model of it is built in a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from transformers import PreTrainedConfig

N_VOCABULARY = 128
N_LAYERS = 2

_LAYERS = (
    (r"(num|n)_(hidden_|decoder_|encoder_)?layers?", N_LAYERS),
    (r"(encoder|decoder|text)_layers|num_blocks|depth", N_LAYERS),
)
_NUMBERS = (
    (r"(\w+_)?vocab_size", N_VOCABULARY),
    (r"(num|n)_(local_|routed_|shared_)?experts|moe_num_experts", 4),
    (r"num_experts_per_tok(en)?|moe_k|top_k_experts|moe_topk|num_selected_experts", 2),
    (r"first_k_dense_replace|num_dense_layers|n_group|topk_group|num_shared_experts", 1),
)
_WIDTHS = (
    (r"hidden_size|d_model|n_embd|dim|emb_dim|embed_dim|word_embed_proj_dim", 32),
    (r"embedding_size|true_hidden_size|hidden_dim|model_dim|lru_width", 32),
    (r"(\w+_)?(num_)?(attention_)?heads|n_heads?|num_(query_)?heads", 4),
    (r"(\w+_)?head_dim|d_kv|d_head|attention_head_size|kv_channels", 8),
    (r"(\w+_)?intermediate_size|(\w+_)?ffn_dim|d_ff|d_inner|n_inner|ffn_hidden_size|ff_dim", 48),
    (r"(q|kv)_lora_rank|index_head_dim", 16),
    (r"max_position_embeddings|n_positions|max_seq_len|n_ctx", 64),
    (r"rotary_dim|index_n_heads", 4),
    (r"num_kv_shared_layers", 0),
)
_KEY_HEADS = r"(\w+_)?(num|n)_(key_value|kv)_heads|num_key_value_groups|num_attention_groups"
_GROUPED, _UNGROUPED = (_KEY_HEADS, 2), (_KEY_HEADS, 4)
_NEEDED = ("vocab_size", "head_dim", "num_key_value_heads")  # although some defaults have none
_IDS = {"pad": 0, "bos": 1, "eos": 2, "mask": 3, "unk": 4, "decoder_start": 1}

# The smallest; as many key heads as query heads; all layers, for those of which only some attend;
# the default widths.
ATTEMPTS = (
    (*_LAYERS, *_NUMBERS, _GROUPED, *_WIDTHS),
    (*_LAYERS, *_NUMBERS, _UNGROUPED, *_WIDTHS),
    (*_NUMBERS, _UNGROUPED, *_WIDTHS),
    (*_LAYERS, *_NUMBERS),
)


def shrunk(config_class: type[PreTrainedConfig], sizes: Sequence[tuple[str, int]]) -> Any:
    """A config whose fields that match a pattern of `sizes` have its value; raises as it likes."""
    fields = _fields(config_class(), sizes)
    return config_class(**fields)


def _fields(default: PreTrainedConfig, sizes: Sequence[tuple[str, int]]) -> dict[str, Any]:
    names = [*default.to_dict(), *getattr(default, "attribute_map", {})]
    n_layers = getattr(default, "num_hidden_layers", None)
    fields: dict[str, Any] = {}
    for name in names:
        value = _value(default, name)
        if isinstance(value, PreTrainedConfig):
            fields[name] = {**_fields(value, sizes), "model_type": value.model_type}
        elif name.endswith("_token_id"):
            if name == "pad_token_id" or (isinstance(value, int) and value >= N_VOCABULARY):
                fields[name] = _IDS.get(name.removesuffix("_token_id"), 5)
        elif value is None and name in _NEEDED:
            fields[name] = _size(name, sizes)
        elif isinstance(value, int) and not isinstance(value, bool):
            size = _size(name, sizes)
            if size is not None and value:
                fields[name] = min(size, value)
        elif isinstance(value, list) and value and len(value) == n_layers:
            fields[name] = _both_kinds(value)
    return fields


def _size(name: str, sizes: Sequence[tuple[str, int]]) -> int | None:
    return next((size for pattern, size in sizes if re.fullmatch(pattern, name)), None)


def _value(default: PreTrainedConfig, name: str) -> Any:
    """None for what cannot be read or written: a property, a field of single layers."""
    written = getattr(default, "attribute_map", {}).get(name, name)
    if isinstance(getattr(type(default), written, None), property):
        return None
    try:
        return getattr(default, name, None)
    except Exception:  # noqa: BLE001  each family has its own
        return None


def _both_kinds(per_layer: list[Any]) -> list[Any]:
    """As many entries as there are layers, of two kinds where two occur."""
    first, last = per_layer[0], per_layer[-1]
    return [first, next((kind for kind in per_layer if kind != first), last)]
