"""Opening a Transformer-XL from a folder: the published names, and what is refused."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch
from safetensors.torch import save_file

from explorer.errors import CheckpointDamaged, CheckpointNotFound, CheckpointUnsafe
from explorer.reference.transformer_xl_checkpoint import read_transformer_xl, read_words
from tests.reference.test_transformer_xl import IDS, close, model_of, said

TIED = (False, True, True)
# As listed in the weights of transfo-xl-wt103, for one layer and three clusters.
PUBLISHED = """
transformer.word_emb.emb_layers.0.weight transformer.word_emb.emb_layers.1.weight
transformer.word_emb.emb_layers.2.weight transformer.word_emb.emb_projs.0
transformer.word_emb.emb_projs.1 transformer.word_emb.emb_projs.2
transformer.layers.0.dec_attn.r_r_bias transformer.layers.0.dec_attn.r_w_bias
transformer.layers.0.dec_attn.qkv_net.weight transformer.layers.0.dec_attn.o_net.weight
transformer.layers.0.dec_attn.layer_norm.weight transformer.layers.0.dec_attn.layer_norm.bias
transformer.layers.0.dec_attn.r_net.weight transformer.layers.0.pos_ff.CoreNet.0.weight
transformer.layers.0.pos_ff.CoreNet.0.bias transformer.layers.0.pos_ff.CoreNet.3.weight
transformer.layers.0.pos_ff.CoreNet.3.bias transformer.layers.0.pos_ff.layer_norm.weight
transformer.layers.0.pos_ff.layer_norm.bias crit.cluster_weight crit.cluster_bias
crit.out_layers.0.weight crit.out_layers.0.bias crit.out_layers.1.weight crit.out_layers.1.bias
crit.out_layers.2.weight crit.out_layers.2.bias crit.out_projs.0 crit.out_projs.1 crit.out_projs.2
"""


@pytest.fixture
def model():
    return model_of(tie_projs=TIED)


def write(model, folder, tensors, **changed):
    config = {**dataclasses.asdict(model.settings), "model_type": "transfo-xl", "untie_r": True}
    (folder / "config.json").write_text(json.dumps({**config, **changed}))
    tensors = {name: value.clone().contiguous() for name, value in tensors.items()}
    save_file(tensors, folder / "model.safetensors")


def test_its_parameters_bear_the_published_names():
    names = set(model_of(n_layer=1).state_dict())
    assert names == set(PUBLISHED.split())


def test_a_checkpoint_says_the_same_after_it_was_written_and_read(model, tmp_path):
    write(model, tmp_path, model.state_dict())
    read = read_transformer_xl(tmp_path)
    assert read.settings == model.settings
    close(said(read, IDS, 8), said(model, IDS, 8))


def test_what_is_tied_may_stand_in_the_file_once(model, tmp_path):
    once = dict(model.named_parameters())
    assert "crit.out_layers.0.weight" not in once
    assert "crit.out_projs.1" not in once
    buffers = {"transformer.pos_emb.inv_freq": torch.ones(8)}
    write(model, tmp_path, {**once, **buffers})
    close(said(read_transformer_xl(tmp_path), IDS, 8), said(model, IDS, 8))


def test_biases_that_all_layers_share_stand_beside_the_layers(model, tmp_path):
    tensors = dict(model.named_parameters())
    for name in ("r_w_bias", "r_r_bias"):
        shared = tensors[f"transformer.layers.0.dec_attn.{name}"]
        for number in range(3):
            tensors.pop(f"transformer.layers.{number}.dec_attn.{name}")
            with torch.no_grad():
                getattr(model.transformer.layers[number].dec_attn, name).copy_(shared)
        tensors[f"transformer.{name}"] = shared
    write(model, tmp_path, tensors)
    close(said(read_transformer_xl(tmp_path), IDS, 8), said(model, IDS, 8))


def test_plain_tensors_of_torch_are_read(model, tmp_path):
    write(model, tmp_path, {})
    (tmp_path / "model.safetensors").unlink()
    torch.save(model.state_dict(), tmp_path / "pytorch_model.bin")
    close(said(read_transformer_xl(tmp_path), IDS, 8), said(model, IDS, 8))


class Code:
    def __reduce__(self):
        return print, ("run",)


def test_a_pickle_that_would_run_code_is_refused(model, tmp_path, capsys):
    write(model, tmp_path, {})
    (tmp_path / "model.safetensors").unlink()
    torch.save({"weight": Code()}, tmp_path / "pytorch_model.bin")
    with pytest.raises(CheckpointUnsafe, match="more than tensors"):
        read_transformer_xl(tmp_path)
    assert capsys.readouterr().out == ""


def test_what_is_missing_or_contradictory_is_said(model, tmp_path):
    with pytest.raises(CheckpointNotFound, match="is no checkpoint"):
        read_transformer_xl(tmp_path)
    write(model, tmp_path, model.state_dict(), d_model=8)
    with pytest.raises(CheckpointDamaged, match="do not fit"):
        read_transformer_xl(tmp_path)
    write(model, tmp_path, model.state_dict(), pre_lnorm=True)
    with pytest.raises(CheckpointDamaged, match="pre_lnorm = True"):
        read_transformer_xl(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    (tmp_path / "config.json").write_text(json.dumps(dataclasses.asdict(model.settings)))
    with pytest.raises(CheckpointDamaged, match="cannot be read"):
        read_transformer_xl(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(CheckpointNotFound, match="neither"):
        read_transformer_xl(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(CheckpointDamaged, match="no configuration"):
        read_transformer_xl(tmp_path)


def test_words_come_from_a_text_file(tmp_path):
    (tmp_path / "vocab.txt").write_text("<eos>\nthe\n,\n", encoding="utf-8")
    assert read_words(tmp_path / "vocab.txt") == ("<eos>", "the", ",")
    with pytest.raises(CheckpointNotFound, match="one a line"):
        read_words(tmp_path / "none.txt")
    (tmp_path / "vocab.txt").write_bytes(b"\xff\xfe\n")
    with pytest.raises(CheckpointDamaged, match="UTF-8"):
        read_words(tmp_path / "vocab.txt")
