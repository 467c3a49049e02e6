"""`SuccessorsLesson`: the readings of all kinds, one after the other, then what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.lessons.successors.costs import LENGTHS, LONGEST_S, cost_of
from explorer.core.lessons.successors.readers import Reader, SegmentReader
from explorer.core.lessons.successors.shelf import Shelf
from explorer.core.lessons.transformer_xl import TransformerXLs
from explorer.errors import Cancelled, EmptyText, ExplorerError
from explorer.records import Progress
from explorer.records.lessons.successors import (
    READERS,
    Cost,
    ReadBy,
    ReaderKind,
    Sight,
    SuccessorsAnswer,
    SuccessorsRequest,
)


class SuccessorsLesson:
    """Keeps of every model on the shelf its last reading, and what was measured.

    xlnet: opens the built-in XLNet. transformer_xls: where Transformer-XL comes from.
    """

    def __init__(self, xlnet: Callable[[], Checkpoint], transformer_xls: TransformerXLs) -> None:
        self._shelf = Shelf(xlnet, transformer_xls)
        self._sights: WeakKeyDictionary[Reader, tuple[SuccessorsRequest, Sight]]
        self._sights = WeakKeyDictionary()
        # By the lengths of segment and memory, too, where these count.
        self._costs: WeakKeyDictionary[Reader, dict[tuple[int, int], dict[int, Cost]]]
        self._costs = WeakKeyDictionary()

    def answers(
        self,
        request: SuccessorsRequest,
        opened: Checkpoint | None,
        is_stale: Callable[[], bool],
        progress: Callable[[Progress], None],
    ) -> Iterator[SuccessorsAnswer]:
        """After every model, and after each length that was measured of one.

        What a single model cannot do stands in its reading. Raises EmptyText, Cancelled.
        """
        if not request.text.strip():
            raise EmptyText("There is no text to look at. Type a sentence.")
        readers: dict[ReaderKind, Reader] = {}
        readings: dict[ReaderKind, ReadBy] = {}

        def answer(*, is_part: bool = True) -> SuccessorsAnswer:
            return SuccessorsAnswer(
                request, tuple(readings.values()), self._shelf.offered, is_part=is_part
            )

        for kind, source in zip(READERS, request.sources, strict=True):
            if is_stale():
                raise Cancelled("Another text is waiting.")
            readings[kind] = ReadBy(kind)
            try:
                readers[kind] = self._shelf.reader(kind, source, opened)
                readings[kind] = self._reading(kind, readers[kind], request, is_stale)
            except Cancelled:
                raise
            except ExplorerError as error:
                readings[kind] = replace(readings[kind], message=str(error))
            yield answer(is_part=kind != READERS[-1] or request.is_measured)
        if not request.is_measured:
            return
        for share, kind in self._measured(request, readers, is_stale):
            readings[kind] = replace(readings[kind], costs=self._known(readers[kind], request))
            yield answer()
            progress(Progress("", share))
        yield answer(is_part=False)

    def let_go(self) -> None:
        """Forget the model that was open, and those that were chosen to read beside it."""
        self._shelf.let_go()

    def _reading(
        self,
        kind: ReaderKind,
        reader: Reader,
        request: SuccessorsRequest,
        is_stale: Callable[[], bool],
    ) -> ReadBy:
        read = ReadBy(
            kind=kind,
            name=reader.name,
            source=reader.source,
            is_trained=reader.is_trained,
            n_parameters=reader.n_parameters,
            costs=self._known(reader, request),
        )
        asked = replace(request, is_measured=False, sources=())
        known = self._sights.get(reader)
        if known is None or known[0] != asked:
            try:
                known = self._sights[reader] = asked, reader.read(request, is_stale)
            except Cancelled:
                raise
            except ExplorerError as error:
                return replace(read, message=str(error))
        return replace(read, sight=known[1])

    def _measured(
        self,
        request: SuccessorsRequest,
        readers: dict[ReaderKind, Reader],
        is_stale: Callable[[], bool],
    ) -> Iterator[tuple[float, ReaderKind]]:
        """(share done, kind) after each pass that was measured, short texts first."""
        for number, length in enumerate(LENGTHS):
            for kind, reader in readers.items():
                known = self._costs_of(reader, request)
                is_slow = any(cost.seconds > LONGEST_S for cost in known.values())
                if length in known or is_slow or length > (reader.max_tokens or length):
                    continue
                if is_stale():
                    raise Cancelled("Something else is waiting.")
                run = reader.pass_over(length, request)
                known[length] = cost_of(run, length, reader.weights())
                yield (number + 1) / len(LENGTHS), kind

    def _known(self, reader: Reader, request: SuccessorsRequest) -> tuple[Cost, ...]:
        known = self._costs_of(reader, request)
        return tuple(known[length] for length in sorted(known))

    def _costs_of(self, reader: Reader, request: SuccessorsRequest) -> dict[int, Cost]:
        has_memory = isinstance(reader, SegmentReader)
        lengths = (request.segment_length, request.memory_length) if has_memory else (0, 0)
        return self._costs.setdefault(reader, {}).setdefault(lengths, {})
