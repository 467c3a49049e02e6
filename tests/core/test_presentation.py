"""What is drawn of the weights: hidden and merged tokens, levels."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from explorer.core.presentation import axis, legend, present
from explorer.records import SCALES, HeadRef, Presentation, Tokens
from tests.core.maps import SENTENCE, attention, shown_map, tokens

HEAD = HeadRef(0, 0)


def levels_of(values: list[list[float]], presentation: Presentation) -> list[list[int]]:
    n_rows, n_columns = len(values), len(values[0])
    sides = tokens(tuple("abcdefgh"[:n_rows])), tokens(tuple("abcdefgh"[:n_columns]))
    weights = np.array(values, dtype=np.float32)
    return present(weights, *sides, HEAD, presentation).levels.tolist()


# ---- axes ----------------------------------------------------------------------------------------


def test_an_axis_names_every_token_unless_asked_otherwise() -> None:
    side = axis(tokens(), Presentation(), "query")
    assert side.labels == SENTENCE
    assert side.positions == tuple((i,) for i in range(8))
    assert side.is_special == (True, *[False] * 6, True)


def test_pieces_of_a_word_merge_and_special_tokens_stand_alone() -> None:
    side = axis(tokens(), Presentation(merge_words=True), "query")
    assert side.labels == ("[CLS]", "the", "doctor", "untold", "[MASK]", ".", "[SEP]")
    assert side.positions[3] == (3, 4)
    assert side.is_special[0]
    assert not side.is_special[3]


def test_equal_word_numbers_in_two_texts_are_two_words() -> None:
    first, second = tokens(("a",)), tokens(("b",), segment=1)
    both = Tokens(
        ids=(0, 1),
        labels=("a", "b"),
        spans=first.spans + second.spans,
        is_special=(False, False),
        words=(0, 0),
    )
    assert axis(both, Presentation(merge_words=True), "query").labels == ("a", "b")


def test_a_single_piece_keeps_its_marks() -> None:
    assert axis(tokens(("##ing",)), Presentation(merge_words=True), "query").labels == ("##ing",)


# ---- weights -------------------------------------------------------------------------------------


def slowly_presented(
    weights: list[list[float]], side: Tokens, presentation: Presentation
) -> list[list[float]]:
    """The same in plain Python, cell by cell."""
    kept = [i for i, s in enumerate(side.is_special) if not (s and presentation.hide_special)]
    rows = [[weights[i][j] for j in kept] for i in kept]
    if presentation.hide_special:
        rows = [[cell / sum(row) if sum(row) > 0 else 0.0 for cell in row] for row in rows]
    groups: list[list[int]] = []
    for place, position in enumerate(kept):
        word = side.words[position]
        joins = presentation.merge_words and word is not None and groups
        if joins and side.words[kept[groups[-1][-1]]] == word:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        [sum(rows[i][j] for i in query for j in key) / len(query) for key in groups]
        for query in groups
    ]


@pytest.mark.parametrize(
    ("hide_special", "merge_words"), list(itertools.product((False, True), repeat=2))
)
def test_hidden_and_merged_maps_equal_a_plain_loop(hide_special: bool, merge_words: bool) -> None:
    labels = ("[CLS]", "a", "##b", "##c", "d", "[SEP]", "e", "##f", "[SEP]")
    presentation = Presentation(hide_special=hide_special, merge_words=merge_words)
    weights, scores = attention(9, 9)
    side = tokens(labels)
    shown = present(weights, side, side, HEAD, presentation, scores=scores)
    expected = slowly_presented(weights.tolist(), side, presentation)
    np.testing.assert_allclose(shown.weights, expected, atol=1e-6)
    np.testing.assert_allclose(shown.weights.sum(axis=1), 1, atol=1e-6)
    assert shown.weights.shape == (len(shown.queries), len(shown.keys))
    assert (shown.scores is None) == merge_words


def test_queries_and_keys_may_be_two_sequences() -> None:
    weights, _ = attention(3, 8)
    target = tokens(("le", "doc", "##teur"))
    shown = present(weights, target, tokens(), HEAD, Presentation(merge_words=True))
    assert shown.queries.labels == ("le", "docteur")
    np.testing.assert_allclose(shown.weights[1], _merged_keys(weights[1:].mean(axis=0)), atol=1e-6)


def _merged_keys(row: np.ndarray) -> np.ndarray:
    return np.array([*row[:3], row[3] + row[4], *row[5:]])


def test_a_row_that_gave_everything_to_special_tokens_stays_zero_and_bare() -> None:
    weights = np.array([[1, 0, 0], [1, 0, 0], [0.2, 0.2, 0.6]], dtype=np.float32)
    side = tokens(("[CLS]", "a", "b"))
    scores = np.zeros((3, 3), dtype=np.float32)
    shown = present(weights, side, side, HEAD, Presentation(hide_special=True), scores=scores)
    np.testing.assert_allclose(shown.weights, [[0, 0], [0.25, 0.75]])
    assert shown.levels[0].tolist() == [0, 0]


def test_a_text_of_special_tokens_only_leaves_an_empty_map() -> None:
    side = tokens(("[CLS]", "[SEP]"))
    weights, scores = attention(2, 2)
    for merge_words in (False, True):
        presentation = Presentation(hide_special=True, merge_words=merge_words)
        shown = present(weights, side, side, HEAD, presentation, scores=scores)
        assert shown.weights.shape == shown.levels.shape == (0, 0)
        assert legend(shown) == ()


@pytest.mark.parametrize("presentation", [Presentation(), Presentation("rank", 0.5, True, True)])
def test_presenting_never_writes_into_its_input(presentation: Presentation) -> None:
    weights, scores = attention(8, 8)
    before = weights.copy(), scores.copy()
    weights.flags.writeable = scores.flags.writeable = False
    shown = present(weights, tokens(), tokens(), HEAD, presentation, scores=scores)
    np.testing.assert_array_equal((weights, scores), before)
    assert not np.shares_memory(shown.weights, weights)


# ---- levels --------------------------------------------------------------------------------------


def test_linear_levels_run_from_zero_to_the_highest_weight() -> None:
    # 0.25 / 0.5 of 254 steps is 127, so level 128; 0.0009 / 0.5 · 254 = 0.46.
    assert levels_of([[0.5, 0.25], [0.0009, 0.0]], Presentation()) == [[255, 128], [1, 0]]


def test_log_levels_run_over_the_decades_between_the_smallest_and_the_highest() -> None:
    # From 0.01 to 1 there are two decades: 0.1 is half way, 127 steps above level 1.
    assert levels_of([[1.0, 0.1], [0.01, 0.0]], Presentation("log")) == [[255, 128], [1, 0]]


def test_log_levels_never_reach_below_four_decades() -> None:
    # 1e-2 is half way between 1e-4 and 1; what is smaller than 1e-4 shares the lowest colour.
    assert levels_of([[1.0, 1e-2], [1e-4, 1e-9]], Presentation("log")) == [[255, 128], [1, 1]]


def test_rank_levels_are_the_share_of_smaller_weights_and_equals_share_a_rank() -> None:
    # Of 0.1 0.2 0.2 0.4 0.9: 0, 1, 1, 3 and 4 are smaller; over 4: 0, 63.5, 190.5 and 254 steps.
    found = levels_of([[0.1, 0.2, 0.2], [0.4, 0.9, 0.0]], Presentation("rank"))
    assert found == [[1, 65, 65], [191, 255, 0]]


def test_rank_levels_of_a_large_map_equal_counting() -> None:
    weights, _ = attention(40, 40)
    weights = np.round(weights, 3)  # makes equals
    side = tokens(tuple(f"t{i}" for i in range(40)))
    levels = present(weights, side, side, HEAD, Presentation("rank")).levels
    values = sorted(weights[weights > 0].tolist())
    n_below_highest = sum(value < values[-1] for value in values)
    for row, column in [(0, 0), (3, 7), (39, 39), (20, 1)]:
        n_smaller = sum(value < weights[row, column] for value in values)
        expected = 1 + round(254 * n_smaller / n_below_highest) if weights[row, column] else 0
        assert levels[row, column] == expected


@pytest.mark.parametrize("scale", SCALES)
def test_equal_weights_all_get_the_highest_level(scale: str) -> None:
    assert levels_of([[0.5, 0.5], [0.5, 0.5]], Presentation(scale)) == [[255, 255], [255, 255]]


@pytest.mark.parametrize("scale", SCALES)
def test_pairs_that_may_not_attend_are_bare_and_all_others_are_drawn(scale: str) -> None:
    shown = shown_map(presentation=Presentation(scale), causal=True)
    np.testing.assert_array_equal(shown.levels > 0, np.tri(8, dtype=bool))


def test_a_weight_too_small_for_float32_is_drawn_where_it_may_attend() -> None:
    side = tokens(("a", "b"))
    weights = np.array([[1, 0], [0.5, 0.5]], dtype=np.float32)
    scores = np.array([[0, -200], [0, 0]], dtype=np.float32)
    assert present(weights, side, side, HEAD, Presentation(), scores=scores).levels[0, 1] == 1


@pytest.mark.parametrize("scale", SCALES)
def test_a_threshold_bares_cells_and_leaves_the_colours_of_the_others(scale: str) -> None:
    free = shown_map(presentation=Presentation(scale))
    cut = shown_map(presentation=Presentation(scale, threshold=0.1))
    kept = free.weights >= 0.1
    assert 0 < kept.sum() < kept.size
    np.testing.assert_array_equal(cut.levels, np.where(kept, free.levels, 0))


@pytest.mark.parametrize("scale", SCALES)
def test_a_map_without_any_attention_is_bare(scale: str) -> None:
    assert levels_of([[0.0, 0.0], [0.0, 0.0]], Presentation(scale)) == [[0, 0], [0, 0]]


@pytest.mark.parametrize("scale", SCALES)
def test_a_legend_marks_the_weights_at_the_levels_where_they_stand(scale: str) -> None:
    shown = shown_map(presentation=Presentation(scale))
    marks = legend(shown)
    assert len(marks) >= 2
    for share, weight in marks:
        assert 0 <= share <= 1
        if scale == "linear":
            assert math.isclose(share, weight / shown.high, rel_tol=1e-5)
        if scale == "log":
            span = math.log(shown.high / shown.low)
            assert math.isclose(share, math.log(weight / shown.low) / span, abs_tol=1e-5)
        if scale == "rank":
            at = np.argwhere(shown.weights == np.float32(weight))[0]
            assert abs(int(shown.levels[tuple(at)]) - (1 + 254 * share)) <= 254 / 63
