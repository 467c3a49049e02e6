"""The lesson on BERT and its successors: one text under several models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.predictions import Prediction
from explorer.records.text import Tokens

ReaderKind = Literal["bert", "roberta", "xlnet", "transformer-xl", "causal"]

READERS: tuple[ReaderKind, ...] = ("bert", "roberta", "xlnet", "transformer-xl", "causal")


@dataclass(frozen=True, slots=True)
class SuccessorsRequest:
    """Read a text with a model of each kind.

    character: at which the token stands that is predicted; None is the first mask or the longest
        word.
    sources: of each kind in the order of READERS, what opens its model; "" is the open model, if
        it is of that kind, else one that comes along, or one with random weights.
    segment_length, memory_length: of Transformer-XL.
    is_measured: measure, too, what longer and longer texts cost.
    """

    lesson: ClassVar[Literal["successors"]] = "successors"
    text: str
    character: int | None = None
    sources: tuple[str, ...] = ("",) * len(READERS)
    segment_length: int = 4
    memory_length: int = 4
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What the layers of a model take for a text of so many tokens, the output layer aside.

    seconds: the quickest of a few passes. n_bytes: of tensors alive at once, beside the weights.
    """

    n_tokens: int
    seconds: float
    n_bytes: int


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a model reads, may see and predicts.

    may_see: (query, key) of one layer. bounds: where segments end, but for the last.
    position: of the token that is looked at.
    n_cut: tokens at the end of the text that were not read.
    prediction: what the model expects there, from what it may see; None where weights are random
        or nothing may be seen.
    """

    tokens: Tokens
    may_see: NDArray[np.bool_]
    position: int
    prediction: Prediction | None
    bounds: tuple[int, ...] = ()
    n_cut: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ReadBy:
    """One kind of model and its reading of the text.

    source: what opens the model; "" where it was made for the purpose.
    sight: None where it cannot read the text, and `message` says why.
    """

    kind: ReaderKind
    name: str = ""
    source: str = ""
    is_trained: bool = True
    n_parameters: int = 0
    sight: Sight | None = None
    message: str = ""
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SuccessorsAnswer:
    """readings: as far as they are there, in the order of READERS.

    offered: (kind, hub id) of models on this machine that could read instead.
    is_part: more of it comes.
    """

    request: SuccessorsRequest
    readings: tuple[ReadBy, ...]
    offered: tuple[tuple[ReaderKind, str], ...] = ()
    is_part: bool = True
