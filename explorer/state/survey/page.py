"""`Surveyed`: the page of surveys: the one that is looked at, the form, and the one at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.records import HeadRef, Statistic, SurveyExample, SurveyFileRequest, SurveyResult
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.run import SurveyRun

ExampleKind = Literal["tokens", "sentences"]
SurveySide = Literal["form", "result"]
MAX_RECENT = 8


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

    comes_forward: a person waits for it; else its page stays where it is.
    result: the last that was read. awaited: an example whose model opens. unread: one whose
    sentence stands in the window and is not read yet, and the head that it excites.
    missing: why no survey can be started here, and what mends it; else empty.
    has_ray: several workers can measure at once.
    side: what is in front, the form or the result. recent: folders of results, the last first.
    """

    request: SurveyFileRequest | None = None
    comes_forward: bool = True
    result: SurveyResult | None = None
    failed: str = ""
    look: SurveyLook = field(default_factory=SurveyLook)
    awaited: tuple[SurveyExample, HeadRef] | None = None
    unread: tuple[SurveyExample, HeadRef] | None = None
    missing: str = ""
    has_ray: bool = True
    side: SurveySide = "form"
    form: SurveyForm = field(default_factory=SurveyForm)
    run: SurveyRun = field(default_factory=SurveyRun)
    recent: tuple[str, ...] = ()

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
