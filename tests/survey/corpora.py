"""Small corpora, and a tiny model that reads them."""

from __future__ import annotations

import random
from pathlib import Path

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.survey.sentences import Sentence
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

WORDS = ("the", "doctor", "told", "a", "cat", "and", "dog", "to", "take", "medicine", "on", "mat")


def sentences(n: int, *, seed: int = 0, longest: int = 12) -> list[str]:
    """Different lengths, and some twice."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, longest))) for _ in range(n)]


def numbered(texts: list[str]) -> list[Sentence]:
    return [Sentence(line, text) for line, text in enumerate(texts, start=1)]


def text_file(folder: Path, texts: list[str]) -> Path:
    path = folder / "corpus.txt"
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def tiny_reader(family: str, **fields: object) -> Checkpoint:
    tokenizer = vocabularies.BY_FAMILY[family]()
    return tiny_checkpoint(family, tokenizer, vocab_size=len(tokenizer), **fields)
