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
        self._n_taken = len(said)
        self._stops = stops

    def say(self, line: str) -> None:
        self._said.append(line)

    def said(self) -> list[str]:
        return self._said

    def exchange(self, stops: frozenset[str]) -> list[str]:
        """Takes what shall stop, and gives what was said since the last time."""
        self._stops = stops
        new, self._n_taken = self._said[self._n_taken :], len(self._said)
        return new

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


@contextmanager
def relayed(folder: SearchFolder, name: str) -> Iterator[Callable[[], RelayedFolder]]:
    """Carries events and stops to and fro until the block ends.

    name: of the search, the same when it is resumed, since Ray keeps the callbacks that have it.
    """
    name = f"search-{name}"
    with suppress(ValueError):  # one of a client that was killed
        ray.kill(ray.get_actor(name, namespace=_NAMESPACE))
    actor = ray.remote(num_cpus=0)(Mailbox).options(name=name, namespace=_NAMESPACE)
    mailbox = actor.remote([as_line(event) for event in folder.events()], folder.stops())
    is_over = threading.Event()

    def carry() -> None:
        for line in ray.get(mailbox.exchange.remote(folder.stops())):
            event = event_of(line)
            if event is not None:
                folder.say(event)

    def carry_on() -> None:
        while not is_over.wait(EVERY):
            carry()

    carrier = threading.Thread(target=carry_on, daemon=True)
    ray.get(mailbox.stops.remote())  # it is there before anybody looks for its name
    carrier.start()
    try:
        yield partial(RelayedFolder, name)
    finally:
        is_over.set()
        carrier.join()
        carry()
        ray.kill(mailbox)
