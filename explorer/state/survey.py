"""`Surveyed`: the survey that the window shows, and how a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.records import HeadRef, Statistic, SurveyExample, SurveyFileRequest, SurveyResult

ExampleKind = Literal["tokens", "sentences"]


@dataclass(frozen=True, slots=True)
class SurveyLook:
    """colour: of the heads on the grid. across, up: the axes of the scatter."""

    colour: Statistic = "entropy"
    across: Statistic = "distance"
    up: Statistic = "confidence"
    examples: ExampleKind = "tokens"
    layer: int = 0
    head: int = 0


@dataclass(frozen=True, slots=True)
class Surveyed:
    """request: what is being read, or was read last. failed: why that could not be read.
    result: the last that was read. awaited: an example whose model opens.
    """

    request: SurveyFileRequest | None = None
    result: SurveyResult | None = None
    failed: str = ""
    look: SurveyLook = field(default_factory=SurveyLook)
    awaited: tuple[SurveyExample, HeadRef] | None = None

    @property
    def head(self) -> HeadRef | None:
        """The head that is looked at."""
        if self.result is None:
            return None
        return HeadRef(self.look.layer, self.look.head, self.result.site)

    @property
    def examples(self) -> tuple[SurveyExample, ...]:
        """What excites that head most, the best first."""
        if self.result is None:
            return ()
        of_heads = getattr(self.result, self.look.examples)
        found: tuple[SurveyExample, ...] = of_heads.get((self.look.layer, self.look.head), ())
        return found
