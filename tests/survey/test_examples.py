"""What excites a head most, against sorting everything."""

from __future__ import annotations

import random

import numpy as np
import pytest

from explorer.survey.examples import Example, TopExamples
from explorer.survey.sentences import Sentence

N_KEPT = 4


def examples(seed, n=60):
    """Few different values and texts, so that many are equal."""
    chance = random.Random(seed)
    lines = chance.sample(range(1, 10 * n), n)
    texts = {line: f"text {chance.randint(0, 20)}" for line in lines}
    units = {text: chance.randint(0, 6) for text in texts.values()}
    return [Example(units[text], Sentence(line, text)) for line, text in texts.items()]


def kept(some):
    top = TopExamples(1, 1, N_KEPT)
    for example in some:
        top.offer(0, 0, example)
    return top


def expected(some):
    found = []
    for example in sorted(some, key=lambda one: one.rank):
        if example.sentence.text not in [one.sentence.text for one in found]:
            found.append(example)
    return tuple(found[:N_KEPT])


@pytest.mark.parametrize("seed", range(20))
def test_any_split_keeps_the_best_and_of_equal_texts_the_first_line(seed):
    some = examples(seed)
    assert kept(some).of(0, 0) == expected(some)
    chance = random.Random(seed)
    cuts = sorted(chance.sample(range(len(some)), 3))
    parts = [kept(some[a:b]) for a, b in zip([0, *cuts], [*cuts, len(some)], strict=True)]
    chance.shuffle(parts)
    whole = TopExamples(1, 1, N_KEPT)
    for part in parts:
        whole.merge(part)
    assert whole.of(0, 0) == expected(some)


@pytest.mark.parametrize("seed", range(5))
def test_only_what_can_be_kept_is_a_candidate(seed):
    some = examples(seed)
    top, n_offered = TopExamples(1, 1, N_KEPT), 0
    for start in range(0, len(some), 12):
        batch = some[start : start + 12]
        units = np.array([[one.units] for one in batch])
        lines = np.array([one.sentence.line for one in batch])
        for text, head in top.candidates(0, units, lines):
            top.offer(0, head, batch[text])
            n_offered += 1
    assert top.of(0, 0) == expected(some)
    assert n_offered < len(some)


def test_what_excites_nothing_is_no_candidate():
    top = TopExamples(1, 2, N_KEPT)
    assert list(top.candidates(0, np.array([[-1, 0]]), np.array([1]))) == [(0, 1)]
