"""What a survey says while it runs: one event a line, as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.event_lines import event_in, line_of


@dataclass(frozen=True, slots=True)
class SurveyBegun:
    """pid: of the process that surveys; it ends, and keeps what is done, at a SIGINT."""

    corpus: str
    model: str
    pid: int


@dataclass(frozen=True, slots=True)
class SurveyAdvanced:
    """How far a survey is; `seconds_left` is None before anything was measured by this run.

    n_bad: lines that could not be read, of those done.
    """

    n_done: int
    n_shards: int
    n_lines_done: int
    n_lines: int
    n_bad: int
    lines_per_second: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class SurveyFinished:
    """out: where the result lies. bad_lines: the first of them, and why."""

    out: str
    model: str
    revision: str
    site: str
    n_sentences: int
    n_tokens: int
    n_cut: int
    n_bad: int
    bad_lines: tuple[tuple[int, str], ...]


SurveyEvent = SurveyBegun | SurveyAdvanced | SurveyFinished
_EVENTS: dict[str, type[SurveyEvent]] = {
    "begun": SurveyBegun, "advanced": SurveyAdvanced, "finished": SurveyFinished
}  # fmt: skip
_NAMES = {kind: name for name, kind in _EVENTS.items()}


def survey_line(event: SurveyEvent) -> str:
    return line_of(_NAMES[type(event)], event)


def survey_event(line: str) -> SurveyEvent | None:
    return event_in(line, _EVENTS)
