"""What is read from the fields of a model card, as YAML would."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.core.checkpoint.card import base_model_of


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("google-bert/bert", "google-bert/bert"),
        ("/searches/glosses 07.30/best", "/searches/glosses 07.30/best"),
        ("/searches/a, b [1]/best#2  # a comment", "/searches/a, b [1]/best#2"),
        (r"C:\the best", r"C:\the best"),
        (r'"C:\\the \"best\""', r'C:\the "best"'),
        ("'it''s #1, a [best]'  # a comment", "it's #1, a [best]"),
        ("\n- a model/1\n- b/2", "a model/1"),
        ('\n  - "a model/1"', "a model/1"),
        ("[a model/1, b/2]", "a model/1"),
        ('[ "a, b/1", b/2]', "a, b/1"),
        ("# none", ""),
        ("", ""),
        ('"half', ""),
        (" " * 60_000 + "[", ""),  # read in no more than its length
    ],
)
def test_a_base_is_read_whole_however_it_is_written(
    tmp_path: Path, written: str, base: str
) -> None:
    text = f"---\nlicense: mit\nbase_model: {written}\ntags:\n- x\n---\n# A"
    for end in ("\n", "\r\n"):
        (tmp_path / "README.md").write_text(text, encoding="utf-8", newline=end)
        assert base_model_of(tmp_path) == base
