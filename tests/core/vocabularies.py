"""Tiny tokenizers of every spelling, trained in memory on a few sentences."""

from __future__ import annotations

import io
import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
import transformers
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from explorer.resources import asset

SENTENCES = (
    "The capital of France is Paris.",
    "The doctor told the patient to take the medicine.",
    "A cat sat on the mat, and the dog didn't see it.",
    "well-known words go on and on; paying attention pays",
    "the quick brown fox jumps over the lazy dog 0123456789",
)


@cache
def wordpiece() -> Any:
    """BERT's, as built in: uncased, `##` for pieces, `[MASK]`."""
    return transformers.AutoTokenizer.from_pretrained(asset("models", "minilm-mlm"))


@cache
def chinese() -> Any:
    """As Chinese BERT reads: a token for each character."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    characters = sorted(set("使用语言模型来预测下一个词的概率我喜欢打篮球。，"))
    vocabulary = {name: id for id, name in enumerate([*special, *characters, "bert", "##s"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )  # fmt: skip
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip


@cache
def roberta() -> Any:
    """Byte-level pieces with `<s> … </s>`, and a `<mask>` that takes the space before it."""
    tokenizer = _byte_level(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )  # fmt: skip
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
        pad_token="<pad>", unk_token="<unk>", mask_token=AddedToken("<mask>", lstrip=True),
    )  # fmt: skip


@cache
def gpt2() -> Any:
    """Byte-level pieces, nothing added, no mask."""
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=_byte_level(["<|endoftext|>"]), eos_token="<|endoftext|>"
    )


@cache
def t5() -> Any:
    """SentencePiece with `▁` and a closing `</s>`."""
    tokenizer = _unigram(["<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    )


@cache
def xlnet() -> Any:
    """SentencePiece with `▁`, `<sep><cls>` at the end, and a `<mask>`."""
    tokenizer = _unigram(["<pad>", "<sep>", "<cls>", "<unk>", "<mask>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A <sep> <cls>", pair="$A <sep> $B <sep> <cls>",
        special_tokens=[("<sep>", 1), ("<cls>", 2)],
    )  # fmt: skip
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, sep_token="<sep>", cls_token="<cls>",
        pad_token="<pad>", unk_token="<unk>", mask_token="<mask>",
    )  # fmt: skip


@cache
def llama() -> Any:
    """`▁` without a pre-tokenizer, `<0x0A>` for bytes outside the vocabulary, `<s>` in front."""
    alphabet = sorted(set("".join(SENTENCES).replace(" ", "▁")))
    names = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *alphabet, "▁T"]
    merges = [("▁", "T")]
    tokenizer = Tokenizer(
        models.BPE(
            vocab={name: id for id, name in enumerate(names)},
            merges=merges, byte_fallback=True, unk_token="<unk>", fuse_unk=True,
        )
    )  # fmt: skip
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )


def marian(folder: Path) -> Any:
    """SentencePiece by Python only: no offsets. English to the same words in capitals."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces: list[str] = []
    for name, sentences in (
        ("source", SENTENCES),
        ("target", [sentence.upper() for sentence in SENTENCES]),
    ):
        trained = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences * 20), model_writer=trained, vocab_size=64,
            model_type="unigram", minloglevel=2,
        )  # fmt: skip
        (folder / f"{name}.spm").write_bytes(trained.getvalue())
        model = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
        pieces += [model.id_to_piece(id) for id in range(model.get_piece_size())]
    names = dict.fromkeys(["</s>", "<unk>", *pieces, "<pad>"])
    vocabulary = {name: id for id, name in enumerate(names) if name != "<s>"}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
        return transformers.MarianTokenizer(
            str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json")
        )


def _unigram(special_tokens: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(
        SENTENCES * 20,
        trainers.UnigramTrainer(vocab_size=90, special_tokens=special_tokens, unk_token="<unk>"),
    )
    return tokenizer


def _byte_level(special_tokens: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        SENTENCES * 20,
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=special_tokens,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    return tokenizer


BY_FAMILY = {
    "bert": wordpiece,
    "modernbert": wordpiece,
    "deberta": wordpiece,
    "llama": llama,
    "mistral": llama,
    "gemma2": llama,
    "gpt_oss": llama,
    "t5": t5,
    "xlnet": t5,
}
