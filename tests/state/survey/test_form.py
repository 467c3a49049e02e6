"""What is filled in for a survey, in the words of the command line."""

from __future__ import annotations

import pytest

from explorer.commandline.arguments import parser
from explorer.records import LoadRequest
from explorer.state.cluster_form import ClusterForm
from explorer.state.survey.form import SurveyForm

LOAD = LoadRequest("builtin:tiny")


def test_the_command_line_reads_what_was_filled_in() -> None:
    form = SurveyForm(
        " -odd name.jsonl ", "句子", "cross", " 2 ", cluster=ClusterForm("ray://head:10001")
    )
    load = LoadRequest("owner/name", "cuda:0", "float16", trust_remote_code=True)
    arguments = form.arguments(load, ("encoder", "cross"))
    chosen = parser().parse_args(["survey", "--out=a.parquet", *arguments])
    assert (chosen.corpus, chosen.column, chosen.site) == ("-odd name.jsonl", "句子", "cross")
    assert (chosen.workers, chosen.address) == (2, "ray://head:10001")
    assert (chosen.model, chosen.device, chosen.dtype) == ("owner/name", "cuda:0", "float16")
    assert (chosen.trust_remote_code, chosen.allow_pickle) == (True, False)


def test_what_does_not_fit_the_corpus_or_the_model_is_left_out() -> None:
    form = SurveyForm("/a/sentences.txt", column="text", site="cross")
    assert form.arguments(LOAD, ("self",)) == ("--model=builtin:tiny", "--", "/a/sentences.txt")
    assert form.name == "sentences"


@pytest.mark.parametrize(("typed", "workers"), [("", "0"), ("2", "2")])
def test_without_ray_one_process_surveys_unless_more_are_asked_for(
    typed: str, workers: str
) -> None:
    arguments = SurveyForm("a.txt", workers=typed).arguments(LOAD, (), has_ray=False)
    assert f"--workers={workers}" in arguments


@pytest.mark.parametrize("address", ["", "auto", " auto ", "head:6379", "ray://[::1]:10001"])
def test_what_can_be_an_address_is_no_problem(address: str) -> None:
    assert ClusterForm(address).problem == ""


@pytest.mark.parametrize("address", ["head", "ray://head", "http://head:1", "head:99999"])
def test_what_is_no_address_is_said_before_anything_runs(address: str) -> None:
    assert "is no address of a Ray cluster" in ClusterForm(address).problem


def test_a_search_gets_both_fields_as_options() -> None:
    cluster = ClusterForm(" auto ", "s3://bucket/search")
    assert cluster.arguments == ("--address=auto", "--storage=s3://bucket/search")
    assert ClusterForm().arguments == ()
