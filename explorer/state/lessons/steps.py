"""The lesson on the attention of one head, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.records.attention import HeadRef
from explorer.records.steps import WhatIf

StepName = Literal[
    "vectors", "products", "scaled", "masked", "exponentials", "weights", "values", "output"
]
Order = Literal["position", "size"]

STEPS: tuple[StepName, ...] = (
    "vectors", "products", "scaled", "masked", "exponentials", "weights", "values", "output",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepsSettings:
    """What a person looks at, and what they change.

    key: the token that is looked at closely; None for the one with the most weight.
    is_translated: the head is one of the translator, not of the open model.
    translated_head, translated_position: of the translator; None leaves the choice to it.
    shows_mistakes: the function of the lecture notes is in front.
    line: of that function, the one clicked last. mended: the wrong lines that were found.
    """

    step: StepName = "vectors"
    key: int | None = None
    order: Order = "position"
    what_if: WhatIf = WhatIf()  # noqa: RUF009 (frozen)
    is_translated: bool = False
    translated_head: HeadRef | None = None
    translated_position: int | None = None
    shows_mistakes: bool = False
    line: int | None = None
    mended: frozenset[int] = frozenset()
