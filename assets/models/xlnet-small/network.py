"""The network and its vocabulary: a small XLNet from scratch, and the files it is saved as."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import embeddings
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import XLNetConfig, XLNetLMHeadModel, XLNetTokenizer

N_WORDS = 8192
WIDTH = 256
SPECIAL = ["<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"]
MAX_TOKENS = 128


def learn_vocabulary(texts: list[str]) -> XLNetTokenizer:
    """XLNet's tokenizer, lower-case, with a Unigram vocabulary of N_WORDS learnt from `texts`.

    The pieces are found by byte-pair merges and weighed by how often they come out. The library's
    own Unigram trainer counts each distinct word once when it looks for pieces, and so misses
    “▁they” and “▁from”.
    """
    learner = Tokenizer(models.BPE(unk_token=SPECIAL[0]))
    learner.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    # XLNet's tokenizer cuts at white space only, but a piece that is not learnt never comes out:
    # with these cuts there is no “▁it.” beside “▁it”.
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(),
            pre_tokenizers.Punctuation(),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=N_WORDS, special_tokens=SPECIAL, limit_alphabet=80, show_progress=False
    )
    learner.train_from_iterator(texts, trainer)
    counts = Counter(token for row in learner.encode_batch_fast(texts) for token in row.ids)
    n_tokens = counts.total()
    pieces = [(piece, 0.0) for piece in SPECIAL]
    for token in range(len(SPECIAL), learner.get_vocab_size()):
        pieces.append((learner.id_to_token(token), math.log(max(counts[token], 0.5) / n_tokens)))
    return XLNetTokenizer(vocab=pieces, unk_id=0, do_lower_case=True)


def build() -> XLNetLMHeadModel:
    """The untrained network."""
    config = XLNetConfig(
        vocab_size=N_WORDS, d_model=WIDTH, n_layer=6, n_head=4, d_inner=4 * WIDTH,
        ff_activation="gelu", dropout=0.0, summary_type="last",
    )  # fmt: skip
    model = XLNetLMHeadModel(config)
    with torch.no_grad():
        for layer in model.transformer.layer:
            # Segments are not used: with zeros the weights are the same whether they come or not.
            for unused in (layer.rel_attn.seg_embed, layer.rel_attn.r_s_bias):
                unused.zero_().requires_grad_(False)
    return model


def count(rows: list[list[int]]) -> dict[str, torch.Tensor]:
    """What counting can tell before any training: word vectors, and the centred log frequency."""
    counts = Counter(token for row in rows for token in row)
    frequency = torch.tensor([counts[token] + 1.0 for token in range(N_WORDS)]).log()
    words = embeddings.from_counts(rows, n_words=N_WORDS, width=WIDTH)
    return {"words": words, "frequency": frequency - frequency.mean()}


def begin(model: XLNetLMHeadModel, counted: dict[str, torch.Tensor]) -> None:
    """Put what was counted into the embeddings, which the head shares, and the head's bias."""
    with torch.no_grad():
        model.transformer.word_embedding.weight.copy_(counted["words"])
        model.lm_loss.bias.copy_(counted["frequency"])


def share_positions(model: XLNetLMHeadModel) -> None:
    """Encode distances once for the batch instead of once a row; the numbers stay the same."""
    encode = model.transformer.relative_positional_encoding

    def encode_once(
        qlen: int, klen: int, bsz: int | None = None, device: torch.device | None = None
    ) -> torch.Tensor:
        return encode(qlen, klen, bsz=None if bsz is None else 1, device=device)

    model.transformer.relative_positional_encoding = encode_once


def parameter_groups(model: XLNetLMHeadModel) -> list[dict[str, Any]]:
    """Weight decay for matrices only."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    matrices = [p for p in trained if p.ndim > 1]
    return [
        {"params": matrices, "weight_decay": 0.01},
        {"params": [p for p in trained if p.ndim == 1], "weight_decay": 0.0},
    ]


def export(model: XLNetLMHeadModel, tokenizer: XLNetTokenizer, out: Path) -> None:
    """Write config, tokenizer and float16 weights (the tied head once)."""
    out.mkdir(parents=True, exist_ok=True)
    config = model.config
    config.architectures = ["XLNetLMHeadModel"]
    config.dropout = 0.1  # XLNet's own rate, for those who fine-tune the model
    config.dtype = "float16"
    config.save_pretrained(out)
    tokenizer.save_pretrained(out)
    weights = {
        name: tensor.detach().cpu().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if name != "lm_loss.weight"
    }
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)
