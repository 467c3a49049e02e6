"""Classifiers of every kind of body open with their head, and say what transformers says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from explorer.core.attention.forward import batch_inputs, run, run_batch
from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint
from explorer.core.inspection import Inspector
from explorer.core.text.target import read_again
from explorer.core.text.tokens import encode
from explorer.records import Document, InspectRequest, LoadRequest
from tests.core.classifiers import LABELS
from tests.core.families import CAUSAL, ENCODER_DECODERS, saved_class_head, tokenizer_of
from tests.core.models import eager_twin

TEXT, PAIR = "The doctor told the patient.", "A cat sat on the mat."


Opened = Callable[[str], tuple[Any, Checkpoint]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Of a family the library's own model, and the same as the explorer opens it."""

    @cache
    def of(family: str) -> tuple[Any, Checkpoint]:
        folder = tmp_path_factory.mktemp(family)
        return saved_class_head(folder, family), open_checkpoint(LoadRequest(str(folder)))

    return of


def own_logits(model: Any, family: str, *texts: str) -> torch.Tensor:
    """What transformers gives, with its own tokenizer, its own decoder's input and its own call."""
    inputs = tokenizer_of(family)(*texts, return_tensors="pt")
    with torch.no_grad():
        return model(**inputs).logits[0].double()


@pytest.mark.parametrize("family", [*ENCODER_DECODERS, *CAUSAL, "xlnet"])
def test_text_and_pair_have_the_classes_that_transformers_gives(
    family: str, opened: Opened
) -> None:
    model, checkpoint = opened(family)
    assert checkpoint.info.objective == "classification"
    assert checkpoint.info.labels == LABELS
    assert not checkpoint.info.takes_target
    seen = []
    for texts in ((TEXT,), (TEXT, PAIR)):
        site = checkpoint.info.sites[0].name
        request = InspectRequest(Document(*texts), (), overview_site=site)
        shown = next(Inspector(checkpoint).inspect(request))
        assert shown.classification is not None
        assert shown.predictions == ()
        values = {one.id: one.value for one in shown.classification.scores}
        expected = torch.softmax(own_logits(model, family, *texts), -1)
        assert [values[id] for id in range(3)] == pytest.approx(expected.tolist(), abs=1e-5)
        seen.append(values)
    assert seen[0] != seen[1]


@pytest.mark.parametrize("family", [*ENCODER_DECODERS, "xlnet"])
def test_texts_of_one_length_are_classified_in_a_batch_as_one_by_one(
    family: str, opened: Opened
) -> None:
    model, checkpoint = opened(family)
    # Words without capitals, so that the tiny vocabularies give as many tokens to each.
    texts = ["the cat sat", "the dog sat", "the mat sat"]
    tokens = [encode(checkpoint, Document(text)) for text in texts]
    length = min(map(len, tokens))
    alike = [(text, one) for text, one in zip(texts, tokens, strict=True) if len(one) == length]
    assert len(alike) >= 2
    read = [one for _text, one in alike]
    targets = (
        [read_again(checkpoint, one) for one in read] if checkpoint.is_encoder_decoder else None
    )
    done = run_batch(checkpoint, batch_inputs(checkpoint, read, targets))
    assert done.logits is not None
    for row, (text, _tokens) in zip(done.logits, alike, strict=True):
        assert torch.allclose(row.double(), own_logits(model, family, text), atol=1e-4)


@pytest.mark.parametrize("family", ENCODER_DECODERS)
def test_the_decoder_is_shown_with_what_the_library_gives_it_to_read(
    family: str, opened: Opened
) -> None:
    model, checkpoint = opened(family)
    given: list[torch.Tensor] = []
    hook = model.get_decoder().register_forward_pre_hook(
        lambda _module, arguments, named: given.append(named.get("input_ids", *arguments[:1])),
        with_kwargs=True,
    )
    own_logits(model, family, TEXT, PAIR)
    hook.remove()
    tokens = encode(checkpoint, Document(TEXT, PAIR))
    target = read_again(checkpoint, tokens)
    assert given[0][0].tolist() == list(target.ids)
    assert target.labels[1:] == tokens.labels[:-1]
    assert target.spans[1:] == tokens.spans[:-1]
    assert target.is_special[0]


@pytest.mark.parametrize("family", ["bart", "t5", "xlnet"])
def test_maps_of_a_classifier_equal_its_own_eager_attention(family: str, opened: Opened) -> None:
    model, checkpoint = opened(family)
    inputs = tokenizer_of(family)(TEXT, PAIR, return_tensors="pt")
    with torch.no_grad():
        output = eager_twin(model)(**inputs, output_attentions=True)
    own = {"self": "attentions", "encoder": "encoder_attentions", "decoder": "decoder_attentions",
           "cross": "cross_attentions"}  # fmt: skip
    trace = run(checkpoint, encode(checkpoint, Document(TEXT, PAIR))).trace
    sites = {"xlnet": {"self"}}.get(family, {"encoder", "decoder", "cross"})
    assert {site.name for site in checkpoint.info.sites} == sites
    for site in checkpoint.info.sites:
        for layer, expected in enumerate(getattr(output, own[site.name])):
            got = trace.site(site.name).layer(layer)
            np.testing.assert_allclose(got, expected[0].numpy(), atol=1e-4)
