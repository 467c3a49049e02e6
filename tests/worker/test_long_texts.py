"""Details and further steps of a long text, between everything else the model thread does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch

from explorer.records import (
    DetailRequest,
    Document,
    HeadRef,
    InspectRequest,
    LoadRequest,
    RefineRequest,
    TileKey,
)
from explorer.state import actions as a
from explorer.worker.engine import Engine
from explorer.worker.mailbox import Mailbox

WANTED = InspectRequest(
    Document("the doctor told the patient to rest " * 190), (HeadRef(0, 3),), stride=256
)


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    yield
    torch.set_num_threads(n_threads)


def conversation(answer: Callable[[a.Action, Mailbox], None]) -> list[a.Action]:
    """Everything that is said about WANTED; `answer` asks further things, or closes the mailbox."""
    mailbox, said = Mailbox(), []

    def heard(action: a.Action) -> None:
        said.append(action)
        answer(action, mailbox)

    mailbox.put(LoadRequest("builtin:minilm-mlm", device="cpu"))
    mailbox.put(WANTED)
    Engine(heard).run(mailbox)
    return said


def is_whole(action: a.Action) -> bool:
    return isinstance(action, a.InspectionReady) and action.inspection.overview is not None


def test_a_long_text_is_shown_coarsely_and_then_step_by_step_until_it_is_exact() -> None:
    def answer(action: a.Action, mailbox: Mailbox) -> None:
        if not is_whole(action):
            return
        shown = action.inspection
        if shown.is_exact:
            mailbox.close()
        else:
            mailbox.put(RefineRequest(WANTED, shown.step + 1))

    said = [one.inspection for one in conversation(answer) if isinstance(one, a.InspectionReady)]
    assert said[0].overview is None
    assert not said[0].long_maps[0].is_exact
    steps = [shown.step for shown in said[1:]]
    assert steps == list(range(len(steps)))
    assert len(said[-1].windows) > 1


def test_what_is_looked_at_closely_comes_before_the_next_step() -> None:
    asked = DetailRequest(WANTED, HeadRef(0, 3), tiles=(TileKey(0, 1, 1),), rows=(7,))

    def answer(action: a.Action, mailbox: Mailbox) -> None:
        if is_whole(action) and action.inspection.step == 0:
            mailbox.put(RefineRequest(WANTED, 1))
            mailbox.put(asked)
        elif is_whole(action):
            mailbox.close()

    said = conversation(answer)
    kinds = [type(one) for one in said]
    assert kinds[-3:] == [a.DetailReady, a.DetailReady, a.InspectionReady]
    assert said[-3].detail.rows[7].shape == (len(said[-1].inspection.tokens),)
    assert said[-2].detail.tiles[0].scores is not None


def test_a_head_that_is_not_there_leaves_the_pooled_map_and_says_why() -> None:
    asked = DetailRequest(WANTED, HeadRef(99, 0), rows=(1,))

    def answer(action: a.Action, mailbox: Mailbox) -> None:
        if is_whole(action):
            mailbox.put(asked)
        if isinstance(action, a.DetailFailed):
            mailbox.close()

    failed = conversation(answer)[-1]
    assert failed.request is asked
    assert "Layer 99" in failed.message
