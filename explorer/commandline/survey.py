"""What `survey` does: statistics of every head over a corpus, written as Parquet."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict
from functools import partial
from typing import TextIO

from explorer.cluster import ray_is_installed
from explorer.commandline.chosen_model import chosen_model
from explorer.commandline.commands import note
from explorer.commandline.terminal import ProgressLine, progress_line
from explorer.errors import RayMissing
from explorer.records import Progress, SurveyResult
from explorer.survey.plan import SurveyRequest
from explorer.survey.survey import Advance
from explorer.survey.survey import survey as run_survey

N_BAD_SHOWN = 5


def survey(chosen: argparse.Namespace) -> int:
    if not ray_is_installed():  # it brings what reads and writes Parquet
        raise RayMissing(sys.executable)
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
    out = sys.stdout
    # Ray tells of lost workers on stdout, where programs expect our lines alone.
    with redirect_stdout(sys.stderr), progress_line() as line:
        report = partial(_print_json, out) if chosen.json else _report_to(line)
        result = run_survey(request, progress=line, report=report)
    if chosen.json:
        print(json.dumps({"event": "finished", "out": chosen.out, **_summary(result)}))
    else:
        print(chosen.out)
        note(_said(result))
    return 0


def _report_to(line: ProgressLine) -> Callable[[Advance], None]:
    def report(advance: Advance) -> None:
        said = f"{advance.n_lines_done:,} of {advance.n_lines:,} lines"
        if advance.seconds_left is not None:
            said += f" · {advance.lines_per_second:,.0f} a second · {_duration(advance)} left"
        line(Progress(said, advance.n_lines_done / advance.n_lines))

    return report


def _print_json(out: TextIO, advance: Advance) -> None:
    """A line for each part, for programs that follow the survey."""
    print(json.dumps({"event": "advanced", **asdict(advance)}), file=out, flush=True)


def _duration(advance: Advance) -> str:
    seconds = round(advance.seconds_left or 0)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _summary(result: SurveyResult) -> dict[str, object]:
    names = ("model", "revision", "site", "n_sentences", "n_tokens", "n_cut", "n_bad", "bad_lines")
    return {name: getattr(result, name) for name in names}


def _said(result: SurveyResult) -> str:
    said = [f"{result.n_sentences:,} sentences, {result.n_tokens:,} tokens."]
    if result.n_cut:
        said.append(f"{result.n_cut:,} were longer than the model reads, and were cut.")
    if result.n_bad:
        named = [f"line {line}: {why.rstrip('.')}" for line, why in result.bad_lines]
        shown = "; ".join(named[:N_BAD_SHOWN] + (["…"] if result.n_bad > N_BAD_SHOWN else []))
        lines = "line" if result.n_bad == 1 else "lines"
        said.append(f"{result.n_bad:,} {lines} could not be read ({shown}).")
    return " ".join(said)
