"""Surveys by the command on real Rays, against the plain loop of one process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from explorer.records import LoadRequest
from explorer.survey.parts import RESULT
from explorer.survey.plan import SurveyRequest
from explorer.survey.survey import survey
from tests.core.writers import saved_gpt2
from tests.survey.corpora import sentences, text_file

ROOT = Path(__file__).parents[2]
N_LINES = 1500
AWAKE = {"RAY_worker_niceness": "0"}  # a busy machine would let them wait for minutes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The command of a survey, and the bytes that it must end with."""
    folder = tmp_path_factory.mktemp("surveys")
    model = saved_gpt2(folder / "gpt2")
    corpus = text_file(folder, [*sentences(N_LINES), "\x00"])
    plain = folder / "plain.parquet"
    survey(SurveyRequest(str(corpus), str(plain), LoadRequest(str(model)), n_workers=0))

    def asked(name, *arguments):
        out = folder / f"{name}.parquet"
        command = [sys.executable, "-m", "explorer", "survey", str(corpus), "--out", str(out)]
        return [*command, "--model", str(model), "--json", *arguments], out / RESULT

    return asked, (plain / RESULT).read_bytes()


@contextmanager
def started(command, **environment):
    """A process group of its own, that ends with the block at the latest."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            killed(process)


def killed(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def advanced(process, n_done):
    """Returns once so many shards are finished."""
    assert any(json.loads(line).get("n_done", 0) >= n_done for line in process.stdout)


def ended(process):
    """The events from here on."""
    events = [json.loads(line) for line in process.stdout]
    assert process.wait() == 0
    return events


def test_two_workers_end_where_the_plain_loop_does_though_they_are_killed_midway(asked):
    asked, expected = asked
    command, result = asked("local", "--workers", "2")
    with started(command, **AWAKE) as process:
        advanced(process, 1)
        killed(process)
    assert not result.exists()
    with started(command, **AWAKE) as process:
        first, *_, last = ended(process)
    assert first["n_done"] >= 1  # it went on
    assert last["event"] == "finished"
    assert result.read_bytes() == expected


def test_a_cluster_that_loses_a_machine_ends_with_the_same_result(asked, ray_nodes):
    asked, expected = asked
    command, result = asked("cluster", "--address", ray_nodes.address)
    with started(command, **ray_nodes.environment) as process:
        advanced(process, 1)
        ray_nodes.kill("second")
        ended(process)
    ray_nodes.start_worker("second")
    assert result.read_bytes() == expected
