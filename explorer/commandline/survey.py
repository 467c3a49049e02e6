"""What `survey` does: statistics of every head over a corpus, written as Parquet."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from importlib.util import find_spec
from typing import TextIO

from explorer.cluster import check_answers, ray_is_installed
from explorer.commandline.chosen_model import chosen_model
from explorer.commandline.commands import note
from explorer.commandline.terminal import ProgressLine, ended_by_sigint, progress_line
from explorer.errors import BadInput, RayMissing
from explorer.records import Progress, SurveyResult
from explorer.records.survey_events import (
    SurveyAdvanced,
    SurveyBegun,
    SurveyEvent,
    SurveyFinished,
    survey_line,
)
from explorer.survey.journal import Journal
from explorer.survey.plan import SurveyRequest

N_BAD_SHOWN = 5


def survey(chosen: argparse.Namespace) -> int:
    _check_engine(chosen)
    request = SurveyRequest(
        corpus=chosen.corpus,
        out=chosen.out,
        load=chosen_model(chosen),
        site=chosen.site,
        column=chosen.column,
        n_examples=chosen.top,
        n_workers=chosen.workers,
        address=chosen.address,
    )
    if chosen.journal is None:
        _run(request, chosen, _told_nowhere)
        return 0
    journal = Journal(chosen.journal)
    with journal.held(), ended_by_sigint():
        journal.say(SurveyBegun(request.corpus, request.load.source, os.getpid()))
        result = _run(request, chosen, journal.say)
        if "://" in chosen.out:
            journal.keep(result)
        journal.say(_finished(chosen.out, result))
    return 0


def _run(
    request: SurveyRequest, chosen: argparse.Namespace, say: Callable[[SurveyAdvanced], None]
) -> SurveyResult:
    """Do it and print what comes of it. say: hears how far it is, beside whoever reads stdout."""
    # After what can be said without torch, which comes with it.
    from explorer.survey.survey import survey as run_survey

    out = sys.stdout
    # Ray tells of lost workers on stdout, where programs expect our lines alone.
    with redirect_stdout(sys.stderr), progress_line() as line:
        shown = partial(_print_json, out) if chosen.json else _report_to(line)

        def report(advance: SurveyAdvanced) -> None:
            shown(advance)
            say(advance)

        result = run_survey(request, progress=line, report=report)
    if chosen.json:
        _print_json(out, _finished(chosen.out, result))
    else:
        print(chosen.out)
        note(_said(result))
    return result


def _check_engine(chosen: argparse.Namespace) -> None:
    """Said before a corpus is looked through. Raises RayMissing, BadInput, ClusterUnreachable."""
    has_parquet = find_spec("pyarrow") is not None  # it comes with Ray, or with other programs
    if not ray_is_installed() and (chosen.workers != 0 or not has_parquet):
        raise RayMissing(sys.executable)
    if chosen.address is None:
        return
    if chosen.workers == 0:
        raise BadInput("0 workers measure in this process, without the cluster. Leave one out.")
    check_answers(chosen.address)


def _told_nowhere(_event: SurveyEvent) -> None:
    """Nobody looks in later."""


def _report_to(line: ProgressLine) -> Callable[[SurveyAdvanced], None]:
    def report(advance: SurveyAdvanced) -> None:
        said = f"{advance.n_lines_done:,} of {advance.n_lines:,} lines"
        if advance.seconds_left is not None:
            said += f" · {advance.lines_per_second:,.0f} a second · {_duration(advance)} left"
        line(Progress(said, advance.n_lines_done / advance.n_lines))

    return report


def _print_json(out: TextIO, event: SurveyEvent) -> None:
    """A line for each part and the end, for programs that follow the survey."""
    print(survey_line(event), file=out, flush=True)


def _duration(advance: SurveyAdvanced) -> str:
    seconds = round(advance.seconds_left or 0)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _finished(out: str, result: SurveyResult) -> SurveyFinished:
    return SurveyFinished(
        out=out,
        model=result.model,
        revision=result.revision,
        site=result.site,
        n_sentences=result.n_sentences,
        n_tokens=result.n_tokens,
        n_cut=result.n_cut,
        n_bad=result.n_bad,
        bad_lines=result.bad_lines,
    )


def _said(result: SurveyResult) -> str:
    said = [f"Sentences: {result.n_sentences:,}, tokens: {result.n_tokens:,}."]
    if result.n_cut:
        said.append(f"Longer than the model reads, and cut: {result.n_cut:,}.")
    if result.n_bad:
        named = [f"line {line}: {why.rstrip('.')}" for line, why in result.bad_lines]
        shown = "; ".join(named[:N_BAD_SHOWN] + (["…"] if result.n_bad > N_BAD_SHOWN else []))
        lines = "line" if result.n_bad == 1 else "lines"
        said.append(f"{result.n_bad:,} {lines} could not be read ({shown}).")
    return " ".join(said)
