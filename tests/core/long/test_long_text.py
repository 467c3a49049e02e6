"""Long texts: what is computed block by block against all weights at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.core.inspection import Inspector
from explorer.core.long import long_text, pooled_map, presented, tiles
from explorer.core.presentation import present
from explorer.errors import BadInput, Cancelled
from explorer.records import (
    TILE,
    DetailRequest,
    Document,
    ExportRequest,
    HeadRef,
    InspectRequest,
    Presentation,
    RefineRequest,
    TileKey,
)
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint
from tests.long_maps import pooled

WORDS = ["the", "doctor", "told", "patients", "unbelievable", "stories", "about", "medicine"]
LONG = " ".join(WORDS[place % len(WORDS)] for place in range(900))
SHORTER = "a cat and a dog "
PRESENTATIONS = {
    "as it is": Presentation(),
    "special tokens hidden": Presentation(hide_special=True),
    "words merged": Presentation(merge_words=True),
    "one text to the other": Presentation(pair="AB"),
    "all of these": Presentation(hide_special=True, merge_words=True, pair="BA"),
}
HEADS = {
    "one head": HeadRef(1, 2),
    "mean of a layer": HeadRef(0, None),
    "maximum over all": HeadRef(None, None, aggregate="max"),
}


def inspector(family: str) -> Inspector:
    tokenizer = vocabularies.BY_FAMILY[family]()
    fields = {"vocab_size": len(tokenizer)}
    if family not in ("t5", "xlnet"):
        fields["max_position_embeddings"] = 8192
    return Inspector(tiny_checkpoint(family, tokenizer, **fields))


@pytest.fixture(scope="module")
def bert() -> Inspector:
    return inspector("bert")


def request(head: HeadRef, presentation: Presentation, text: str = LONG) -> InspectRequest:
    return InspectRequest(
        Document(text, pair="a second text follows " * 150),
        (head,),
        presentation,
        overview_site=head.site,
    )


def text_of(asked: Inspector, n_tokens: int) -> Document:
    """A text of about so many tokens in the model's own vocabulary."""
    n_each = len(asked.checkpoint.tokenizer(SHORTER * 10)["input_ids"]) / 10
    return Document(SHORTER * round(n_tokens / n_each))


def read(asked: Inspector, wanted: InspectRequest):
    """What is shown at once."""
    *_, shown = asked.inspect(wanted)
    return shown


def refined(asked: Inspector, shown):
    """The same, when everything is exact."""
    while not shown.is_exact:
        shown = asked.refine(RefineRequest(shown.request, shown.step + 1))
    return shown


def whole(asked: Inspector, wanted: InspectRequest):
    """The map from all weights at once, which a short text is presented by."""
    text = asked._text.traced
    [head] = wanted.heads
    scores = None
    if head.layer is not None and head.head is not None:
        scores = text.trace.site(head.site).scores(head.layer, head.head)
    return present(
        text.trace.of(head), *text.axes(head.site), head, wanted.presentation, scores=scores
    )


def tile_of(asked: Inspector, wanted: InspectRequest, key: TileKey):
    [detail] = asked.details(DetailRequest(wanted, wanted.heads[0], tiles=(key,)))
    return detail.tiles[0]


@pytest.mark.parametrize("presentation", PRESENTATIONS.values(), ids=PRESENTATIONS)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_long_map_pools_what_a_short_one_would_show(bert, head, presentation):
    wanted = request(head, presentation)
    shown = refined(bert, read(bert, wanted))
    expected = whole(bert, wanted)
    [long_map] = shown.long_maps
    assert shown.maps == ()
    assert (long_map.queries, long_map.keys) == (expected.queries, expected.keys)
    largest, mean = pooled(expected.weights, long_map.pool)
    np.testing.assert_allclose(long_map.largest, largest, rtol=1e-4, atol=1e-8)
    np.testing.assert_allclose(long_map.mean, mean, rtol=1e-4, atol=1e-8)
    assert max(long_map.largest.shape) <= 1024


@pytest.mark.parametrize("presentation", PRESENTATIONS.values(), ids=PRESENTATIONS)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_tiles_and_rows_hold_the_weights_of_their_places(bert, head, presentation):
    wanted = request(head, presentation)
    read(bert, wanted)
    expected = whole(bert, wanted)
    n_rows = len(expected.weights)
    key = TileKey(0, (n_rows - 1) // TILE, 0)  # the last one is not full
    tile = tile_of(bert, wanted, key)
    part = np.s_[key.row * TILE :, :TILE]
    np.testing.assert_allclose(tile.largest, expected.weights[part], rtol=1e-4, atol=1e-8)
    if expected.scores is None:
        assert tile.scores is None
    else:
        np.testing.assert_allclose(tile.scores, expected.scores[part], rtol=1e-5, atol=1e-6)
    chosen = (0, n_rows // 2, n_rows - 1)
    [detail] = bert.details(DetailRequest(wanted, head, rows=chosen))
    for index in chosen:
        np.testing.assert_allclose(
            detail.rows[index], expected.weights[index], rtol=1e-4, atol=1e-8
        )


@pytest.mark.parametrize("family", ["modernbert", "llama", "mistral", "gemma2", "gpt_oss", "t5"])
def test_masks_softcaps_sinks_and_biases_reach_the_long_map(family):
    asked = inspector(family)
    site = "encoder" if family == "t5" else "self"
    for presentation in (Presentation(), Presentation(hide_special=True)):
        wanted = replace(request(HeadRef(1, 3, site), presentation), document=text_of(asked, 1300))
        shown = refined(asked, read(asked, wanted))
        expected = whole(asked, wanted)
        [long_map] = shown.long_maps
        largest, mean = pooled(expected.weights, long_map.pool)
        np.testing.assert_allclose(long_map.largest, largest, rtol=1e-3, atol=1e-7)
        np.testing.assert_allclose(long_map.mean, mean, rtol=1e-3, atol=1e-7)
        tile = tile_of(asked, wanted, TileKey(0, 1, 1))
        part = np.s_[TILE : 2 * TILE, TILE : 2 * TILE]
        np.testing.assert_allclose(tile.largest, expected.weights[part], rtol=1e-3, atol=1e-7)


def test_a_model_with_maps_of_its_own_is_shown_alike():
    asked = inspector("xlnet")
    wanted = replace(request(HeadRef(0, 1), Presentation()), document=text_of(asked, 1100))
    shown = refined(asked, read(asked, wanted))
    expected = whole(asked, wanted)
    [long_map] = shown.long_maps
    np.testing.assert_array_equal(long_map.largest, pooled(expected.weights, long_map.pool)[0])
    assert tile_of(asked, wanted, TileKey(0, 0, 0)).scores is None


def test_a_zoomed_out_tile_pools_the_weights_of_its_square():
    asked = inspector("llama")
    wanted = replace(request(HeadRef(0, 0), Presentation()), document=text_of(asked, 4800))
    shown = read(asked, wanted)
    [long_map] = shown.long_maps
    assert long_map.pool == 8
    expected = whole(asked, wanted).weights
    tile = tile_of(asked, wanted, TileKey(2, 1, 0))
    side = TILE * 4
    largest, mean = pooled(expected[side : 2 * side, :side], 4)
    np.testing.assert_allclose(tile.largest, largest, rtol=1e-4, atol=1e-8)
    np.testing.assert_allclose(tile.mean, mean, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("family", ["bert", "llama"])
@pytest.mark.parametrize("place", [(0, 0, 9), (0, 9, 9), (1, 0, 9), (1, 9, 0)])
def test_a_tile_beyond_the_map_has_no_cells(bert, family, place):
    asked = bert if family == "bert" else inspector(family)
    wanted = replace(request(HeadRef(0, 1), Presentation()), document=text_of(asked, 1100))
    read(asked, wanted)
    tile = tile_of(asked, wanted, TileKey(*place))
    assert tile.largest.size == tile.levels.size == 0
    assert tile.largest.shape == tile.levels.shape


def test_the_first_picture_shows_real_rows_and_says_that_it_is_not_exact(bert):
    wanted = request(HeadRef(0, 1), Presentation())
    shown = read(bert, wanted)
    [coarse] = shown.long_maps
    assert not shown.is_exact
    expected = whole(bert, wanted).weights
    largest, _ = pooled(expected, coarse.pool)
    assert (coarse.largest <= largest + 1e-6).all()
    middle = expected[coarse.pool // 2]  # of the first row of cells
    cells = np.maximum.reduceat(middle, range(0, len(middle), coarse.pool))
    np.testing.assert_allclose(coarse.largest[0], cells, rtol=1e-4)


@pytest.mark.parametrize("family", ["bert", "modernbert", "mistral"])
def test_the_overview_becomes_that_of_all_weights(bert, family):
    from explorer.core.overview import overview
    from explorer.core.presentation import kept_tokens, summed_keys

    asked = bert if family == "bert" else inspector(family)
    for presentation in (Presentation(), Presentation(hide_special=True, pair="AB")):
        wanted = request(HeadRef(0, 0), presentation)
        if family != "bert":
            wanted = replace(wanted, document=text_of(asked, 1300))
        shown = refined(asked, read(asked, wanted))
        text = asked._text.traced
        site = text.trace.site("self")
        expected = overview(
            [site.layer(layer) for layer in range(site.n_layers)],
            scale="linear",
            keep=kept_tokens(text.tokens, presentation, "query"),
            keep_keys=kept_tokens(text.tokens, presentation, "key"),
            summed=summed_keys(text.tokens, presentation),
        )
        for name in ("levels", "mean_levels"):
            got, wished = getattr(shown.overview, name), getattr(expected, name)
            assert got.shape == wished.shape
            assert np.abs(got.astype(int) - wished).max() <= 1  # a weight between two levels


def test_another_scale_keeps_what_is_exact_of_the_overview(bert):
    shown = refined(bert, read(bert, request(HeadRef(0, 0), Presentation())))
    other = read(bert, request(HeadRef(0, 0), Presentation(scale="rank")))
    assert other.overview.is_exact
    assert not np.array_equal(other.overview.levels, shown.overview.levels)


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_a_colour_means_one_weight_in_the_map_and_in_its_tiles(bert, scale):
    wanted = request(HeadRef(0, 0), Presentation(scale=scale, threshold=1e-5))
    shown = refined(bert, read(bert, wanted))
    [long_map] = shown.long_maps
    tile = tile_of(bert, wanted, TileKey(0, 0, 0))
    for weights, levels in ((long_map.largest, long_map.levels), (tile.largest, tile.levels)):
        expected = 1 + np.searchsorted(long_map.steps, weights, side="right")
        expected[weights < 1e-5] = 0
        assert np.abs(levels.astype(int) - expected).max() <= 1
    assert long_map.levels.max() >= 250
    assert np.all(np.diff(long_map.steps) >= 0)


def test_the_histogram_counts_about_as_many_weights_as_there_are(bert):
    wanted = request(HeadRef(0, 0), Presentation())
    [long_map] = read(bert, wanted).long_maps
    n_weights = len(long_map.queries) * len(long_map.keys)
    assert abs(long_map.counts.sum() - n_weights) < 0.05 * n_weights


def test_details_of_another_text_are_not_answered(bert):
    wanted = request(HeadRef(0, 0), Presentation())
    read(bert, wanted)
    other = replace(wanted, document=Document("something else"))
    assert list(bert.details(DetailRequest(other, HeadRef(0, 0), rows=(1,)))) == []
    assert bert.refine(RefineRequest(other, 1)) is None


def test_what_was_computed_before_something_urgent_came_is_kept(bert, monkeypatch):
    monkeypatch.setattr(long_text, "STEP_S", 60)  # a busy machine does little in a real step
    wanted = request(HeadRef(1, 1), Presentation())
    shown = read(bert, wanted)
    asked_before = iter([False, False, True])
    with pytest.raises(Cancelled):
        bert.refine(RefineRequest(wanted, 1), is_stale=lambda: next(asked_before, True))
    further = bert.refine(RefineRequest(wanted, 1), is_stale=lambda: False)
    assert further.long_maps[0].n_exact > shown.long_maps[0].n_exact


def test_a_tile_is_given_even_when_the_view_has_moved_on(bert):
    wanted = request(HeadRef(0, 0), Presentation())
    read(bert, wanted)
    keys = TileKey(0, 0, 0), TileKey(0, 0, 1)
    given = []
    with pytest.raises(Cancelled):
        given.extend(
            bert.details(DetailRequest(wanted, HeadRef(0, 0), tiles=keys), is_stale=lambda: True)
        )
    answers = bert.details(DetailRequest(wanted, HeadRef(0, 0), tiles=keys), is_stale=lambda: True)
    assert next(answers).tiles[0].key == keys[0]


def test_few_columns_of_a_long_text_are_computed_a_few_rows_at_a_time(bert, tmp_path, monkeypatch):
    """As from a long text to a short question: a row that is shown narrow is computed whole."""
    most, n_cells = 1 << 16, []
    for module in (pooled_map, presented, tiles):
        for name in ("BLOCK_CELLS", "COARSE_CELLS"):
            monkeypatch.setattr(module, name, most, raising=False)
    of_tokens = presented.PresentedHead._of_tokens

    def watched(*arguments):
        weights = of_tokens(*arguments)
        n_cells.append(weights.numel())
        return weights

    monkeypatch.setattr(presented.PresentedHead, "_of_tokens", watched)
    wanted = replace(
        request(HeadRef(1, 3), Presentation(pair="AB")),
        document=Document(f"{LONG} {LONG}", pair="a cat"),
    )
    shown = refined(bert, read(bert, wanted))
    [long_map] = shown.long_maps
    assert len(long_map.keys) < 10 < 1000 < len(long_map.queries)
    tile_of(bert, wanted, TileKey(0, 0, 0))
    bert.export(exported(wanted, tmp_path / "map.npz"))
    row = len(bert._text.traced.tokens)
    assert max(n_cells) <= max(most, TILE * row) < row * row // 2


# ---- files --------------------------------------------------------------------------------------


def test_an_exported_array_of_a_long_text_holds_every_weight(bert, tmp_path):
    wanted = request(HeadRef(1, 2), Presentation(hide_special=True, merge_words=True))
    path = bert.export(exported(wanted, tmp_path / "map.npz"))
    expected = whole(bert, wanted)
    with np.load(path) as archive:
        np.testing.assert_allclose(archive["weights"][0, 0], expected.weights, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("scope", ["head", "layer"])
def test_a_figure_of_a_long_text_shows_the_largest_weight_of_each_cell(
    bert, tmp_path, scope, monkeypatch
):
    from explorer.core.export import figures

    drawn = []
    draw = figures.draw

    def kept(maps, **looks):
        drawn.extend(maps := tuple(maps))
        assert looks["caption"].pool == 2
        return draw(maps, **looks)

    monkeypatch.setattr(figures, "draw", kept)
    wanted = request(HeadRef(1, 2), Presentation())
    path = bert.export(exported(wanted, tmp_path / "map.pdf", scope=scope))
    assert path.stat().st_size > 1000
    [shown] = [one for one in drawn if one.head == HeadRef(1, 2)]
    largest, _ = pooled(whole(bert, wanted).weights, 2)
    np.testing.assert_allclose(shown.weights, largest, rtol=1e-4, atol=1e-8)
    assert shown.queries.labels[3].endswith(" 6")


def test_more_weights_than_text_can_hold_are_refused_before_a_file_is_written(
    bert, tmp_path, monkeypatch
):
    from explorer.core.export import export

    monkeypatch.setattr(export, "MAX_WRITTEN_OUT", 1_000_000)
    wanted = request(HeadRef(1, 2), Presentation())
    for suffix in (".csv", ".json"):
        with pytest.raises(BadInput, match=r"Choose \.npz"):
            bert.export(exported(wanted, tmp_path / f"map{suffix}"))
    assert not list(tmp_path.iterdir())


def exported(wanted: InspectRequest, path, **fields):
    [head] = wanted.heads
    return ExportRequest(wanted.document, head, path, presentation=wanted.presentation, **fields)


def test_a_map_that_is_exact_is_not_made_again_for_each_step_of_the_overview(bert):
    wanted = request(HeadRef(1, 0), Presentation(scale="log"))
    shown = read(bert, wanted)
    while not shown.long_maps[0].is_exact:
        shown = bert.refine(RefineRequest(wanted, shown.step + 1))
    again = bert.refine(RefineRequest(wanted, shown.step + 1))
    assert again.long_maps[0] is shown.long_maps[0]
