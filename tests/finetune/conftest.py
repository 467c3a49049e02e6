"""A tiny base model on disk, and a task that it learns in seconds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from explorer.core.checkpoint.loading import quiet_library
from tests.core.models import tiny_model
from tests.core.vocabularies import wordpiece

WORDS = {"food": ("bread", "soup", "apple", "rice"), "animal": ("dog", "cat", "horse", "fish")}


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BERT of two layers, untrained, with the built-in model's tokenizer."""
    folder = tmp_path_factory.mktemp("base") / "tiny"
    tokenizer = wordpiece()
    with quiet_library():
        tiny_model("bert", vocab_size=len(tokenizer)).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 rows, whose label hangs on one word."""
    drawn = random.Random(0)
    rows = {
        f"{label}\tthe {drawn.choice(words)} is {drawn.choice(('old', 'new', 'big'))} {number}"
        for number in range(30)
        for label, words in WORDS.items()
    }
    path = tmp_path_factory.mktemp("data") / "words.tsv"
    path.write_text("\n".join(["label\ttext", *sorted(rows)]) + "\n")
    return path
