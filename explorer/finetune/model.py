"""The base model with the head of the task, and the batches that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BatchEncoding,
    DataCollatorWithPadding,
)

from explorer.core.checkpoint.limits import max_tokens
from explorer.core.checkpoint.loading import quiet_library
from explorer.core.text.segments import filled, reads_segments
from explorer.errors import BadInput
from explorer.finetune.data import Example
from explorer.finetune.masks import Masks
from explorer.finetune.space import PARAMETERS, Parameters


def opened(base: Path, labels: Sequence[str]) -> tuple[Any, Any]:
    """The model in float32 and its tokenizer. labels: empty for masked language modelling.

    The base is one that `suitability` has found good.
    """
    with quiet_library():
        tokenizer = AutoTokenizer.from_pretrained(base)
        model = _model(base, labels)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model.config.pad_token_id = tokenizer.pad_token_id
    if model.config.model_type == "xlnet":
        tokenizer.padding_side = "left"  # its head reads the class at the last place
    return model, tokenizer


def _model(base: Path, labels: Sequence[str]) -> Any:
    options: dict[str, Any] = {"dtype": torch.float32, "use_safetensors": True}
    if not labels:
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


def tokenizer_of(base: Path) -> Any:
    with quiet_library():
        return AutoTokenizer.from_pretrained(base)


def limit_in(base: Path, tokenizer: Any) -> int | None:
    """`limit_of` the model in a folder, whose weights are not read."""
    with quiet_library(), torch.device("meta"):
        model = AutoModel.from_config(AutoConfig.from_pretrained(base))
    return limit_of(model, tokenizer)


def limit_of(model: Any, tokenizer: Any) -> int | None:
    """To how many tokens a text is cut at the latest; None where there is no end."""
    known = (max_tokens(model, tokenizer), int(tokenizer.model_max_length))
    limit = min(most for most in known if most is not None)
    return limit if limit < PARAMETERS["max_length"].most else None  # 10^30 is “not known”


def n_tokens_of(examples: Sequence[Example], tokenizer: Any) -> list[int]:
    """Of each, special tokens included, before anything is cut."""
    texts = [example.text for example in examples]
    pairs = [example.pair for example in examples]
    with quiet_library():  # it warns that a text is longer than the model reads
        encoded = tokenizer(texts, None if pairs[0] is None else pairs)
    return [len(ids) for ids in encoded["input_ids"]]


class Batches:
    """Examples as the explorer will give them to the model, cut to the maximum length.

    They are tokenised once.
    labels: empty for masked language modelling; texts of nothing to predict are then left out.
    seed: of masks that a text keeps, whatever batch it is in and whatever it is cut to; without
        one they are drawn anew each time, by torch's own generator.
    Raises BadInput.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        model: Any,
        tokenizer: Any,
        labels: Sequence[str],
        parameters: Parameters,
        *,
        seed: int | None = None,
    ) -> None:
        self._size, self._seed = int(parameters["batch_size"]), seed
        max_length = int(parameters["max_length"])
        pairs = [example.pair for example in examples]
        encoded = tokenizer(
            [example.text for example in examples],
            None if pairs[0] is None else pairs,
            truncation=True,
            max_length=min(max_length, limit_of(model, tokenizer) or max_length),
        )
        columns = _columns(encoded, model, has_pairs=pairs[0] is not None)
        if labels:
            id_of = {label: id for id, label in enumerate(labels)}
            columns["labels"] = [id_of[example.label] for example in examples]
        self._masks = None if labels else Masks(tokenizer, float(parameters["mask_share"]))
        self._rows = [
            (example.line, {name: values[row] for name, values in columns.items()})
            for row, example in enumerate(examples)
            if self._masks is None or self._masks.can_draw(columns["input_ids"][row])
        ]
        if not self._rows:
            raise BadInput(
                f"Cut to {max_length:,} tokens, no text has one that could be masked. "
                "Choose a larger max_length, or other texts."
            )
        self._collate = DataCollatorWithPadding(tokenizer)

    @property
    def n_batches(self) -> int:
        return -(-len(self._rows) // self._size)

    @property
    def n_tokens(self) -> int:
        """Of all texts, as they are cut, without padding."""
        return sum(len(row["input_ids"]) for _line, row in self._rows)

    def __iter__(self) -> Iterator[BatchEncoding]:
        return self._in_order(list(range(len(self._rows))))

    def shuffled(self) -> Iterator[BatchEncoding]:
        """By torch's own generator, which the caller seeds."""
        return self._in_order(torch.randperm(len(self._rows)).tolist())

    def _in_order(self, order: list[int]) -> Iterator[BatchEncoding]:
        for start in range(0, len(order), self._size):
            lines, rows = zip(
                *(self._rows[i] for i in order[start : start + self._size]), strict=True
            )
            batch = dict(self._collate(list(rows)))
            if self._masks is not None:
                ids = batch["input_ids"]
                chances = self._chances(lines, ids.shape[1])
                batch["input_ids"], batch["labels"] = self._masks.drawn(ids, chances)
            yield BatchEncoding(batch)

    def _chances(self, lines: Sequence[int], width: int) -> torch.Tensor:
        """(text, token, 3), as `Masks.drawn` takes them."""
        if self._seed is None:
            return torch.rand(len(lines), width, 3, dtype=torch.float64)
        # A generator begins alike, however much is drawn from it: padding changes nothing.
        of_text = [np.random.default_rng((self._seed, line)).random((width, 3)) for line in lines]
        return torch.from_numpy(np.stack(of_text))


def _columns(encoded: BatchEncoding, model: Any, *, has_pairs: bool) -> dict[str, Any]:
    """What the model is given of each example: its segments where it tells two texts apart.

    Tokenizers of some such families (BigBird) make none, and others make some for models that would
    take them for tokens (GPT-2).
    """
    columns = dict(encoded)
    made = columns.pop("token_type_ids", None)
    if not has_pairs or not reads_segments(model):
        return columns
    if encoded.is_fast:
        rows = range(len(columns["input_ids"]))
        columns["token_type_ids"] = [filled(encoded.sequence_ids(row)) for row in rows]
    elif made is not None:
        columns["token_type_ids"] = made
    return columns
