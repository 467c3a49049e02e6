"""Classifiers open like any other model, and say of a text what their own head says."""

from __future__ import annotations

import json
import warnings

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from explorer import cli
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.inspection import Inspector
from explorer.errors import NoMaskToken
from explorer.records import Document, InspectRequest, LoadRequest, Span
from tests.core import vocabularies
from tests.core.classifiers import LABELS, saved_classifier
from tests.core.models import tiny_model


def inspected(folder, document, **options):
    checkpoint = open_checkpoint(LoadRequest(str(folder)))
    return next(Inspector(checkpoint).inspect(InspectRequest(document, (), **options)))


def own_logits(model, *texts):
    """What transformers gives, with its own tokenizer and its own call."""
    inputs = vocabularies.wordpiece()(*texts, return_tensors="pt")
    with torch.no_grad():
        return model(**inputs).logits[0].double()


def test_a_classifier_as_transformers_saves_it_opens_with_the_names_of_its_classes(tmp_path):
    model = saved_classifier(tmp_path)
    shown = inspected(tmp_path, Document("A small animal that purrs."))
    assert shown.model.objective == "classification"
    assert shown.model.labels == LABELS
    assert shown.model.method == "captured"
    assert shown.predictions == ()
    said = shown.classification
    assert said.kind == "one"
    expected = torch.softmax(own_logits(model, "A small animal that purrs."), -1)
    assert {one.label: pytest.approx(one.value, abs=1e-5) for one in said.scores} == dict(
        zip(LABELS, expected.tolist(), strict=True)
    )
    values = [one.value for one in said.scores]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(1)
    assert [LABELS[one.id] for one in said.scores] == [one.label for one in said.scores]


def test_a_pair_is_classified_together_with_its_segments(tmp_path):
    model = saved_classifier(tmp_path)
    said = inspected(tmp_path, Document("A cat sat.", "It slept.")).classification
    expected = torch.softmax(own_logits(model, "A cat sat.", "It slept."), -1)
    by_id = sorted(said.scores, key=lambda one: one.id)
    assert [one.value for one in by_id] == pytest.approx(expected.tolist(), abs=1e-5)


def test_a_masked_token_changes_the_classes_and_predicts_no_word(tmp_path):
    saved_classifier(tmp_path)
    whole = inspected(tmp_path, Document("A cat sat."))
    masked = inspected(tmp_path, Document("A cat sat.", masks=frozenset({Span(0, 2, 5)})))
    assert masked.tokens.masks == (2,)
    assert masked.predictions == ()
    assert masked.classification != whole.classification


def test_of_several_labels_each_has_a_probability_of_its_own(tmp_path):
    model = saved_classifier(tmp_path, problem_type="multi_label_classification")
    said = inspected(tmp_path, Document("A cat sat.")).classification
    expected = 1 / (1 + (-own_logits(model, "A cat sat.")).exp())
    assert said.kind == "many"
    by_id = sorted(said.scores, key=lambda one: one.id)
    assert [one.value for one in by_id] == pytest.approx(expected.tolist(), abs=1e-5)


@pytest.mark.parametrize("problem_type", [None, "regression"])
def test_a_regression_says_its_number(problem_type, tmp_path):
    model = saved_classifier(tmp_path, labels=("stars",), problem_type=problem_type)
    said = inspected(tmp_path, Document("A cat sat.")).classification
    assert said.kind == "number"
    (one,) = said.scores
    assert one.label == "stars"
    assert one.value == pytest.approx(float(own_logits(model, "A cat sat.")[0]), abs=1e-5)


@pytest.mark.parametrize("lost", ["classifier.weight", "bert.pooler.dense.weight"])
def test_a_head_or_a_pooler_that_was_not_saved_is_not_made_up(lost, tmp_path):
    saved_classifier(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    del weights[lost]
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    shown = inspected(tmp_path, Document("A cat sat."))
    assert shown.model.objective == "encoder"
    assert shown.classification is None


def test_a_causal_body_without_a_padding_token_classifies_too(tmp_path):
    tokenizer = vocabularies.gpt2()
    body = tiny_model("gpt2", vocab_size=len(tokenizer))
    body.config.id2label, body.config.pad_token_id = {0: "no", 1: "yes"}, None
    model = transformers.GPT2ForSequenceClassification(body.config).eval()
    model.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown = inspected(tmp_path, Document("A cat sat."))
        with torch.no_grad():
            expected = model(torch.tensor([shown.tokens.ids])).logits[0].softmax(-1)
    by_id = sorted(shown.classification.scores, key=lambda one: one.id)
    assert [one.value for one in by_id] == pytest.approx(expected.tolist(), abs=1e-5)
    with pytest.raises(NoMaskToken, match="trained to name the class of a text"):
        inspected(tmp_path, Document("A [MASK] sat."))


def test_a_text_read_in_windows_has_no_class_and_says_so(tmp_path):
    saved_classifier(tmp_path)
    long = Document(" ".join(["cat"] * 60))
    shown = inspected(tmp_path, long, stride=16)
    assert shown.windows
    assert shown.classification is None
    assert "has no class" in shown.notice
    assert inspected(tmp_path, long, cut=True).classification is not None


def test_predict_prints_the_classes(tmp_path, capsys):
    saved_classifier(tmp_path)
    arguments = ["predict", "A cat sat.", "--model", str(tmp_path)]
    assert cli.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()[2:]
    assert {line.split()[0] for line in lines} == set(LABELS)
    assert cli.main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["classification"]
    assert printed["kind"] == "one"
    assert sum(one["probability"] for one in printed["classes"]) == pytest.approx(1)
