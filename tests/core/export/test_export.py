"""From a trace to a file: which maps are in it and what it says about them."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from explorer import __version__
from explorer.core.attention.layers import Maps
from explorer.core.attention.trace import SiteTrace, Trace
from explorer.core.export.description import Description
from explorer.core.export.export import export
from explorer.errors import BadInput, Cancelled, ExportError, NoSuchHead
from explorer.records import (
    Document,
    ExportRequest,
    HeadRef,
    ModelInfo,
    Original,
    Presentation,
    SiteInfo,
    Tokens,
    Window,
)
from tests.core.maps import SENTENCE, attention, tokens

TARGET = ("[CLS]", "le", "doc", "##teur")
INFO = ModelInfo(
    name="tiny", source="builtin:tiny", revision="abc", family="bert", objective="masked",
    sites=(SiteInfo("self", 2, 3),), device="cpu", dtype="float32", max_tokens=64,
    mask_token="[MASK]", n_parameters=1, method="native",
)  # fmt: skip


def site(name: str, n_queries: int, n_keys: int, seed: int) -> tuple[SiteTrace, Any]:
    weights, _ = attention(2, 3, n_queries, n_keys, seed=seed)
    layers = tuple(Maps(torch.from_numpy(layer[np.newaxis].copy())) for layer in weights)
    return SiteTrace(name, layers), weights


def written(path: Path, *, is_seq2seq: bool = False, **fields: Any) -> tuple[Path, Any]:
    """The path and the weights that were there, by site."""
    target = tokens(TARGET) if is_seq2seq else None
    shapes = {"self": (8, 8)}
    if is_seq2seq:
        shapes = {"encoder": (8, 8), "decoder": (4, 4), "cross": (4, 8)}
    made = {name: site(name, *shape, seed=i) for i, (name, shape) in enumerate(shapes.items())}
    fields = {"head": HeadRef(1, 2)} | fields
    request = ExportRequest(document=Document("The text", masks=frozenset()), path=path, **fields)
    masked: Tokens = replace(tokens(), originals=(Original(5, 7, "patient"),))
    trace = Trace({name: one for name, (one, _) in made.items()})
    description = Description(request, INFO, tuple(trace.sites), masked, target)
    saved = export(description, trace)
    return saved, {name: weights for name, (_, weights) in made.items()}


def loaded(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive}


@pytest.mark.parametrize("suffix", [".png", ".PNG", ".svg", ".pdf", ".npz", ".csv", ".json"])
@pytest.mark.parametrize("scope", ["head", "layer", "all"])
def test_every_scope_can_be_written_in_every_format(
    tmp_path: Path, suffix: str, scope: str
) -> None:
    path, _ = written(tmp_path / f"out{suffix}", scope=scope)
    assert path.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [path]


def test_the_metadata_of_a_picture_says_all_of_how_it_was_made(tmp_path: Path) -> None:
    shown = Presentation("log", 0.25, hide_special=True)
    path, _ = written(tmp_path / "head.png", presentation=shown)
    expected = {
        "model": "tiny", "source": "builtin:tiny", "revision": "abc", "text": "The text",
        "site": "self", "layer": "1", "head": "2", "scale": "log", "threshold": "0.25",
        "special_tokens": "hidden", "words": "pieces", "colormap": "viridis",
        "masked": "5 patient", "version": __version__,
    }  # fmt: skip
    with Image.open(path) as image:
        assert expected.items() <= image.text.items()


def test_an_npz_of_one_head_keeps_all_four_axes(tmp_path: Path) -> None:
    path, weights = written(tmp_path / "head.npz")
    found = loaded(path)
    assert found["weights"].shape == (1, 1, 8, 8)
    np.testing.assert_allclose(found["weights"][0, 0], weights["self"][1, 2], atol=1e-7)
    assert tuple(found["tokens"]) == SENTENCE


def test_an_npz_of_everything_holds_every_layer_and_head(tmp_path: Path) -> None:
    path, weights = written(tmp_path / "all.npz", scope="all")
    found = loaded(path)
    np.testing.assert_allclose(found["weights"], weights["self"], atol=1e-7)
    said = json.loads(str(found["metadata"]))
    assert said["layer"] == said["head"] == "all"
    assert said["input_ids"] == list(range(8))
    assert "decoder_input_ids" not in said


@pytest.mark.parametrize("aggregate", ["mean", "max"])
def test_aggregates_are_written_as_one_map(tmp_path: Path, aggregate: str) -> None:
    head = HeadRef(None, None, aggregate=aggregate)
    path, weights = written(tmp_path / "together.npz", head=head)
    expected = getattr(weights["self"], aggregate)(axis=(0, 1))
    np.testing.assert_allclose(loaded(path)["weights"][0, 0], expected, atol=1e-6)


def test_numbers_follow_hidden_and_merged_tokens_but_no_threshold(tmp_path: Path) -> None:
    shown = Presentation("rank", 0.9, hide_special=True, merge_words=True)
    path, weights = written(tmp_path / "words.npz", presentation=shown)
    found = loaded(path)
    assert tuple(found["tokens"]) == ("the", "doctor", "untold", "[MASK]", ".")
    kept = weights["self"][1, 2][1:-1, 1:-1]
    kept = kept / kept.sum(axis=1, keepdims=True)
    assert found["weights"][0, 0, 2, 2] == pytest.approx(kept[2:4, 2:4].sum() / 2, abs=1e-6)


def test_an_encoder_decoder_writes_its_three_sites_and_its_decoders_ids(tmp_path: Path) -> None:
    path, weights = written(
        tmp_path / "all.npz", is_seq2seq=True, scope="all", head=HeadRef(None, None, "cross")
    )
    found = loaded(path)
    for name, expected in weights.items():
        np.testing.assert_allclose(found[name], expected, atol=1e-7)
    assert tuple(found["tokens"]) == SENTENCE
    assert tuple(found["target_tokens"]) == TARGET
    assert json.loads(str(found["metadata"]))["decoder_input_ids"] == [0, 1, 2, 3]


def test_json_of_everything_is_as_large_as_all_of_its_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.core.export.export.MAX_WRITTEN_OUT", 400)
    path, small = tmp_path / "all.json", HeadRef(0, 0, "decoder")  # 96 of the 672 weights
    with pytest.raises(BadInput, match=r"^672 weights"):
        written(path, is_seq2seq=True, scope="all", head=small)
    assert written(path, is_seq2seq=True, head=small)[0].exists()


def test_a_map_of_cross_attention_has_target_rows_and_source_columns(tmp_path: Path) -> None:
    path, weights = written(tmp_path / "c.csv", is_seq2seq=True, head=HeadRef(0, 1, "cross"))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [rows[0]["query_token"], rows[-1]["query_token"]] == ["[CLS]", "##teur"]
    assert rows[-1]["key_token"] == "[SEP]"
    assert float(rows[-1]["weight"]) == pytest.approx(weights["cross"][0, 1, -1, -1], abs=1e-7)
    written(tmp_path / "c.svg", is_seq2seq=True, head=HeadRef(0, 1, "cross"))


@pytest.mark.parametrize(("head", "scope", "message"), [
    (HeadRef(9, 0), "head", "Layer 9 was asked for; self attention counts 0 to 1"),
    (HeadRef(0, 7), "head", "Head 7 was asked for; layer 0 counts 0 to 2"),
    (HeadRef(-1, 0), "head", "Layer -1"),
    (HeadRef(None, 7), "head", "Head 7"),
    (HeadRef(9, None), "layer", "Layer 9"),
    (HeadRef(None, None), "layer", "no layer was named"),
    (HeadRef(0, 0, "cross"), "head", "no cross attention"),
])  # fmt: skip
@pytest.mark.parametrize("suffix", [".png", ".npz"])
def test_a_head_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, head: HeadRef, scope: str, message: str, suffix: str
) -> None:
    with pytest.raises(NoSuchHead, match=message):
        written(tmp_path / f"out{suffix}", head=head, scope=scope)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["out.gif", "out", "out.npz.bak"])
def test_an_unknown_format_is_refused_with_the_six_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=r"\.png, \.svg, \.pdf, \.npz, \.csv or \.json"):
        written(tmp_path / name)


@pytest.mark.parametrize("suffix", [".png", ".npz", ".csv", ".json"])
def test_an_export_given_up_leaves_nothing_behind(tmp_path: Path, suffix: str) -> None:
    one, _ = site("self", 8, 8, seed=0)
    request = ExportRequest(Document("a"), HeadRef(0, 0), tmp_path / f"a{suffix}", scope="all")
    n_asked = itertools.count()
    with pytest.raises(Cancelled):
        export(
            Description(request, INFO, ("self",), tokens(), None),
            Trace({"self": one}),
            is_stale=lambda: next(n_asked) == 3,  # after three maps of six
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".png", ".npz", ".csv", ".json"])
def test_a_failed_export_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"old{suffix}"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="full"):
        written(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_says_how_a_text_was_read_that_is_too_long_for_the_model() -> None:
    request = ExportRequest(Document("a"), HeadRef(0, 0), Path("a.npz"), stride=20)
    windows = (Window(0, 40, 0, 30), Window(20, 60, 30, 60))
    said = Description(
        request, INFO, ("self",), tokens(), None, windows, notice="2 tokens are unknown."
    ).of_numbers()
    assert said["windows"] == "2 of 40 tokens, one every 20"
    assert said["notice"] == "2 tokens are unknown."
