"""Any checkpoint is a base: it learns, is saved, opens, and is compared with what it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint
from explorer.core.comparison.before_after import BeforeAndAfter
from explorer.errors import ExplorerError, ModelUnsupported, NoMaskToken
from explorer.finetune.data import Columns, Example, Task
from explorer.finetune.request import Request, prepared
from explorer.finetune.space import Parameters, Space
from explorer.finetune.split import Split
from explorer.finetune.trial import Epoch, Trial
from explorer.records import Document, HeadRef, LoadRequest, Presentation
from explorer.records.lessons.compare import CompareAnswer, CompareRequest
from tests.core.families import ENCODERS, saved_base

# More tokens than the tiny models read: the model's own limit must count.
PARAMETERS: Parameters = {**Space().trials()[0], "max_length": 256, "mask_share": 0.3}
LONG = " ".join(["dog"] * 70)
PAIRS = tuple(
    Example(text, "it was so", label, line)
    for line, (text, label) in enumerate(
        [(LONG, "animal"), ("the cat", "animal"), ("the bread", "food"), ("a soup", "food")]
    )
)


def learnt(base: Path, folder: Path, data: Split) -> tuple[Any, Checkpoint]:
    """The model after an epoch, and the same as the explorer opens it."""
    trial = Trial(base, data, PARAMETERS, epochs=1)
    [done] = [said for said in trial.run() if isinstance(said, Epoch)]
    assert done.train_loss > 0
    trial.save(folder)
    resumed = Trial(base, data, PARAMETERS, epochs=2)
    resumed.restore(folder)
    known = trial.model.state_dict()
    assert all(torch.equal(known[name], one) for name, one in resumed.model.state_dict().items())
    return trial, open_checkpoint(LoadRequest(str(folder)))


def compared(base: Path, after: Checkpoint, document: Document) -> CompareAnswer:
    site = after.info.sites[0].name
    request = CompareRequest(document, str(base), HeadRef(0, 0, site), Presentation())
    return list(BeforeAndAfter().answers(request, after))[-1]


@pytest.mark.parametrize("family", [*ENCODERS, "xlnet_lm", "gpt2", "llama", "t5", "bart", "mbart"])
def test_a_base_learns_classes_and_opens_with_them(family: str, tmp_path: Path) -> None:
    base = saved_base(tmp_path / "base", family)
    trial, after = learnt(base, tmp_path / "after", Split(PAIRS[:3], PAIRS[1:], ("animal", "food")))
    assert after.info.objective == "classification"
    answer = compared(base, after, Document("the cat", "it was so"))
    assert answer.unlike == ""
    assert answer.maps is not None
    # What it is shown is what it was taught: the same tokens, and the same segments.
    row = next(iter(trial._held_out))
    with torch.no_grad():
        own = trial.model(**{name: row[name][:1] for name in row if name != "labels"}).logits[0]
    said = answer.after.classification
    assert said is not None
    values = {one.id: one.value for one in said.scores}
    assert [values[0], values[1]] == pytest.approx(own.softmax(-1).tolist(), abs=1e-5)


@pytest.mark.parametrize("family", [name for name in ENCODERS if name != "bert"])
def test_a_base_learns_to_fill_masks_and_both_fill_them_when_compared(
    family: str, tmp_path: Path
) -> None:
    base = saved_base(tmp_path / "base", family)
    _trial, after = learnt(base, tmp_path / "after", Split(PAIRS[:3], PAIRS[1:], ()))
    assert after.info.objective == "masked"
    answer = compared(base, after, Document("the [MASK] is old"))
    assert answer.maps is not None
    sides = answer.before, answer.after
    assert [len(side.predictions) for side in sides] == [1, 1]
    assert sides[0].predictions[0].candidates != sides[1].predictions[0].candidates


@pytest.mark.parametrize(
    ("family", "task", "kind", "said"),
    [
        ("gpt2", "masked", NoMaskToken, "base has no mask token"),
        ("bart", "masked", ModelUnsupported, "base is an encoder–decoder: it writes a text"),
        ("xlnet_lm", "masked", ModelUnsupported, "“xlnet”, of which the library has no model that"),
        ("pegasus", "classification", ModelUnsupported, "no model that classifies texts. Choose"),
    ],
)
def test_an_unsuitable_base_is_named_before_anything_runs(
    family: str, task: Task, kind: type[ExplorerError], said: str, table: Path, tmp_path: Path
) -> None:
    base = str(saved_base(tmp_path / "base", family))
    request = Request(table, task, Columns(), None, None, 0.2, base, Space())
    with pytest.raises(kind, match=said):
        prepared(request)
