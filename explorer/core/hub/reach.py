"""How the attention of a family will be reached, told from the `model_type` of its config."""

from __future__ import annotations

from explorer.records import Reach

_CAPTURED = (
    *("albert", "bart", "bert", "camembert", "distilbert", "electra", "gemma", "gemma2"),
    *("gemma3_text", "gpt2", "gpt_neox", "gpt_oss", "llama", "m2m_100", "marian", "mbart"),
    *("mistral", "modernbert", "mt5", "opt", "pegasus", "phi", "qwen2", "qwen3", "roberta", "t5"),
    "xlm-roberta",
)
_NATIVE = (
    *("big_bird", "bloom", "deberta", "deberta-v2", "falcon", "funnel", "gpt_neo", "gptj", "led"),
    *("longformer", "mobilebert", "mpnet", "mpt", "squeezebert", "xlm", "xlnet"),
)


def reach_of(family: str) -> Reach:
    """`unknown` where the hub does not say the family, or only opening it will tell."""
    if family in _CAPTURED:
        return "captured"
    return "native" if family in _NATIVE else "unknown"
