"""`Shelf`: the model that reads for each kind: chosen, open, built in, or made with random weights.

Random weights cannot predict; they see what a trained model sees, and cost what it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint, prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.core.checkpoint.objective import TRAINED_AS
from explorer.core.hub.cache import cached_models
from explorer.core.lessons.successors.readers import (
    CausalReader,
    CheckpointReader,
    MaskedReader,
    OrderReader,
    Reader,
    SegmentReader,
)
from explorer.core.lessons.transformer_xl import TransformerXLs
from explorer.errors import BadInput
from explorer.records import LoadRequest
from explorer.records.lessons.successors import ReaderKind
from explorer.resources import DEFAULT_MODEL

_SEED = 0
_FAMILIES: dict[ReaderKind, tuple[str, ...]] = {
    "bert": ("bert", "distilbert", "albert", "electra", "mpnet", "modernbert"),
    "roberta": ("roberta", "xlm-roberta", "camembert"),
    "xlnet": ("xlnet",),
    "causal": ("gpt2", "gpt_neo", "gpt_neox", "llama", "qwen2", "qwen3", "mistral", "opt", "phi"),
}


class Shelf:
    """Keeps what it made, and of each kind the model that was chosen last.

    xlnet: opens the built-in XLNet. transformer_xls: where Transformer-XL comes from.
    """

    def __init__(self, xlnet: Callable[[], Checkpoint], transformer_xls: TransformerXLs) -> None:
        self._xlnet, self._transformer_xls = xlnet, transformer_xls
        self._chosen: dict[ReaderKind, tuple[str, Reader]] = {}
        self._of_open: tuple[Checkpoint, Reader] | None = None
        self._made: dict[ReaderKind, Reader] = {}

    def reader(self, kind: ReaderKind, source: str, opened: Checkpoint | None) -> Reader:
        """opened: the model of the window. Raises CheckpointError, OutOfMemory, BadInput."""
        if source:
            if kind not in self._chosen or self._chosen[kind][0] != source:
                self._chosen.pop(kind, None)  # or two would have to fit
                self._chosen[kind] = source, self._chosen_reader(kind, source)
            return self._chosen[kind][1]
        if opened is not None and kind_of(opened) == kind:
            if self._of_open is None or self._of_open[0] is not opened:
                self._of_open = opened, _reader(kind, opened)
            return self._of_open[1]
        if kind not in self._made:
            self._made[kind] = self._without_choice(kind)
        return self._made[kind]

    def let_go(self) -> None:
        """Forget the model of the window, those that were chosen, and what could be chosen."""
        self._of_open = None
        self._chosen.clear()
        self.__dict__.pop("offered", None)  # another may have been downloaded since

    @cached_property
    def offered(self) -> tuple[tuple[ReaderKind, str], ...]:
        """Whole models of the hub's cache, by the kind that they could read for; no classifiers."""
        kinds = {family: kind for kind, families in _FAMILIES.items() for family in families}
        return tuple(
            (kinds[model.family], model.id)
            for model in cached_models()
            if model.is_whole and model.family in kinds and not model.labels
        )

    def _without_choice(self, kind: ReaderKind) -> Reader:
        match kind:
            case "bert":
                return MaskedReader(self._bert)
            case "xlnet":
                return OrderReader(self._xlnet())
            case "transformer-xl":
                return SegmentReader(self._transformer_xls.own)
            case "roberta" | "causal":
                return _reader(kind, _seeded(kind, self._bert), is_trained=False)

    def _chosen_reader(self, kind: ReaderKind, source: str) -> Reader:
        if kind == "transformer-xl":
            return SegmentReader(self._transformer_xls.published(Path(source)), source)
        return _chosen(kind, source)

    @cached_property
    def _bert(self) -> Checkpoint:
        return open_checkpoint(LoadRequest(DEFAULT_MODEL, device="cpu"))


def kind_of(checkpoint: Checkpoint) -> ReaderKind | None:
    """What an open model can read for; None where none of the kinds fits."""
    info = checkpoint.info
    if info.predicts_in_any_order:
        return "xlnet"
    if info.objective == "causal":
        return "causal"
    if info.objective != "masked":
        return None
    return "roberta" if info.family in _FAMILIES["roberta"] else "bert"


def _chosen(kind: ReaderKind, source: str) -> Reader:
    checkpoint = open_checkpoint(LoadRequest(source))
    found = kind_of(checkpoint)
    # A BERT may stand in RoBERTa's place: both are masked models.
    is_masked = {found, kind} <= {"bert", "roberta"}
    if found != kind and not is_masked:
        info = checkpoint.info
        why = f"it is of the family “{info.family}”" if found else TRAINED_AS[info.objective]
        raise BadInput(
            f"{info.name} cannot read here: {why}. "
            "Choose a model of the kind that the column is about."
        )
    return _reader(kind, checkpoint)


def _reader(kind: ReaderKind, checkpoint: Checkpoint, *, is_trained: bool = True) -> Reader:
    readers: dict[ReaderKind, type[CheckpointReader]] = {
        "bert": MaskedReader,
        "roberta": MaskedReader,
        "xlnet": OrderReader,
        "causal": CausalReader,
    }
    reader: Any = readers[kind](checkpoint, is_trained=is_trained)
    read: Reader = reader
    return read


def _seeded(kind: ReaderKind, like: Checkpoint) -> Checkpoint:
    """As wide, as deep and with the same vocabulary as BERT, so that costs can be compared."""
    from transformers import GPT2Config, GPT2LMHeadModel, RobertaConfig, RobertaForMaskedLM

    size = like.model.config
    common = {"vocab_size": size.vocab_size, "bos_token_id": None, "eos_token_id": None}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_SEED)
        if kind == "roberta":
            config = RobertaConfig(
                **common,
                hidden_size=size.hidden_size,
                num_hidden_layers=size.num_hidden_layers,
                num_attention_heads=size.num_attention_heads,
                intermediate_size=size.intermediate_size,
                max_position_embeddings=size.max_position_embeddings + 1,
                pad_token_id=0,
            )
            return prepared(
                Loaded(RobertaForMaskedLM(config), like.tokenizer, "masked"), name="RoBERTa"
            )
        config = GPT2Config(
            **common,
            n_embd=size.hidden_size,
            n_layer=size.num_hidden_layers,
            n_head=size.num_attention_heads,
            n_inner=size.intermediate_size,
            n_positions=size.max_position_embeddings,
        )
        return prepared(Loaded(GPT2LMHeadModel(config), like.tokenizer, "causal"), name="GPT-2")
