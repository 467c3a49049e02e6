"""What the window asks of the command line `survey`, and of the folder of a journal.

Arguments are those of the command line, without the journal and the place of the result.
"""

from __future__ import annotations

from dataclasses import dataclass

RESULT = "heads.parquet"  # in the folder of a journal, unless it is kept elsewhere


@dataclass(frozen=True, slots=True)
class SurveyStart:
    """A survey whose journal is a new folder inside `parent`, named after the corpus.

    parent: empty for the usual one. storage: where the result goes, or empty for the journal's
    own folder.
    """

    arguments: tuple[str, ...]
    name: str
    parent: str
    storage: str


@dataclass(frozen=True, slots=True)
class SurveyResume:
    """Go on with the survey of a journal."""

    folder: str


@dataclass(frozen=True, slots=True)
class SurveyStop:
    """End it; what is measured is kept. pid: of its process, as the journal has it."""

    folder: str
    pid: int | None


@dataclass(frozen=True, slots=True)
class SurveyFollow:
    """Tell what the journal in a folder says, and what it says from now on."""

    folder: str


SurveyRunRequest = SurveyStart | SurveyResume | SurveyStop | SurveyFollow
