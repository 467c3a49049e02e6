"""A trial without Ray: it learns, goes on after a stop as if none were, and says why it fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from explorer.errors import BadInput, LossDiverged
from explorer.finetune.data import Example, read_dataset
from explorer.finetune.metrics import accuracy, confusion_of, label_scores, macro_f1
from explorer.finetune.model import Batches, opened
from explorer.finetune.space import Parameters, Space
from explorer.finetune.split import Split, split
from explorer.finetune.trial import Epoch, Trial

PARAMETERS: Parameters = {
    **Space().trials()[0], "learning_rate": 5e-3, "max_length": 16, "schedule": "linear",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(table: Path) -> Split:
    return split(read_dataset(table, task="classification"))


def epochs_of(trial: Trial) -> list[Epoch]:
    return [said for said in trial.run() if isinstance(said, Epoch)]


def test_a_trial_learns_and_measures_what_was_held_out(base: Path, data: Split) -> None:
    done = epochs_of(Trial(base, data, PARAMETERS, epochs=4))
    assert [epoch.epoch for epoch in done] == [1, 2, 3, 4]
    assert done[-1].train_loss < done[0].train_loss
    assert done[-1].metrics["accuracy"] == 1
    assert done[-1].confusion == ((6, 0), (0, 6))


def test_a_trial_that_goes_on_does_what_an_uninterrupted_one_does(
    base: Path, data: Split, tmp_path: Path
) -> None:
    whole = epochs_of(Trial(base, data, PARAMETERS, epochs=3))
    stopped = Trial(base, data, PARAMETERS, epochs=3)
    run = stopped.run()
    assert next(said for said in run if isinstance(said, Epoch)) == whole[0]
    stopped.save(tmp_path)
    resumed = Trial(base, data, PARAMETERS, epochs=3)
    resumed.restore(tmp_path)
    assert epochs_of(resumed) == whole[1:]


@pytest.mark.parametrize("missing", ["training.pt", "model.safetensors"])
def test_half_a_checkpoint_is_not_gone_on_from(
    base: Path, data: Split, tmp_path: Path, missing: str
) -> None:
    learnt = Trial(base, data, PARAMETERS, epochs=1)
    whole = epochs_of(learnt)
    learnt.save(tmp_path)
    (tmp_path / missing).unlink()
    trial = Trial(base, data, PARAMETERS, epochs=1)
    with pytest.raises(FileNotFoundError):
        trial.restore(tmp_path)
    assert epochs_of(trial) == whole


def test_seconds_are_those_of_learning_and_measuring_also_after_a_stop(
    base: Path, data: Split, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, measured = [0.0], Trial._measured

    def slowly(trial: Trial) -> Any:
        now[0] += 10
        return measured(trial)

    monkeypatch.setattr(Trial, "_measured", slowly)
    monkeypatch.setattr("explorer.finetune.trial.time", SimpleNamespace(monotonic=lambda: now[0]))
    stopped = Trial(base, data, PARAMETERS, epochs=3)
    for seconds in (10, 20):
        assert next(epoch.seconds for epoch in stopped.run() if isinstance(epoch, Epoch)) == seconds
        now[0] += 500  # while its checkpoint is written
    stopped.save(tmp_path)
    resumed = Trial(base, data, PARAMETERS, epochs=3)
    resumed.restore(tmp_path)
    assert [epoch.seconds for epoch in epochs_of(resumed)] == [30]


def test_a_trial_without_a_gpu_computes_on_the_cpu_of_a_machine_that_has_one(
    base: Path, data: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    trial = Trial(base, data, PARAMETERS, epochs=1)
    assert {parameter.device.type for parameter in trial.model.parameters()} == {"cpu"}


def test_the_library_opens_what_is_saved_with_the_labels(
    base: Path, data: Split, tmp_path: Path
) -> None:
    from explorer.core.checkpoint.checkpoint import open_checkpoint
    from explorer.records import LoadRequest

    trial = Trial(base, data, PARAMETERS, epochs=1)
    trial.save(tmp_path)
    found = open_checkpoint(LoadRequest(str(tmp_path)))
    assert found.info.labels == ("animal", "food")
    state = found.model.state_dict()
    assert all(torch.equal(state[k], v) for k, v in trial.model.state_dict().items())


def test_masks_are_learnt_and_the_same_places_measured_each_time(base: Path, data: Split) -> None:
    masked = Split(data.train, data.held_out, ())
    done = epochs_of(Trial(base, masked, {**PARAMETERS, "mask_share": 0.3}, epochs=3))
    assert done[-1].metrics["loss"] < done[0].metrics["loss"]
    assert done[-1].confusion == ()
    frozen = {**PARAMETERS, "mask_share": 0.3, "learning_rate": 0.0}
    first, second = epochs_of(Trial(base, masked, frozen, epochs=2))
    assert first.metrics == second.metrics


def test_trials_of_other_batches_and_lengths_are_measured_on_the_same_masks(
    base: Path, data: Split
) -> None:
    """And of other shares: what a trial learns from must not make its test easier."""
    masked, untouched = Split(data.train[:4], data.held_out, ()), {**PARAMETERS, "learning_rate": 0}
    losses = []
    for batch_size, max_length, share in ((1, 16, 0.15), (5, 8, 0.15), (12, 16, 0.5)):
        varied = {"batch_size": batch_size, "max_length": max_length, "mask_share": share}
        [epoch] = epochs_of(Trial(base, masked, {**untouched, **varied}, epochs=1))
        losses.append(epoch.metrics["loss"])
    assert losses == pytest.approx([losses[0]] * 3, abs=1e-5)
    [other] = epochs_of(Trial(base, masked, untouched, epochs=1, seed=1))
    assert other.metrics["loss"] != pytest.approx(losses[0], abs=1e-3)


def test_texts_of_a_single_word_are_learnt_too(base: Path) -> None:
    words = ("dog", "cat", "fish", "soup", "rice")
    rows = tuple(Example(word, None, "", line) for line, word in enumerate(words, 1))
    for seed in range(3):  # a mask of 15 % leaves such a batch empty in most of them
        trial = Trial(base, Split(rows[:3], rows[3:], ()), PARAMETERS, epochs=2, seed=seed)
        assert all(epoch.metrics["loss"] > 1 for epoch in epochs_of(trial))


def test_texts_without_a_token_to_mask_are_refused(base: Path, data: Split) -> None:
    masked = Split(data.train, data.held_out, ())
    with pytest.raises(BadInput, match="Cut to 2 tokens, no text has one that could be masked"):
        Trial(base, masked, {**PARAMETERS, "max_length": 2}, epochs=1)


def test_a_loss_that_is_no_number_ends_the_trial_and_says_so(base: Path, data: Split) -> None:
    with pytest.raises(LossDiverged, match=r"in epoch \d+, step \d+. Try a smaller learning rate"):
        epochs_of(Trial(base, data, {**PARAMETERS, "learning_rate": 1e30}, epochs=2))


def test_batches_hold_every_row_once_cut_to_the_maximum_length(base: Path, data: Split) -> None:
    long = replace(data.train[0], text="word " * 50)
    examples = (long, *data.train[1:7])
    given = *opened(base, data.labels), data.labels, {**PARAMETERS, "batch_size": 3}
    batches = Batches(examples, *given)
    sizes = [tuple(batch["input_ids"].shape) for batch in batches]
    assert [n for n, _width in sizes] == [3, 3, 1]
    assert sizes[0][1] == 16
    seen = [label for batch in batches for label in batch["labels"].tolist()]
    assert seen == [data.labels.index(example.label) for example in examples]
    torch.manual_seed(3)
    order = torch.randperm(7).tolist()
    torch.manual_seed(3)
    shuffled = [label for batch in batches.shuffled() for label in batch["labels"].tolist()]
    assert shuffled == [seen[index] for index in order]


def test_scores_of_a_case_worked_by_hand() -> None:
    confusion = confusion_of([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 0], 4)
    assert confusion.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    scores = label_scores(confusion, ("a", "b", "c", "d"))
    assert [score.precision for score in scores] == [0.5, 0.5, 0, 0]
    assert [score.recall for score in scores] == [pytest.approx(2 / 3), 0.5, 0, 0]
    assert [score.f1 for score in scores] == [pytest.approx(4 / 7), 0.5, 0, 0]
    assert accuracy(confusion) == 0.5
    assert macro_f1(scores) == pytest.approx((4 / 7 + 0.5) / 3)  # “d” is not held out
