"""`BeforeAndAfter`: opens the model before beside the one after, and compares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never, open_checkpoint
from explorer.core.comparison.comparison import Comparison, unlike_models
from explorer.core.comparison.held_out import HeldOutRun
from explorer.errors import BadInput, OutOfMemory
from explorer.records import LoadRequest, Progress
from explorer.records.lessons.compare import CompareAnswer, CompareRequest

STEP_S = 0.4  # between two tellings of how far a held-out set is read


class BeforeAndAfter:
    """Keeps the model before, the traces of the last sentence and the sums of the last file.

    Not safe to share between threads: it belongs to the model thread.
    """

    def __init__(self, *, allow_pickle: bool = False, trust_remote_code: bool = False) -> None:
        self._risks = {"allow_pickle": allow_pickle, "trust_remote_code": trust_remote_code}
        self._source = ""
        self._comparison: Comparison | None = None
        self._run: HeldOutRun | None = None

    def answers(
        self,
        request: CompareRequest,
        after: Checkpoint,
        *,
        is_stale: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = ignore,
    ) -> Iterator[CompareAnswer]:
        """The sentence first, then the same with more and more of the held-out set.

        Who gives up while a file is read goes on from there the next time.
        Raises BadInput, CheckpointError, OutOfMemory, Cancelled, ModelFailed.
        """
        comparison = self._opened(request.before, after, is_stale, progress)
        answer = comparison.answer(request, is_stale=is_stale)
        site = request.head.site
        if not request.data:
            yield answer
            return
        if unlike := unlike_models(comparison.before.info, after.info, site):
            yield answer
            raise BadInput(f"No held-out set can be read under both. {unlike}")
        if self._run is None or (self._run.data, self._run.site) != (request.data, site):
            self._run = None
            yield answer
            self._run = HeldOutRun(comparison.before, after, site, request.data)
        yield replace(answer, held_out=self._run.record())
        while request.is_counting and not self._run.is_whole:
            self._run.advance(STEP_S, is_stale)
            yield replace(answer, held_out=self._run.record())

    def _opened(
        self,
        source: str,
        after: Checkpoint,
        is_stale: Callable[[], bool],
        progress: Callable[[Progress], None],
    ) -> Comparison:
        known = self._comparison
        if known is not None and known.after is after and self._source == source:
            return known
        self.let_go()  # before another takes its place, or three models would have to fit
        known = None
        is_one = source == after.info.source
        before = after if is_one else self._loaded(source, after, is_stale, progress)
        self._source, self._comparison = source, Comparison(before, after)
        return self._comparison

    def _loaded(
        self,
        source: str,
        after: Checkpoint,
        is_stale: Callable[[], bool],
        progress: Callable[[Progress], None],
    ) -> Checkpoint:
        """On the device and in the number format of the model after."""
        info = after.info
        load = LoadRequest(source, info.device, info.dtype, **self._risks)
        try:
            return open_checkpoint(load, progress=progress, is_cancelled=is_stale)
        except OutOfMemory as error:
            raise OutOfMemory(f"{error} ({info.name} stays open beside it.)") from error

    def let_go(self) -> None:
        """Forget the model before, and what was compared with it."""
        self._comparison, self._run = None, None
