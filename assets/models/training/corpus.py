"""From packages to a training set and a held-out set that share no near copies.

The split is by document (a gloss, a country, a speech, a run of 120 sentences). What comes within
one word of a held-out sentence, or contains a cloze sentence, leaves the training text.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sources import READERS, Passage

SEED = 20261123
HELD_OUT = {
    "tatoeba": 400,
    "wordnet": 400,
    "factbook": 120,
    "austen": 120,
    "speeches": 120,
    "bible": 60,
}
# How often a passage is seen in one epoch; below one, a fixed share of the documents is left out.
# Everyday sentences count double, and the Bible stays small: it spoils thin contexts.
WEIGHTS = {
    "tatoeba": 2.0,
    "wordnet": 1.0,
    "factbook": 2.0,
    "countries": 3.0,
    "austen": 0.4,
    "speeches": 1.0,
    "bible": 0.15,
}


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without punctuation: the form in which sentences are compared."""
    return tuple(re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", "")))


def read_cloze(path: Path) -> list[tuple[str, list[str]]]:
    """Sentences with one [MASK] and their acceptable answers, the canonical one first."""
    rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return [(sentence, answers.split("|")) for sentence, answers in rows]


class ClozeFilter:
    """Recognises text that contains a cloze sentence with any of its answers put in."""

    def __init__(self, cloze: Iterable[tuple[str, list[str]]]) -> None:
        self._by_start: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for sentence, answers in cloze:
            for answer in answers:
                filled = words(sentence.replace("[MASK]", answer))
                self._by_start[filled[:3]].append(filled)

    def matches(self, text: str) -> bool:
        found = words(text)
        return any(
            found[at : at + len(filled)] == filled
            for at in range(len(found) - 2)
            for filled in self._by_start.get(found[at : at + 3], ())
        )


def near_copy_keys(text: str) -> Iterator[tuple[str, ...]]:
    """Keys of which two texts share one where they differ by one word at most."""
    found = words(text)
    yield found
    if len(found) <= 40:
        yield from (found[:at] + found[at + 1 :] for at in range(len(found)))


def split(
    packages: Path, cloze: list[tuple[str, list[str]]]
) -> tuple[list[Passage], list[Passage]]:
    """Training and held-out passages; the same on every call for the same packages."""
    chooser = random.Random(SEED)
    train: list[Passage] = []
    held_out: list[Passage] = []
    cloze_filter = ClozeFilter(cloze)
    for reader in READERS:
        by_document: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in reader(packages):
            if passage.text.isprintable() and not cloze_filter.matches(passage.text):
                by_document[passage.document].append(passage)
        documents = sorted(by_document)
        chooser.shuffle(documents)
        source = by_document[documents[0]][0].source
        wanted = HELD_OUT.get(source, 0)
        taken: list[Passage] = []
        while len(taken) < wanted:
            taken += by_document[documents.pop()]
        held_out += taken[:wanted]
        kept = documents[: max(1, round(len(documents) * min(1.0, WEIGHTS[source])))]
        train += [passage for document in kept for passage in by_document[document]]
    forbidden = {key for passage in held_out for key in near_copy_keys(passage.text)}
    forbidden.discard(())
    return [p for p in train if forbidden.isdisjoint(near_copy_keys(p.text))], held_out


def repeats(source: str) -> int:
    """How many times an epoch shows a passage of this source."""
    return max(1, round(WEIGHTS[source]))


def write_held_out(passages: Iterable[Passage], path: Path) -> None:
    lines = (f"{passage.source}\t{passage.text}\n" for passage in passages)
    path.write_text("".join(lines), encoding="utf-8")


def read_held_out(path: Path) -> list[Passage]:
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    rows = (line.split("\t", 1) for line in lines)
    return [Passage(source, "", text) for source, text in rows]
