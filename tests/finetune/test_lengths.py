"""How many tokens texts have, and to how many the base model and the maximum length cut them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from explorer.cli import main
from explorer.core.checkpoint.loading import quiet_library
from explorer.finetune.data import Example
from explorer.finetune.lengths import lengths_of
from explorer.finetune.model import limit_in, tokenizer_of
from explorer.finetune.space import Space
from explorer.finetune.split import Split
from explorer.finetune.trial import Epoch, Trial
from explorer.records.tuning import DataRead, event_of
from tests.core.models import tiny_model
from tests.core.vocabularies import wordpiece

N_READ = 64  # by the tiny models


@pytest.fixture(scope="module")
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base whose tokenizer knows of no limit, and whose positions begin after the padding's."""
    folder = tmp_path_factory.mktemp("base") / "roberta"
    tokenizer = wordpiece()
    with quiet_library():
        tiny_model("roberta", vocab_size=len(tokenizer)).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    config = folder / "tokenizer_config.json"
    config.write_text(config.read_text().replace('"model_max_length": 512', f'"x": {N_READ}'))
    return folder


def test_the_histogram_counts_every_text_and_says_what_each_limit_cuts() -> None:
    lengths = lengths_of([3, 5, 5, 40], [4, 39, 40], n_bins=4)
    assert lengths.edges == (0, 11, 22, 33, 44)
    assert lengths.counts == (3, 0, 0, 1)
    assert lengths.longest == 40
    assert lengths.cut == ((4, 0.75), (39, 0.25), (40, 0.0))


def test_a_limit_of_the_base_cuts_whatever_the_maximum_length_is() -> None:
    lengths = lengths_of([3, 5, 5, 40], [4, 39, 50], limit=20)
    assert lengths.cut == ((4, 0.75), (39, 0.25), (50, 0.25))
    [notice] = lengths.notices("tiny")
    assert notice.startswith("tiny reads 20 tokens at most")
    for texts, max_lengths in (([3, 20], [50]), ([3, 40], [4, 20])):
        assert not lengths_of(texts, max_lengths, limit=20).notices("tiny")
    assert not lengths_of([3, 40], [39]).notices("tiny")


def test_the_preview_cuts_where_the_trials_do(
    unlimited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, space = tmp_path / "texts.txt", tmp_path / "space.toml"
    rows = [Example("dog " * n, None, "", n) for n in (9, 60, 61, 200)]  # and two special tokens
    texts.write_text("\n".join(row.text for row in rows))
    space.write_text("[space]\nmax_length = [600]\n")
    limit = limit_in(unlimited, tokenizer_of(unlimited))
    assert limit == N_READ - 2  # RoBERTa's first position is that after the padding's, 1
    asked = [str(texts), "--base", str(unlimited), "--task", "masked", "--space", str(space)]
    assert main(["finetune", *asked, "--preview", "--json"]) == 0
    read = event_of(capsys.readouterr().out)
    assert isinstance(read, DataRead)
    assert read.cut == ((600, 0.5),)
    assert read.limit == limit
    assert f"reads {limit} tokens at most" in read.notices[0]
    parameters = {**Space().trials()[0], "max_length": 600}
    trial = Trial(unlimited, Split(tuple(rows), tuple(rows), ()), parameters, epochs=1)
    assert trial.n_tokens == 11 + 3 * limit
    assert sum(isinstance(said, Epoch) for said in trial.run()) == 1
    with pytest.raises((IndexError, RuntimeError)):  # one more, and the model cannot
        trial.model(torch.full((1, limit + 1), 1_000))
