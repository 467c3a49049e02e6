"""Whole surveys in one process: killed, gone on with, written and read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from explorer.core.survey_file import SURVEY_FILE, read_survey
from explorer.errors import BadInput, ExportError
from explorer.records import STATISTICS, LoadRequest, SurveyResult
from explorer.survey import survey as surveys
from explorer.survey.parts import RESULT
from explorer.survey.plan import SurveyRequest
from explorer.survey.survey import survey
from tests.core.writers import saved_gpt2
from tests.survey.corpora import sentences, text_file


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return saved_gpt2(tmp_path_factory.mktemp("models") / "gpt2")


@pytest.fixture
def asked(tmp_path, model):
    def asked(name="heads", texts=None, **fields):
        corpus = text_file(tmp_path, texts or sentences(200))
        out = str(tmp_path / f"{name}.parquet")
        return SurveyRequest(str(corpus), out, LoadRequest(str(model)), n_workers=0, **fields)

    return asked


def stored(request):
    """Both files of the result."""
    return [(Path(request.out) / name).read_bytes() for name in (RESULT, SURVEY_FILE)]


class Killed(BaseException):
    """As the process would be: nothing runs after it."""


def killed_after(n_parts):
    def report(advance):
        if advance.n_done == n_parts:
            raise Killed

    return report


def test_a_killed_survey_goes_on_and_ends_with_the_same_bytes(asked):
    whole = asked("whole")
    survey(whole)
    cut = asked("cut")
    for n_parts in (1, 3):
        with pytest.raises(Killed):
            survey(cut, report=killed_after(n_parts))
    told = []
    survey(cut, report=told.append)
    assert [one.n_done for one in told] == [3, 4]
    assert stored(cut) == stored(whole)


def test_how_far_it_is_is_told_after_each_part(asked):
    told = []
    survey(asked(), report=told.append)
    assert [one.n_done for one in told] == [0, 1, 2, 3, 4]
    assert [one.n_lines_done for one in told] == [0, 64, 128, 192, 200]
    assert told[0].seconds_left is None
    assert told[-1].seconds_left == 0


def test_the_result_is_read_as_it_was_written(asked):
    request = asked(texts=[*sentences(30), "\x00"])
    result = survey(request)
    read = read_survey(Path(request.out))
    for name in SurveyResult.__dataclass_fields__:
        np.testing.assert_equal(getattr(read, name), getattr(result, name))
    assert read.n_bad == 1
    assert read.statistics.is_exact
    np.testing.assert_array_equal(read.of("distance"), read.mean[..., STATISTICS.index("distance")])


def test_every_tool_reads_a_row_a_head(asked):
    request = asked()
    result = survey(request)
    table = parquet.read_table(request.out).to_pydict()
    n_layers, n_heads, _ = result.mean.shape
    assert len(table["layer"]) == n_layers * n_heads
    at = table["layer"].index(1) + 2
    assert table["head"][at] == 2
    assert table["entropy_mean"][at] == result.of("entropy")[1, 2]
    assert sum(table["entropy_histogram"][at]) == table["entropy_count"][at]
    assert table["tokens"][at][0]["value"] >= table["tokens"][at][1]["value"]


def test_a_finished_survey_is_not_overwritten(asked):
    survey(asked())
    with pytest.raises(BadInput, match="holds a finished survey"):
        survey(asked())


def test_while_a_survey_is_written_a_second_one_is_kept_out_of_its_folder(asked):
    request, refused = asked(texts=sentences(3)), []

    def report(advance):
        if not advance.n_done:
            with pytest.raises(BadInput, match="Another survey is being written into") as error:
                survey(request)
            refused.append(error)

    assert survey(request, report=report).n_sentences == 3
    assert len(refused) == 1
    assert {path.name for path in Path(request.out).iterdir()} == {RESULT, SURVEY_FILE}


@pytest.mark.parametrize("content", [b'{"format": 1', b"[]", b"\xff", b"null"])
def test_parts_of_which_nobody_knows_the_survey_are_left_alone(asked, content):
    request = asked(texts=sentences(3))
    parts = Path(request.out) / "_parts"
    parts.mkdir(parents=True)
    (parts / "plan.json").write_bytes(content)
    with pytest.raises(BadInput, match=rf"plan\.json is damaged .* Remove {parts} to start anew"):
        survey(request)
    assert (parts / "plan.json").read_bytes() == content


def test_parts_of_another_survey_are_not_mixed_in(asked):
    with pytest.raises(Killed):
        survey(asked(), report=killed_after(1))
    with pytest.raises(BadInput, match="another survey: n_examples was 10, not 3"):
        survey(asked(n_examples=3))
    with pytest.raises(BadInput, match="the content of the corpus differ"):
        survey(asked(texts=sentences(200, seed=1)))
    survey(asked())


def test_a_damaged_part_is_named_and_measured_anew_once_it_is_gone(asked, tmp_path):
    request = asked()
    with pytest.raises(Killed):
        survey(request, report=killed_after(2))
    [part, _] = sorted((tmp_path / "heads.parquet" / "_parts").glob("*.npz"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(BadInput, match=rf"{part.name} is damaged"):
        survey(request)
    part.unlink()
    survey(request)
    whole = asked("whole")
    survey(whole)
    assert stored(request) == stored(whole)


def test_a_full_disk_stops_the_survey_and_loses_nothing(asked, monkeypatch):
    request = asked()
    keep = surveys.Parts.keep

    def full(parts, number, content):
        if number == 2:
            raise ExportError("The disk of /out is full.")
        keep(parts, number, content)

    monkeypatch.setattr(surveys.Parts, "keep", full)
    with pytest.raises(ExportError, match="full"):
        survey(request)
    monkeypatch.undo()
    told = []
    survey(request, report=told.append)
    assert told[0].n_done == 2


def test_a_corpus_without_a_sentence_says_why(asked):
    with pytest.raises(BadInput, match=r"no sentence that .* can read. Line 1: "):
        survey(asked(texts=["\x00"]))


def test_a_place_that_takes_no_survey_is_refused_at_once(tmp_path):
    with pytest.raises(BadInput, match=r"folder named ….parquet"):
        survey(SurveyRequest("a.txt", str(tmp_path / "out"), LoadRequest("none")))
    (tmp_path / "file.parquet").write_text("")
    with pytest.raises(BadInput, match="is a file"):
        survey(SurveyRequest("a.txt", str(tmp_path / "file.parquet"), LoadRequest("none")))


def test_a_folder_that_holds_no_survey_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds no finished survey"):
        read_survey(tmp_path)
    (tmp_path / SURVEY_FILE).write_bytes(b"PK torn")
    with pytest.raises(BadInput, match="cannot be read"):
        read_survey(tmp_path)
