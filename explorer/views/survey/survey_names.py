"""How a survey's corpus and its folder are called where a person reads them."""

from __future__ import annotations

from pathlib import PurePath

from explorer.records.survey_run import RESULT


def corpus_name(corpus: str) -> str:
    """The last part of a path or an address."""
    return PurePath(corpus.replace("\\", "/")).name or corpus


def result_name(folder: str) -> str:
    """Of a result; the window's own have the same name in folders of different names."""
    path = PurePath(folder)
    own = path.parent.name if path.name == RESULT else ""
    return own or path.name.removesuffix(".parquet")
