"""Tiny seeded models of many families, built in memory from their real config classes."""

from __future__ import annotations

import copy
from typing import Any

import torch
import transformers

from explorer.core.checkpoint.checkpoint import Checkpoint, prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.records import Objective

N_VOCABULARY = 99
_BERT = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
}
_LLAMA = {**_BERT, "num_key_value_heads": 2, "head_dim": 8}
_GEMMA = {**_LLAMA, "query_pre_attn_scalar": 8, "attn_logit_softcapping": 2.0, "sliding_window": 4}
_T5 = {"d_model": 32, "d_kv": 8, "d_ff": 48, "num_layers": 2, "num_heads": 4}
_BART = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "max_position_embeddings": 64,
}
_MARIAN = {**_BART, "pad_token_id": 0, "decoder_start_token_id": 0, "eos_token_id": 1}
_GPT2 = {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64}

# name: (config class, fields, model class)
CAPTURED: dict[str, tuple[str, dict[str, Any], str]] = {
    "bert": ("BertConfig", _BERT, "BertForMaskedLM"),
    "roberta": ("RobertaConfig", {**_BERT, "pad_token_id": 1}, "RobertaForMaskedLM"),
    "distilbert": (
        "DistilBertConfig",
        {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 48, "max_position_embeddings": 64},
        "DistilBertForMaskedLM",
    ),
    "albert": (
        "AlbertConfig",
        {**_BERT, "num_hidden_layers": 3, "embedding_size": 16},
        "AlbertForMaskedLM",
    ),
    "electra": ("ElectraConfig", {**_BERT, "embedding_size": 16}, "ElectraForMaskedLM"),
    "modernbert": (
        "ModernBertConfig",
        {**_BERT, "num_hidden_layers": 4, "local_attention": 4, "pad_token_id": 0},
        "ModernBertForMaskedLM",
    ),
    "gpt2": ("GPT2Config", _GPT2, "GPT2LMHeadModel"),
    "gpt_neox": ("GPTNeoXConfig", _BERT, "GPTNeoXForCausalLM"),
    "llama": ("LlamaConfig", _LLAMA, "LlamaForCausalLM"),
    "mistral": ("MistralConfig", {**_LLAMA, "sliding_window": 3}, "MistralForCausalLM"),
    "qwen3": ("Qwen3Config", _LLAMA, "Qwen3ForCausalLM"),
    "gemma2": ("Gemma2Config", _GEMMA, "Gemma2ForCausalLM"),
    "gpt_oss": (
        "GptOssConfig",
        {**_LLAMA, "sliding_window": 3, "num_local_experts": 2, "num_experts_per_tok": 1},
        "GptOssForCausalLM",
    ),
    "t5": ("T5Config", _T5, "T5ForConditionalGeneration"),
    "bart": ("BartConfig", _BART, "BartForConditionalGeneration"),
    "marian": ("MarianConfig", _MARIAN, "MarianMTModel"),
}
NATIVE: dict[str, tuple[str, dict[str, Any], str]] = {
    "xlnet": (
        "XLNetConfig",
        {"d_model": 32, "n_layer": 2, "n_head": 4, "d_inner": 48},
        "XLNetModel",
    ),
    "deberta_v2": (
        "DebertaV2Config",
        {**_BERT, "relative_attention": True, "pos_att_type": ["p2c", "c2p"]},
        "DebertaV2ForMaskedLM",
    ),
    "mpnet": ("MPNetConfig", {**_BERT, "pad_token_id": 1}, "MPNetForMaskedLM"),
    "gpt_neo": (
        "GPTNeoConfig",
        {
            "hidden_size": 32,
            "num_layers": 2,
            "num_heads": 4,
            "attention_types": [[["global", "local"], 1]],
            "window_size": 3,
            "max_position_embeddings": 64,
        },
        "GPTNeoForCausalLM",
    ),
}
FAMILIES = CAPTURED | NATIVE
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "funnel": (
        "FunnelConfig",
        {"d_model": 32, "n_head": 4, "d_head": 8, "d_inner": 48, "block_sizes": [1, 1]},
        "FunnelForMaskedLM",
    ),
    "squeezebert": (
        "SqueezeBertConfig",
        {**_BERT, "embedding_size": 32},
        "SqueezeBertForMaskedLM",
    ),
}


def tiny_model(family: str, **fields: Any) -> Any:
    """A seeded model with weights large enough that attention is far from uniform.

    fields: replace those of the family's tiny config.
    """
    config_class, defaults, model_class = (FAMILIES | REFUSED)[family]
    config = getattr(transformers, config_class)(
        **{"vocab_size": N_VOCABULARY, **defaults, **fields}
    )
    torch.manual_seed(0)
    options = {"attn_implementation": "eager"} if family in NATIVE | REFUSED else {}
    model = getattr(transformers, model_class)._from_config(config, **options)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0.0, 0.15)
    return model.eval()


def eager_twin(model: Any) -> Any:
    """The same model computing eagerly, on a config of its own: configs carry the switch."""
    twin = copy.deepcopy(model)
    twin.set_attn_implementation("eager")
    return twin


def padded_batch(model: Any, *, lengths: tuple[int, ...] = (9, 6), seed: int = 1) -> dict[str, Any]:
    """Token ids of texts of these lengths, right-padded, with token types where known."""
    generator = torch.Generator().manual_seed(seed)
    shape = (len(lengths), max(lengths))
    ids = torch.randint(5, N_VOCABULARY - 5, shape, generator=generator)
    attends = torch.arange(shape[1])[None, :] < torch.tensor(lengths)[:, None]
    inputs = {"input_ids": ids, "attention_mask": attends.long()}
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = (torch.arange(shape[1]) > 3).long().expand(shape).contiguous()
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = ids[:, 1:6].flip(0).contiguous()
    return inputs


def tiny_checkpoint(family: str, tokenizer: Any = None, **fields: Any) -> Checkpoint:
    """`tiny_model`, tried and ready to run."""
    model = tiny_model(family, **fields)
    name = type(model).__name__
    objective: Objective = "encoder"
    if model.config.is_encoder_decoder:
        objective = "seq2seq"
    elif "Masked" in name:
        objective = "masked"
    elif "LM" in name:
        objective = "causal"
    return prepared(Loaded(model, tokenizer, objective), name=f"tiny {family}")
