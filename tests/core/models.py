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
_OPT = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "ffn_dim": 48,
    "word_embed_proj_dim": 32,
    "max_position_embeddings": 64,
}
_MARIAN = {**_BART, "pad_token_id": 0, "decoder_start_token_id": 0, "eos_token_id": 1}
_GPT2 = {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64}

# name: (config class, fields, model class)
CAPTURED: dict[str, tuple[str, dict[str, Any], str]] = {
    "bert": ("BertConfig", _BERT, "BertForMaskedLM"),
    "roberta": ("RobertaConfig", {**_BERT, "pad_token_id": 1}, "RobertaForMaskedLM"),
    "xlm_roberta": ("XLMRobertaConfig", {**_BERT, "pad_token_id": 1}, "XLMRobertaForMaskedLM"),
    "camembert": ("CamembertConfig", {**_BERT, "pad_token_id": 1}, "CamembertForMaskedLM"),
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
    "opt": ("OPTConfig", _OPT, "OPTForCausalLM"),
    "phi": ("PhiConfig", {**_BERT, "partial_rotary_factor": 0.5}, "PhiForCausalLM"),
    "gpt_neox": ("GPTNeoXConfig", _BERT, "GPTNeoXForCausalLM"),
    "llama": ("LlamaConfig", _LLAMA, "LlamaForCausalLM"),
    "mistral": ("MistralConfig", {**_LLAMA, "sliding_window": 3}, "MistralForCausalLM"),
    "qwen2": ("Qwen2Config", _LLAMA, "Qwen2ForCausalLM"),
    "qwen3": ("Qwen3Config", _LLAMA, "Qwen3ForCausalLM"),
    "gemma": ("GemmaConfig", _LLAMA, "GemmaForCausalLM"),
    "gemma3": (
        "Gemma3TextConfig",
        {**_LLAMA, "query_pre_attn_scalar": 8, "sliding_window": 4, "sliding_window_pattern": 2},
        "Gemma3ForCausalLM",
    ),
    "gemma2": ("Gemma2Config", _GEMMA, "Gemma2ForCausalLM"),
    "gpt_oss": (
        "GptOssConfig",
        {**_LLAMA, "sliding_window": 3, "num_local_experts": 2, "num_experts_per_tok": 1},
        "GptOssForCausalLM",
    ),
    "t5": ("T5Config", _T5, "T5ForConditionalGeneration"),
    "mt5": ("MT5Config", _T5, "MT5ForConditionalGeneration"),
    "bart": ("BartConfig", _BART, "BartForConditionalGeneration"),
    "mbart": ("MBartConfig", _BART, "MBartForConditionalGeneration"),
    "marian": ("MarianConfig", _MARIAN, "MarianMTModel"),
    "pegasus": ("PegasusConfig", _BART, "PegasusForConditionalGeneration"),
    "m2m_100": ("M2M100Config", _BART, "M2M100ForConditionalGeneration"),
    "mobilebert": (
        "MobileBertConfig",
        {**_BERT, "embedding_size": 16, "intra_bottleneck_size": 32, "true_hidden_size": 32},
        "MobileBertForMaskedLM",
    ),
}
NATIVE: dict[str, tuple[str, dict[str, Any], str]] = {
    "xlnet": (
        "XLNetConfig",
        {"d_model": 32, "n_layer": 2, "n_head": 4, "d_inner": 48},
        "XLNetModel",
    ),
    "xlnet_lm": (
        "XLNetConfig",
        {"d_model": 32, "n_layer": 2, "n_head": 4, "d_inner": 48},
        "XLNetLMHeadModel",
    ),
    "deberta": (
        "DebertaConfig",
        {**_BERT, "relative_attention": True, "pos_att_type": ["p2c", "c2p"]},
        "DebertaForMaskedLM",
    ),
    "deberta_v3": (
        "DebertaV2Config",
        {
            **_BERT,
            "relative_attention": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_buckets": 4,
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
        },
        "DebertaV2ForMaskedLM",
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
    "gptj": (
        "GPTJConfig",
        {"n_embd": 32, "n_layer": 2, "n_head": 4, "rotary_dim": 4, "n_positions": 64},
        "GPTJForCausalLM",
    ),
    "bloom": ("BloomConfig", {"hidden_size": 32, "n_layer": 2, "n_head": 4}, "BloomForCausalLM"),
    "falcon": (
        "FalconConfig",
        {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
        "FalconForCausalLM",
    ),
    "mpt": ("MptConfig", {"d_model": 32, "n_layers": 2, "n_heads": 4}, "MptForCausalLM"),
    "xlm": (
        "XLMConfig",
        {"emb_dim": 32, "n_layers": 2, "n_heads": 4, "max_position_embeddings": 64},
        "XLMWithLMHeadModel",
    ),
    "longformer": (
        "LongformerConfig",
        {**_BERT, "attention_window": [4, 8], "pad_token_id": 1},
        "LongformerForMaskedLM",
    ),
    "led": (
        "LEDConfig",
        {
            **_BART,
            "attention_window": [4, 8],
            "max_encoder_position_embeddings": 64,
            "max_decoder_position_embeddings": 64,
        },
        "LEDForConditionalGeneration",
    ),
    "big_bird": (
        "BigBirdConfig",
        {**_BERT, "block_size": 4, "num_random_blocks": 2},
        "BigBirdForMaskedLM",
    ),
    "bigbird_pegasus": (
        "BigBirdPegasusConfig",
        {**_BART, "block_size": 4, "num_random_blocks": 2},
        "BigBirdPegasusForConditionalGeneration",
    ),
    "funnel": (
        "FunnelConfig",
        {"d_model": 32, "n_head": 4, "d_head": 8, "d_inner": 48, "block_sizes": [2, 1, 1]},
        "FunnelForMaskedLM",
    ),
    "squeezebert": (
        "SqueezeBertConfig",
        {**_BERT, "embedding_size": 32},
        "SqueezeBertForMaskedLM",
    ),
}
FAMILIES = CAPTURED | NATIVE


def tiny_model(family: str, **fields: Any) -> Any:
    """A seeded model with weights large enough that attention is far from uniform.

    fields: replace those of the family's tiny config.
    """
    config_class, defaults, model_class = FAMILIES[family]
    config = getattr(transformers, config_class)(
        **{"vocab_size": N_VOCABULARY, **defaults, **fields}
    )
    torch.manual_seed(0)
    options = {"attn_implementation": "eager"} if family in NATIVE else {}
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
    elif "Masked" in name or family == "xlnet_lm":
        objective = "masked"
    elif "LM" in name:
        objective = "causal"
    return prepared(Loaded(model, tokenizer, objective), name=f"tiny {family}")
