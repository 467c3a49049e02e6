"""Between a search that Ray runs on a cluster's node and the folder on this machine.

With an address ray://… Ray Tune itself runs beside the server that the client talks to, so its
callbacks cannot reach the folder: what they say waits in an actor until it is fetched.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import ray

from explorer.finetune.folder import SearchFolder
from explorer.records.tuning import SearchEvent, as_line, event_of

EVERY = 0.5  # seconds between two looks
_NAMESPACE = "attention-explorer"


class Mailbox:
    """The actor. said: lines of all events, those before this run, too."""

    def __init__(self, said: list[str], stops: frozenset[str]) -> None:
        self._said = said
        self._stops = stops

    def say(self, line: str) -> None:
        self._said.append(line)

    def said(self) -> list[str]:
        return self._said

    def exchange(self, stops: frozenset[str], n_written: int) -> list[str]:
        """Takes what shall stop, and gives what was said beyond what the folder holds."""
        self._stops = stops
        return self._said[n_written:]

    def stops(self) -> frozenset[str]:
        return self._stops


@dataclass(frozen=True, slots=True)
class RelayedFolder:
    """What callbacks need of a SearchFolder, on any node; it names the actor, and is pickled so."""

    name: str

    def say(self, event: SearchEvent) -> None:
        self._ask("say", as_line(event))

    def events(self) -> Iterator[SearchEvent]:
        yield from filter(None, map(event_of, self._ask("said")))

    def stops(self) -> frozenset[str]:
        stops: frozenset[str] = self._ask("stops")
        return stops

    def _ask(self, method: str, *arguments: object) -> Any:
        mailbox = ray.get_actor(self.name, namespace=_NAMESPACE)
        return ray.get(getattr(mailbox, method).remote(*arguments))


@dataclass(slots=True)
class Carrier:
    """From the mailbox into the folder: what could not be written is fetched again.

    exchange: `Mailbox.exchange`, wherever that is. n_written: lines that the folder holds.
    """

    folder: SearchFolder
    exchange: Callable[[frozenset[str], int], list[str]]
    n_written: int

    def carry(self) -> None:
        """Raises OSError where the folder cannot be written."""
        lines = self.exchange(self.folder.stops(), self.n_written)
        if lines:
            self.folder.mend()  # the last one may have been written by half
        for line in lines:
            event = event_of(line)
            if event is not None:
                self.folder.say(event)
            self.n_written += 1


@contextmanager
def relayed(folder: SearchFolder, name: str) -> Iterator[Callable[[], RelayedFolder]]:
    """Carries events and stops to and fro until the block ends.

    name: of the search, the same when it is resumed, since Ray keeps the callbacks that have it.
    """
    name = f"search-{name}"
    with suppress(ValueError):  # one of a client that was killed
        ray.kill(ray.get_actor(name, namespace=_NAMESPACE))
    actor = ray.remote(num_cpus=0)(Mailbox).options(name=name, namespace=_NAMESPACE)
    said = [as_line(event) for event in folder.events()]
    mailbox = actor.remote(said, folder.stops())
    is_over = threading.Event()
    carrier = Carrier(folder, partial(_exchanged, mailbox), n_written=len(said))

    def carry_on() -> None:
        while not is_over.wait(EVERY):
            # The disk may have room again, or the cluster answer: what is lasting is raised below.
            with suppress(OSError, ray.exceptions.RayError):
                carrier.carry()

    thread = threading.Thread(target=carry_on, daemon=True)
    ray.get(mailbox.stops.remote())  # it is there before anybody looks for its name
    thread.start()
    try:
        yield partial(RelayedFolder, name)
    finally:
        is_over.set()
        thread.join()
        try:
            carrier.carry()
        finally:
            ray.kill(mailbox)


def _exchanged(mailbox: Any, stops: frozenset[str], n_written: int) -> list[str]:
    lines: list[str] = ray.get(mailbox.exchange.remote(stops, n_written))
    return lines
