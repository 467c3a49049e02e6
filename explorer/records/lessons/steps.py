"""The lesson on the attention of one head, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.records.attention import HeadRef
from explorer.records.model import SiteInfo
from explorer.records.steps import Array, HeadInputs
from explorer.records.text import Document


@dataclass(frozen=True, slots=True)
class StepsRequest:
    """What one head of the open model computes with when one token of a document asks.

    position: counts in the tokens that ask; where it is None, or not there, the first mask asks,
        or else the first word.
    cut, stride: as in InspectRequest.
    """

    lesson: ClassVar[Literal["steps"]] = "steps"
    document: Document
    head: HeadRef
    position: int | None = None
    cut: bool = False
    stride: int | None = None


@dataclass(frozen=True, slots=True)
class TranslatedStepsRequest:
    """The same of the built-in translator, once it has translated a Chinese text.

    head: at the site `encoder`, `decoder` or `cross`; None for the one that aligns words best.
    """

    lesson: ClassVar[Literal["steps"]] = "steps"
    text: str
    head: HeadRef | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NotesRun:
    """What the function of the lecture notes does with this head, once some lines are mended.

    mended: the numbers of these lines. error: what Python says; empty where it runs.
    shape: of what it returns. output: of that, what it gives for this query; None after an error.
    """

    mended: frozenset[int]
    error: str
    shape: tuple[int, ...] = ()
    output: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SelfAttention:
    """The plain function and the one of the lecture notes, both run on one head.

    source: of the plain function, as it is. output: what it gives for this query.
    runs: of the notes, with none, one or both of their mistakes mended.
    """

    source: str
    output: Array
    runs: tuple[NotesRun, ...]

    def run(self, mended: frozenset[int]) -> NotesRun:
        return next(run for run in self.runs if run.mended == mended)


@dataclass(frozen=True, slots=True, eq=False)
class StepsAnswer:
    """One head asked by one token.

    queries, keys: labels of the tokens that ask and of those that are looked at.
    output: (value width,) what the model's own attention gave this token at this head.
    function: None for a text too long to run it on.
    """

    request: StepsRequest | TranslatedStepsRequest
    head: HeadRef
    sites: tuple[SiteInfo, ...]
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    inputs: HeadInputs
    output: Array
    function: SelfAttention | None
