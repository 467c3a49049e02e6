"""What is learnt from and what is held out, and how many tokens and labels there are."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.errors import BadInput
from explorer.finetune.data import NO_PAIR, Dataset, Example, read_dataset

MOST_LABELS = 1_000  # more are no classes but, say, a column of numbers

_Said = tuple[str, str | None]  # a text and its pair


@dataclass(frozen=True, slots=True)
class Split:
    """Both parts; every label of the held-out part can be learnt from the other.

    labels: in the order of the model's outputs; empty for masked language modelling.
    """

    train: tuple[Example, ...]
    held_out: tuple[Example, ...]
    labels: tuple[str, ...]
    notices: tuple[str, ...] = ()


def split(dataset: Dataset, *, share: float = 0.2, seed: int = 0) -> Split:
    """Hold out a share of every label, drawn by the seed; a label of one row is only learnt from.

    A text that has several labels is on one side with all its rows. share: in (0, 1).
    Raises BadInput.
    """
    if not 0 < share < 1:
        raise BadInput(f"A share of {share:g} cannot be held out. Give one between 0 and 1.")
    if dataset.task == "classification":
        _check_labels(dataset.labels)
    labels_of: dict[_Said, list[str]] = {}
    for example in dataset.examples:
        labels_of.setdefault(_said(example), []).append(example.label)
    held_out = _drawn(labels_of, share, random.Random(seed))
    parts = (
        tuple(example for example in dataset.examples if _said(example) not in held_out),
        tuple(example for example in dataset.examples if _said(example) in held_out),
    )
    if not parts[1]:
        raise BadInput(
            f"Each of the {len(dataset.labels):,} labels has a single row or shares its texts with "
            "one that has, so nothing can be held out. Add rows to them, or choose another label "
            "column."
        )
    notices = (*dataset.notices, *_contradicted(dataset, labels_of), *_untested(*parts))
    return Split(*parts, dataset.labels if dataset.task == "classification" else (), notices)


def _said(example: Example) -> _Said:
    return example.text, example.pair


def _drawn(
    labels_of: Mapping[_Said, Sequence[str]], share: float, drawn: random.Random
) -> set[_Said]:
    """The texts that are held out: of no label more than its share, so that some of it is learnt.

    The rarest label draws first, or its texts would be gone with the labels that they have beside.
    Source: Sechidis et al. 2011, On the Stratification of Multi-Label Data, section 3.
    """
    texts_of: dict[str, list[_Said]] = {}
    for text, labels in labels_of.items():
        for label in labels:
            texts_of.setdefault(label, []).append(text)
    wanted = {
        label: min(max(1, round(len(texts) * share)), len(texts) - 1)
        for label, texts in texts_of.items()
    }
    held_out: set[_Said] = set()

    def is_free(text: _Said) -> bool:
        return text not in held_out and all(wanted[label] > 0 for label in labels_of[text])

    def hold_out(text: _Said) -> None:
        held_out.add(text)
        for label in labels_of[text]:
            wanted[label] -= 1

    for label in sorted(texts_of, key=lambda label: (len(texts_of[label]), label)):
        while free := [text for text in texts_of[label] if is_free(text)]:
            # Asked one by one, since those drawn before may leave no room for another.
            for text in filter(is_free, drawn.sample(free, min(wanted[label], len(free)))):
                hold_out(text)
    return held_out


def split_with(dataset: Dataset, path: Path, *, encoding: str | None = None) -> Split:
    """Hold out a file of its own. Rows whose label is in that file alone are left out, and said.

    Raises BadInput.
    """
    columns = replace(dataset.columns, pair=dataset.columns.pair or NO_PAIR)
    other = read_dataset(
        path, task=dataset.task, columns=columns, encoding=encoding, is_learnt=False
    )
    labels = dataset.labels if dataset.task == "classification" else ("",)
    if dataset.task == "classification":
        _check_labels(labels)
    known = {_said(example) for example in dataset.examples}
    usable = [e for e in other.examples if e.label in labels]
    kept = tuple(e for e in usable if _said(e) not in known)
    notices = [*dataset.notices, *(f"{path.name}: {notice}" for notice in other.notices)]
    notices += _only_there(path, [e.label for e in other.examples if e.label not in labels])
    if n_known := len(usable) - len(kept):
        notices.append(
            f"{path.name}: {_rows_were(n_known)} left out, since the other file has the same, and "
            "what was learnt cannot be a test."
        )
    if not kept:
        wrong = f"No row of {path.name} can be held out. Choose another file."
        raise BadInput(" ".join([wrong, *notices]))
    return Split(
        dataset.examples,
        kept,
        labels if dataset.task == "classification" else (),
        tuple(notices),
    )


def _only_there(path: Path, labels: Sequence[str]) -> list[str]:
    """labels: of the rows that are left out."""
    if not labels:
        return []
    return [
        f"{path.name}: {_rows_were(len(labels))} left out, since the label "
        f"{_named(sorted(set(labels)))} is in the held-out part only and cannot be learnt."
    ]


def _rows_were(n: int) -> str:
    return "1 row was" if n == 1 else f"{n:,} rows were"


def _named(labels: Sequence[str]) -> str:
    """The first of them."""
    named = ", ".join(f"“{label[:40]}”" for label in labels[:5])
    return named if len(labels) <= 5 else f"{named} and {len(labels) - 5} more"


def _check_labels(labels: Sequence[str]) -> None:
    if len(labels) > MOST_LABELS:
        raise BadInput(
            f"The label column has {len(labels):,} different values, as “{labels[0][:40]}”. "
            f"Choose one with at most {MOST_LABELS:,}."
        )


def _contradicted(dataset: Dataset, labels_of: Mapping[_Said, Sequence[str]]) -> list[str]:
    lines = [e.line for e in dataset.examples if len(labels_of[_said(e)]) > 1]
    if not lines:
        return []
    n_texts = sum(len(labels) > 1 for labels in labels_of.values())
    texts = "1 text has" if n_texts == 1 else f"{n_texts:,} texts have"
    return [
        f"{texts} more than one label (the first in line {lines[0]:,}): what is held out of them "
        "is not learnt under another label."
    ]


def _untested(train: Sequence[Example], held_out: Sequence[Example]) -> list[str]:
    """The labels that are learnt from only, and why."""
    tested = {example.label for example in held_out}
    untested = [label for label in label_counts(train) if label[0] not in tested]
    single = sorted(label for label, n in untested if n == 1)
    others = sorted(label for label, n in untested if n > 1)
    return [
        *([f"A single row has the label {_named(single)}: it is learnt from, and not tested."]
          if single else []),
        *([f"Rows with the label {_named(others)} are learnt from, and not tested: their texts "
           "have other labels, too, of which no more can be held out."] if others else []),
    ]  # fmt: skip


def label_counts(examples: Sequence[Example]) -> tuple[tuple[str, int], ...]:
    """The most frequent first; equal ones by name."""
    counts = Counter(example.label for example in examples)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
