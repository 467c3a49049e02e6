"""Find out how a model's attention can be seen, by running it on a few tokens.

Capture counts only if the model computes the same with it as without; else the model's own maps
must do; a model with neither is refused.
"""

from __future__ import annotations

from typing import Any, Literal

import torch

from explorer.core.attention.native.streams import is_permuted, targets_last
from explorer.core.attention.passes import Pass, first_line, result, traced_pass
from explorer.core.attention.sites import SITES
from explorer.core.checkpoint.class_head import end_id, ended, is_classifier
from explorer.core.checkpoint.limits import input_embedding
from explorer.core.memory import is_out_of_memory
from explorer.errors import ModelUnsupported
from explorer.records import SiteInfo

Method = Literal["captured", "native"]

_N_TOKENS, _N_PADDED = 7, 2
# Of the largest logit: SDPA itself differs by this much from one mask layout to another.
_TOLERANCE = {torch.float32: 1e-4, torch.float16: 2e-2, torch.bfloat16: 8e-2}
_FAILURES = (RuntimeError, ValueError, TypeError, KeyError, AttributeError, IndexError)


def tried(model: Any, tokenizer: Any) -> tuple[Method, tuple[SiteInfo, ...]]:
    """The way to see its attention, and the sites that it has.

    Raises ModelUnsupported with the reason where there is none. That memory ran out passes as it
    is: it says nothing about the model.
    """
    inputs = _trial_inputs(model, tokenizer)
    reason: Exception | None = None
    if model._can_set_attn_implementation():
        try:
            forward = traced_pass(model, inputs, method="captured", is_stale=lambda: False)
            if _computes_the_same(model, inputs, forward):
                return "captured", _sites(forward)
        except (*_FAILURES, ModelUnsupported) as error:
            if is_out_of_memory(error):
                raise
            reason = error
    try:
        forward = traced_pass(model, inputs, method="native", is_stale=lambda: False)
        return "native", _sites(forward)
    except ModelUnsupported as error:
        raise error from reason
    except _FAILURES as error:
        if is_out_of_memory(error):
            raise
        raise ModelUnsupported(
            f"The model loads, but fails on a few tokens: {first_line(error)}{_way_out(model)}"
        ) from error


def _way_out(model: Any) -> str:
    """Some families, XLNet's two streams among them, compute in float32 only."""
    formats = {parameter.dtype for parameter in model.parameters()} - {torch.float32}
    if not formats:
        return ""
    narrow = " and ".join(str(dtype).removeprefix("torch.") for dtype in formats)
    return f". It may not compute in {narrow}: choose the number format float32."


def _trial_inputs(model: Any, tokenizer: Any) -> dict[str, torch.Tensor]:
    """Two texts of ordinary tokens, the second one padded, so that masks are tried as well."""
    n_known = _n_known(model)
    special = set(tokenizer.all_special_ids) if tokenizer is not None else set()
    special |= {getattr(model.config, "pad_token_id", None), end_id(model)}
    ordinary = [id for id in range(n_known // 2, n_known) if id not in special]
    ordinary += [id for id in range(n_known // 2) if id not in special]
    ids = torch.tensor([ordinary[place % len(ordinary)] for place in range(2 * _N_TOKENS)])
    attends = torch.ones(2, _N_TOKENS, dtype=torch.long)
    attends[1, -_N_PADDED:] = 0
    ids = ended(model, ids.view(2, _N_TOKENS), (_N_TOKENS, _N_TOKENS - _N_PADDED))
    inputs = {"input_ids": ids, "attention_mask": attends}
    if getattr(model.config, "is_encoder_decoder", False) and not is_classifier(model):
        inputs["decoder_input_ids"] = ids[:, : _N_TOKENS - 2].contiguous()
    if is_permuted(model):
        one = targets_last([2], _N_TOKENS, dtype=model.dtype, device=torch.device("cpu"))
        inputs |= {name: tensor.expand(2, -1, -1) for name, tensor in one.items()}
    n_texts = 1 if _reads_one_at_once(model) else 2
    return {name: tensor[:n_texts].to(model.device) for name, tensor in inputs.items()}


def _reads_one_at_once(model: Any) -> bool:
    """A causal body's classifier finds the end of a text by the padding, and may know none."""
    return is_classifier(model) and getattr(model.config, "pad_token_id", None) is None


def _n_known(model: Any) -> int:
    embedding = input_embedding(model)
    if embedding is not None:
        return embedding.num_embeddings
    return int(getattr(model.config.get_text_config(), "vocab_size", 128))


def _computes_the_same(model: Any, inputs: dict[str, torch.Tensor], forward: Pass) -> bool:
    with torch.no_grad():
        plain = model(**inputs)
    expected, got = result(plain), forward.result
    if expected is None or got is None or expected.shape != got.shape:
        return False
    if expected.dim() == 3:  # and not the (batch, label) of a classifier
        is_real = inputs.get("decoder_attention_mask", inputs["attention_mask"])
        is_real = is_real[:, : expected.shape[1]].bool()
        if "decoder_input_ids" in inputs:
            is_real = torch.ones_like(is_real)
        expected, got = expected[is_real], got[is_real]
    expected, got = expected.float(), got.float()
    if not torch.isfinite(expected).all():
        return True  # broken weights are not the fault of the capture
    tolerance = _TOLERANCE.get(model.dtype, 1e-4) * max(1.0, float(expected.abs().max()))
    return float((expected - got).abs().max()) <= tolerance


def _sites(forward: Pass) -> tuple[SiteInfo, ...]:
    sites = sorted(forward.trace.sites.values(), key=lambda site: SITES.index(site.name))
    return tuple(site.info for site in sites)
