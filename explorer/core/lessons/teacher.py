"""`Teacher`: answers what the lessons ask, with the open model or those that come along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.core.comparison.before_after import BeforeAndAfter
from explorer.core.inspection import Inspector
from explorer.core.lessons.masking.lesson import MaskingLesson
from explorer.core.lessons.memory import MemoryLesson
from explorer.core.lessons.permutations import Permutations
from explorer.core.lessons.steps import SteppedHeads, translated_steps
from explorer.core.lessons.successors.lesson import SuccessorsLesson
from explorer.core.lessons.transformer_xl import TransformerXLs
from explorer.core.lessons.translation import translations
from explorer.errors import ModelFailed
from explorer.records import Progress
from explorer.records.lessons import LessonAnswer, LessonRequest
from explorer.records.lessons.compare import CompareRequest
from explorer.records.lessons.masking import MaskingRequest
from explorer.records.lessons.memory import MemoryRequest
from explorer.records.lessons.permutations import PermutationRequest
from explorer.records.lessons.steps import StepsRequest, TranslatedStepsRequest
from explorer.records.lessons.successors import SuccessorsRequest
from explorer.records.lessons.transformer import TranslationRequest
from explorer.reference.translator import Translator


class Teacher:
    """Opens each model of its own when it is first needed, and keeps those that come along.

    Not safe to share between threads: it belongs to the model thread.
    """

    def __init__(self) -> None:
        self._stepped_heads = SteppedHeads()
        self._before_and_after = BeforeAndAfter()
        self._permutations = Permutations()
        transformer_xls = TransformerXLs()  # two lessons may read with the same one
        self._memory = MemoryLesson(transformer_xls)
        self._successors = SuccessorsLesson(lambda: self._permutations.built_in, transformer_xls)
        self._masking: MaskingLesson | None = None

    def answers(
        self,
        request: LessonRequest,
        inspector: Inspector | None,
        *,
        is_stale: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = ignore,
    ) -> Iterator[LessonAnswer]:
        """The answer, part by part: each replaces the one before.

        inspector: has the open model. Raises ExplorerError, and Cancelled once it is stale.
        """
        match request:
            case StepsRequest():
                yield self._stepped_heads.answer(request, opened(inspector), is_stale)
            case TranslatedStepsRequest():
                yield translated_steps(self._translator, request)
            case TranslationRequest():
                yield from translations(self._translator, request, is_stale)
            case MaskingRequest():
                yield from self._masking_of(opened(inspector)).answers(request, is_stale)
            case PermutationRequest():
                checkpoint = inspector.checkpoint if inspector else None
                yield self._permutations.answer(checkpoint, request, is_stale)
            case MemoryRequest():
                yield self._memory.answer(request, lambda: self._xlnet(inspector), is_stale)
            case CompareRequest():
                yield from self._before_and_after.answers(
                    request, opened(inspector).checkpoint, is_stale=is_stale, progress=progress
                )
            case SuccessorsRequest():
                checkpoint = inspector.checkpoint if inspector else None
                yield from self._successors.answers(request, checkpoint, is_stale, progress)

    def let_go(self) -> None:
        """Forget the model that was open, what it read, and those chosen to stand beside it."""
        self._masking = None
        self._before_and_after.let_go()
        self._permutations.let_go()
        self._memory.let_go()
        self._successors.let_go()

    def _masking_of(self, inspector: Inspector) -> MaskingLesson:
        if self._masking is None or self._masking.checkpoint is not inspector.checkpoint:
            self._masking = MaskingLesson(inspector.checkpoint)
        return self._masking

    @cached_property
    def _translator(self) -> Translator:
        return Translator.built_in()

    def _xlnet(self, inspector: Inspector | None) -> Checkpoint:
        """The open model, if it is an XLNet, else the one that comes along."""
        if inspector is not None and inspector.checkpoint.info.family == "xlnet":
            return inspector.checkpoint
        return self._permutations.built_in


def opened(inspector: Inspector | None) -> Inspector:
    """Raises ModelFailed where no model is open."""
    if inspector is None:
        raise ModelFailed("No model is open. Choose one at the top left.")
    return inspector
