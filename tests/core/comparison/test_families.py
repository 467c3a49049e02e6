"""A base of each kind of body and a classifier of it, as a fine-tuning leaves them, compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from explorer import cli
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.comparison.before_after import BeforeAndAfter
from explorer.records import Document, HeadRef, LoadRequest, Presentation
from explorer.records.lessons.compare import CompareRequest
from tests.core.families import saved_base, saved_class_head, tokenizer_of
from tests.core.models import eager_twin

TEXT = "A cat sat on the mat."
SITES = {"encoder": "encoder_attentions", "decoder": "decoder_attentions",
         "cross": "cross_attentions", "self": "attentions"}  # fmt: skip


@pytest.mark.parametrize("family", ["roberta", "gpt2", "xlnet_lm", "bart", "mbart", "t5"])
def test_every_site_is_compared_over_the_same_tokens_and_a_held_out_set(
    family: str, tmp_path: Path
) -> None:
    saved_base(tmp_path / "before", family)
    model = saved_class_head(tmp_path / "after", family.removesuffix("_lm"))
    (tmp_path / "held-out.txt").write_text(f"{TEXT}\nThe dog sat.\n")
    after = open_checkpoint(LoadRequest(str(tmp_path / "after")))
    with torch.no_grad():
        inputs = tokenizer_of(family)(TEXT, return_tensors="pt")
        own = eager_twin(model)(**inputs, output_attentions=True)
    both = BeforeAndAfter()
    for site in after.info.sites:
        request = CompareRequest(
            Document(TEXT), str(tmp_path / "before"), HeadRef(1, 2, site.name), Presentation(),
            data=str(tmp_path / "held-out.txt"), is_counting=True,
        )  # fmt: skip
        answer = list(both.answers(request, after))[-1]
        assert answer.unlike == ""
        assert answer.maps is not None
        assert answer.maps.divergences.shape == (site.n_layers, site.n_heads)
        assert (answer.maps.divergences[1] > 0).all()
        expected = getattr(own, SITES[site.name])[1][0, 2].numpy()
        np.testing.assert_allclose(answer.maps.after.weights, expected, atol=1e-4)
        assert answer.after.classification is not None
        assert answer.before.classification is None
        if site.name in ("self", "cross"):  # whose rows are the tokens that something follows
            assert answer.before.labels == answer.maps.before.queries.labels
        assert answer.held_out is not None
        assert answer.held_out.n_sentences == 2
        assert np.isfinite(answer.held_out.divergences).all()


def test_predict_and_compare_print_the_classes_of_an_encoder_decoder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = str(saved_base(tmp_path / "before", "bart")), str(tmp_path / "after")
    saved_class_head(tmp_path / "after", "bart", ("animal", "food"))
    assert cli.main(["predict", TEXT, "--model", after]) == 0
    lines = capsys.readouterr().out.splitlines()[2:]
    assert {line.split()[0] for line in lines} == {"animal", "food"}
    assert cli.main(["compare", before, after, "--text", TEXT, "--site", "cross"]) == 0
    printed = capsys.readouterr().out
    assert "no head of classes" in printed
    assert "heads that changed most in this text" in printed
    for command in (
        ["predict", TEXT, "--model", after],
        ["compare", before, after, "--text", TEXT],
    ):
        assert cli.main([*command, "--target", "cat"]) == 2
        assert "a classifier, whose decoder reads the text itself" in capsys.readouterr().err
