"""The base model with the head of the task, and the batches that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BatchEncoding,
    DataCollatorForLanguageModeling,
    DataCollatorWithPadding,
)

from explorer.core.checkpoint.loading import quiet_library
from explorer.errors import ModelUnsupported, NoMaskToken
from explorer.finetune.data import Example
from explorer.finetune.space import Parameters


def opened(base: Path, labels: Sequence[str]) -> tuple[Any, Any]:
    """The model in float32 and its tokenizer. labels: empty for masked language modelling.

    Raises ModelUnsupported, NoMaskToken.
    """
    with quiet_library():
        tokenizer = AutoTokenizer.from_pretrained(base)
        model = _model(base, tokenizer, labels)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model.config.pad_token_id = tokenizer.pad_token_id
    return model, tokenizer


def _model(base: Path, tokenizer: Any, labels: Sequence[str]) -> Any:
    options: dict[str, Any] = {"dtype": torch.float32, "use_safetensors": True}
    try:
        if not labels:
            if tokenizer.mask_token is None:
                raise NoMaskToken(
                    f"{base.name} has no mask token, so it cannot learn to fill masks. "
                    "Choose another base model, or the task classification."
                )
            return AutoModelForMaskedLM.from_pretrained(base, **options)
        by_id = dict(enumerate(labels))
        return AutoModelForSequenceClassification.from_pretrained(
            base,
            num_labels=len(labels),
            id2label=by_id,
            label2id={label: id for id, label in by_id.items()},
            problem_type="single_label_classification",
            ignore_mismatched_sizes=True,  # the head of another classification gives way
            **options,
        )
    except ValueError as error:
        if "Unrecognized configuration class" not in str(error):
            raise
        task = "classifies texts" if labels else "fills masks"
        raise ModelUnsupported(
            f"Of {base.name} the library has no model that {task}. Choose another base model."
        ) from error


def tokenizer_of(base: Path) -> Any:
    with quiet_library():
        return AutoTokenizer.from_pretrained(base)


def n_tokens_of(examples: Sequence[Example], tokenizer: Any) -> list[int]:
    """Of each, special tokens included, before anything is cut."""
    texts = [example.text for example in examples]
    pairs = [example.pair for example in examples]
    with quiet_library():  # it warns that a text is longer than the model reads
        encoded = tokenizer(texts, None if pairs[0] is None else pairs)
    return [len(ids) for ids in encoded["input_ids"]]


class Batches:
    """Examples as the model reads them, cut to the maximum length, tokenised once."""

    def __init__(
        self,
        examples: Sequence[Example],
        tokenizer: Any,
        labels: Sequence[str],
        parameters: Parameters,
    ) -> None:
        self._size = int(parameters["batch_size"])
        pairs = [example.pair for example in examples]
        encoded = tokenizer(
            [example.text for example in examples],
            None if pairs[0] is None else pairs,
            truncation=True,
            max_length=_most_tokens(tokenizer, int(parameters["max_length"])),
            return_special_tokens_mask=not labels,
        )
        columns = dict(encoded)
        if labels:
            id_of = {label: id for id, label in enumerate(labels)}
            columns["labels"] = [id_of[example.label] for example in examples]
        self._rows = [
            {name: values[row] for name, values in columns.items()} for row in range(len(examples))
        ]
        self._collate: Any = (
            DataCollatorWithPadding(tokenizer)
            if labels
            else DataCollatorForLanguageModeling(
                tokenizer, mlm_probability=float(parameters["mask_share"])
            )
        )

    @property
    def n_batches(self) -> int:
        return -(-len(self._rows) // self._size)

    def __iter__(self) -> Iterator[BatchEncoding]:
        return self._in_order(list(range(len(self._rows))))

    def shuffled(self) -> Iterator[BatchEncoding]:
        """By torch's own generator, which the caller seeds."""
        return self._in_order(torch.randperm(len(self._rows)).tolist())

    def _in_order(self, order: list[int]) -> Iterator[BatchEncoding]:
        for start in range(0, len(order), self._size):
            rows = [self._rows[index] for index in order[start : start + self._size]]
            yield BatchEncoding(dict(self._collate(rows)))


def _most_tokens(tokenizer: Any, max_length: int) -> int:
    return min(max_length, int(tokenizer.model_max_length))
