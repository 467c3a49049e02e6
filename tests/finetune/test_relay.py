"""What is said on a cluster reaches the folder, also one that cannot be written for a while."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.finetune.folder import SearchFolder
from explorer.finetune.relay import Carrier, Mailbox
from explorer.records.tuning import SearchEvent, as_line
from tests.state.test_tuning import EVENTS


class FullDisk(SearchFolder):
    """Has room for one event, writes half of the second, and fails."""

    __slots__ = ()

    def say(self, event: SearchEvent) -> None:
        if self.events_file.exists():
            with self.events_file.open("a") as file:
                file.write(as_line(event)[:9])
            raise OSError(28, "No space left on device")
        SearchFolder.say(self, event)


def test_events_that_could_not_be_written_are_carried_once_there_is_room(tmp_path: Path) -> None:
    mailbox = Mailbox([], frozenset())
    for event in EVENTS[:4]:
        mailbox.say(as_line(event))
    carrier = Carrier(FullDisk(tmp_path), mailbox.exchange, n_written=0)
    with pytest.raises(OSError, match="No space left"):
        carrier.carry()
    carrier.folder = folder = SearchFolder(tmp_path)
    carrier.carry()
    assert list(folder.events()) == EVENTS[:4]
    mailbox.say(as_line(EVENTS[4]))
    carrier.carry()
    carrier.carry()
    assert list(folder.events()) == EVENTS[:5]


def test_a_mailbox_takes_what_shall_stop_and_gives_only_what_is_new(tmp_path: Path) -> None:
    before, new = map(as_line, EVENTS[:2])
    mailbox = Mailbox([before], frozenset())
    mailbox.say(new)
    folder = SearchFolder(tmp_path)
    (tmp_path / "stop").write_text("2\n")
    Carrier(folder, mailbox.exchange, n_written=1).carry()
    assert list(folder.events()) == [EVENTS[1]]
    assert mailbox.stops() == {"2"}
