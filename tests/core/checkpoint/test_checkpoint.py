"""Opening real folders: those that work, and every way in which one may not."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import open_checkpoint, prepared
from explorer.core.checkpoint.devices import available_devices, device_named, dtype_named
from explorer.core.checkpoint.loading import Loaded
from explorer.core.predictions import predict
from explorer.core.text.tokens import encode
from explorer.errors import (
    Cancelled,
    CheckpointDamaged,
    CheckpointNotFound,
    CheckpointUnsafe,
    DeviceError,
    ExplorerError,
    ModelUnsupported,
)
from explorer.records import Document, LoadRequest, SiteInfo
from explorer.resources import asset, builtin_models
from tests.core import vocabularies
from tests.core.models import tiny_model


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A RoBERTa for masked language modelling, as save_pretrained writes it."""
    folder = tmp_path_factory.mktemp("models") / "tiny-roberta"
    tokenizer = vocabularies.roberta()
    model = tiny_model("roberta", vocab_size=len(tokenizer), max_position_embeddings=66)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    """A copy that a test may break."""
    return shutil.copytree(saved, tmp_path / saved.name)


def opened(source, **options):
    return open_checkpoint(LoadRequest(str(source), **options))


def edited(folder, **fields):
    """Change config.json; a field that is None goes away."""
    file = folder / "config.json"
    config = json.loads(file.read_text()) | fields
    file.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
    return folder


def saved_without_head(folder):
    weights = load_file(folder / "model.safetensors")
    body = {name: value for name, value in weights.items() if name.startswith("roberta.")}
    save_file(body, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


# ---- what works ----------------------------------------------------------------------------------


def test_the_built_in_model_opens_by_either_name():
    assert "minilm-mlm" in builtin_models()
    assert asset("models", "minilm-mlm", "config.json").is_file()
    for source in ("builtin:minilm-mlm", "minilm-mlm"):
        info = opened(source).info
        assert (info.source, info.name) == ("builtin:minilm-mlm", "minilm-mlm")
        assert (info.family, info.objective, info.method) == ("bert", "masked", "captured")
        assert info.sites == (SiteInfo("self", 6, 12),)
        assert (info.max_tokens, info.mask_token) == (512, "[MASK]")
        assert (info.device, info.dtype) == ("cpu", "float32")
        assert len(info.revision) == 12


def test_a_folder_opens_and_says_what_it_is(folder):
    heard = []
    checkpoint = open_checkpoint(LoadRequest(str(folder)), progress=heard.append)
    info = checkpoint.info
    assert (info.name, info.source) == ("tiny-roberta", str(folder))
    assert info.max_tokens == 64  # 66 rows less two that RoBERTa keeps for padding
    assert info.n_parameters == sum(p.numel() for p in checkpoint.model.parameters())
    assert [progress.message.split()[0] for progress in heard] == ["Looking", "Reading", "Trying"]
    assert not checkpoint.model.training
    tokens = encode(checkpoint, Document("a <mask>" + " a" * 100), cut=True)
    assert len(tokens) == 64
    assert predict(checkpoint, run(checkpoint, tokens), tokens, top_k=2)


def test_the_revision_follows_the_content(folder):
    before = opened(folder).info.revision
    assert opened(folder).info.revision == before
    edited(folder, layer_norm_eps=1e-6)
    assert opened(folder).info.revision != before


def test_a_base_model_without_its_head_has_no_predictions_rather_than_random_ones(folder):
    checkpoint = opened(saved_without_head(folder))
    assert checkpoint.info.objective == "encoder"
    tokens = encode(checkpoint, Document("a <mask>"))
    forward = run(checkpoint, tokens)
    assert forward.logits is None
    assert forward.trace.sites["self"].n_layers == 2


def test_a_classifier_without_its_head_opens_as_an_encoder(folder):
    saved_without_head(folder)
    edited(folder, architectures=["RobertaForSequenceClassification"])
    assert opened(folder).info.objective == "encoder"


def test_bert_for_pretraining_opens_with_its_masked_language_head(tmp_path):
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=30522, hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=8,
    )  # fmt: skip
    model = transformers.BertForPreTraining(config).eval()
    model.save_pretrained(tmp_path)
    vocabularies.wordpiece().save_pretrained(tmp_path)
    checkpoint = opened(tmp_path)
    assert checkpoint.info.objective == "masked"
    ids = torch.arange(1000, 1006)[None]
    with torch.no_grad():
        expected = model(ids).prediction_logits
        torch.testing.assert_close(checkpoint.model(ids).logits, expected)


@pytest.mark.parametrize(
    ("family", "objective", "sites"),
    [
        ("gpt2", "causal", ["self"]),
        ("t5", "seq2seq", ["encoder", "decoder", "cross"]),
        ("xlnet", "encoder", ["self", "query"]),
        ("xlnet_lm", "masked", ["self", "query"]),
        ("funnel", "masked", ["self", "upsampled"]),
        ("gpt_neo", "causal", ["self"]),
    ],
)
def test_other_families_open_with_their_objective_and_sites(family, objective, sites, tmp_path):
    tokenizer = vocabularies.t5() if family in ("t5", "xlnet", "xlnet_lm") else vocabularies.gpt2()
    tiny_model(family, vocab_size=len(tokenizer)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    info = opened(tmp_path).info
    assert info.objective == objective
    assert [site.name for site in info.sites] == sites
    assert (info.max_tokens is None) == (family in ("t5", "xlnet", "xlnet_lm", "funnel"))


def test_the_encoder_half_of_an_encoder_decoder_opens_alone(tmp_path):
    tokenizer = vocabularies.t5()
    whole = tiny_model("t5", vocab_size=len(tokenizer))
    model = transformers.T5EncoderModel(whole.config)
    model.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    checkpoint = opened(tmp_path)
    assert checkpoint.info.objective == "encoder"
    assert [site.name for site in checkpoint.info.sites] in (["self"], ["encoder"])
    trace = run(checkpoint, encode(checkpoint, Document("a cat"))).trace
    assert list(trace.sites) == [site.name for site in checkpoint.info.sites]


def test_weights_in_several_files_open(folder, saved):
    model = transformers.RobertaForMaskedLM.from_pretrained(saved)
    (folder / "model.safetensors").unlink()
    model.save_pretrained(folder, max_shard_size="40KB")
    assert len(list(folder.glob("model-*.safetensors"))) > 1
    assert opened(folder).info.objective == "masked"
    next(folder.glob("model-00002*")).unlink()
    with pytest.raises(CheckpointDamaged, match=r"1 of .* weight files are missing"):
        opened(folder)


@pytest.mark.parametrize("index", ["[]", '{"weight_map": 3}', '{"weight_map": {"a": [], "b": 1}}'])
def test_an_index_of_nonsense_is_damage(folder, index):
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(index)
    with pytest.raises(CheckpointDamaged, match=r"index.json cannot be read"):
        opened(folder)


def test_a_pickle_opens_only_when_allowed(folder):
    weights = load_file(folder / "model.safetensors")
    torch.save(weights, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointUnsafe, match=r"pickle.*allow pickle"):
        opened(folder)
    assert opened(folder, allow_pickle=True).info.objective == "masked"


def test_even_an_allowed_pickle_runs_no_code(folder, tmp_path):
    witness = tmp_path / "witness"

    class Attack:
        def __reduce__(self):
            return (witness.write_text, ("I ran",))

    torch.save({"weights": Attack()}, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointUnsafe, match=r"more than weights"):
        opened(folder, allow_pickle=True)
    assert not witness.exists()


def test_moving_to_the_same_device_keeps_the_model(folder):
    checkpoint = opened(folder)
    moved = checkpoint.moved_to("cpu")
    assert moved.device == torch.device("cpu")
    assert moved.info == checkpoint.info
    with pytest.raises(DeviceError, match=r"no device “cuda:9”"):
        checkpoint.moved_to("cuda:9")


# ---- what does not -------------------------------------------------------------------------------


def test_names_of_nothing_are_not_found(tmp_path):
    for source, message in [
        ("builtin:nothing", "no built-in model “nothing”. There are: minilm-mlm"),
        (str(tmp_path / "missing"), "no folder"),
        ("./missing", "no folder"),
        ("", "no folder"),
        ("a/b/c/d", "no folder"),
        ("我喜欢 models", "no folder"),
    ]:
        with pytest.raises(CheckpointNotFound, match=message):
            opened(source)
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(CheckpointNotFound, match=r"is a file. Choose the folder"):
        opened(tmp_path / "model.safetensors")


@pytest.mark.parametrize("source", ["x" * 5000, "~nobody-of-this-name/model", "nul\x00byte"])
def test_names_that_no_file_system_takes_are_not_found(source):
    with pytest.raises(CheckpointNotFound):
        opened(source)


@pytest.mark.parametrize(
    "header", [{"": {}}, {"a": {"data_offsets": [0, "x"]}}, {"a": 3}, {"a": {"data_offsets": []}}]
)
def test_a_header_of_nonsense_is_damage(folder, header):
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text)
    with pytest.raises(CheckpointDamaged, match="no safetensors file"):
        opened(folder)


def test_a_file_that_the_system_does_not_let_us_read_is_named(folder, monkeypatch):
    def refused(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("explorer.core.checkpoint.folder._check_safetensors", refused)
    with pytest.raises(CheckpointDamaged, match=r"cannot be read: .*Permission denied"):
        opened(folder)


def test_a_folder_that_is_no_model_says_what_it_holds(tmp_path):
    with pytest.raises(CheckpointNotFound, match=r"no config.json. It holds nothing"):
        opened(tmp_path)
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(CheckpointNotFound, match=r"It holds holiday.jpg"):
        opened(tmp_path)
    (tmp_path / "adapter_config.json").touch()
    with pytest.raises(CheckpointNotFound, match=r"an adapter"):
        opened(tmp_path)


def test_truncated_weights_say_how_much_is_there(folder):
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    for kept, message in [
        (len(whole) - 100, f"cut off: {len(whole) - 100:,} of {len(whole):,} bytes"),
        (200, "cut off"),
        (3, "cut off"),
        (0, "cut off"),
    ]:
        file.write_bytes(whole[:kept])
        with pytest.raises(CheckpointDamaged, match=message):
            opened(folder)
    file.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")
    with pytest.raises(CheckpointDamaged, match=r"git lfs pull"):
        opened(folder)
    file.write_bytes(b"\x00" * 4096)
    with pytest.raises(CheckpointDamaged, match=r"no safetensors file"):
        opened(folder)


def test_no_weights_at_all_say_which_kind_is_there(folder):
    (folder / "model.safetensors").unlink()
    (folder / "tf_model.h5").touch()
    with pytest.raises(CheckpointDamaged, match=r"no model.safetensors.*TensorFlow only"):
        opened(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "“model_type” is missing"),
        ('{"vocab_size": 9}', "“model_type” is missing"),
    ],
)
def test_a_broken_config_says_so(folder, content, message):
    (folder / "config.json").write_text(content)
    with pytest.raises(CheckpointDamaged, match=message):
        opened(folder)


@pytest.mark.parametrize(
    "fields",
    [
        {"hidden_size": None},
        {"num_hidden_layers": 5},
        {"num_hidden_layers": 1},
        {"hidden_size": "wide"},
        {"num_attention_heads": 5},
        {"intermediate_size": 17},
        {"hidden_act": "unheard_of"},
    ],
)
def test_a_config_that_contradicts_the_weights_is_damaged(folder, fields):
    with pytest.raises(CheckpointDamaged, match=r"config.json"):
        opened(edited(folder, **fields))


def test_sizes_that_differ_are_named(folder):
    with pytest.raises(CheckpointDamaged, match=r"32, where config.json asks for .*48"):
        opened(edited(folder, hidden_size=48))


def test_a_model_without_attention_is_refused_with_the_reason(tmp_path):
    tokenizer = vocabularies.gpt2()
    config = transformers.MambaConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, state_size=4
    )
    transformers.MambaForCausalLM(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(ModelUnsupported, match="no attention weights"):
        opened(tmp_path)


def test_maps_that_are_no_map_of_tokens_are_refused_with_the_reason():
    config = transformers.CanineConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48
    )
    with pytest.raises(ModelUnsupported, match="relates 1 × 1 places for a text of 7 tokens"):
        prepared(Loaded(transformers.CanineModel(config), None, "encoder"), name="tiny canine")


def test_an_unknown_family_asks_for_a_newer_transformers(folder):
    with pytest.raises(
        ModelUnsupported, match=r"does not know models of the family “gpt9”. Update"
    ):
        opened(edited(folder, model_type="gpt9"))


def test_code_of_its_own_is_not_run(folder):
    edited(folder, auto_map={"AutoModel": "modeling.Custom"})
    (folder / "modeling.py").write_text("raise SystemExit('I ran')")
    with pytest.raises(CheckpointUnsafe, match=r"Python code of its own.*allow remote code"):
        opened(folder)


def test_trusted_code_of_its_own_opens_with_the_predictions_that_it_declares(
    folder, tmp_path, monkeypatch
):
    # The library copies the code there, and never away again.
    monkeypatch.setattr(transformers.dynamic_module_utils, "HF_MODULES_CACHE", str(tmp_path / "m"))
    monkeypatch.syspath_prepend(tmp_path / "m")
    own = "own_family"
    (folder / "modeling_own.py").write_text(
        "from transformers import RobertaConfig, RobertaForMaskedLM\n"
        f"class OwnConfig(RobertaConfig):\n    model_type = '{own}'\n"
        "class OwnForMaskedLM(RobertaForMaskedLM):\n    config_class = OwnConfig\n"
    )
    names = {"AutoConfig": "modeling_own.OwnConfig"}
    names["AutoModelForMaskedLM"] = "modeling_own.OwnForMaskedLM"
    edited(folder, model_type=own, architectures=["OwnForMaskedLM"], auto_map=names)
    info = opened(folder, trust_remote_code=True).info
    assert (info.family, info.objective, info.method) == (own, "masked", "captured")


@pytest.mark.parametrize(
    ("family", "reads"), [("vit", "images"), ("whisper", "sound"), ("wav2vec2", "sound")]
)
def test_models_of_images_and_sound_are_refused(folder, family, reads):
    with pytest.raises(ModelUnsupported, match=f"reads {reads}, not text"):
        opened(edited(folder, model_type=family))


def test_a_model_without_its_tokenizer_says_so(folder):
    for file in folder.glob("tokenizer*"):
        file.unlink()
    with pytest.raises(CheckpointDamaged, match=r"weights but no tokenizer"):
        opened(folder)


def test_a_broken_tokenizer_says_so(folder):
    (folder / "tokenizer.json").write_text('{"version": "1.0"')
    with pytest.raises(CheckpointDamaged, match=r"tokenizer in .* cannot be read"):
        opened(folder)


def test_a_tokenizer_of_another_model_is_refused(folder):
    vocabularies.wordpiece().save_pretrained(folder)
    with pytest.raises(CheckpointDamaged, match=r"tokens that the model does not know"):
        opened(folder)


@pytest.mark.parametrize(
    ("packing", "message"),
    [
        (
            {"quant_method": "bitsandbytes", "load_in_4bit": True},
            r"quantised \(bitsandbytes, 4 bits\).*pip install .*bitsandbytes”, or choose",
        ),
        ({"quant_method": "gptq", "bits": 4}, r"quantised \(gptq, 4 bits\).*gptqmodel"),
    ],
)
def test_quantised_weights_without_their_library_say_what_to_install(folder, packing, message):
    with pytest.raises(ModelUnsupported, match=message):
        opened(edited(folder, quantization_config=packing))


def test_a_device_or_number_format_that_is_not_there_is_named(folder):
    with pytest.raises(DeviceError, match=r"no device “cuda:7”.* It has: .*cpu"):
        opened(folder, device="cuda:7")
    with pytest.raises(DeviceError, match=r"no number format “int3”"):
        opened(folder, dtype="int3")
    assert available_devices()[-1] == "cpu"
    assert device_named("cpu") == torch.device("cpu")


def test_half_precision_is_kept_on_accelerators_but_not_for_built_in_models():
    cpu, cuda = torch.device("cpu"), torch.device("cuda:0")
    half = torch.float16
    assert dtype_named("auto", cpu, half, is_builtin=False) == torch.float32
    assert dtype_named("auto", cuda, half, is_builtin=False) == half
    assert dtype_named("auto", cuda, half, is_builtin=True) == torch.float32
    assert dtype_named("auto", cuda, None, is_builtin=False) == torch.float32
    assert dtype_named("bfloat16", cpu, None, is_builtin=False) == torch.bfloat16


def test_a_family_that_does_not_compute_in_half_precision_says_so(tmp_path):
    tokenizer = vocabularies.t5()
    tiny_model("xlnet_lm", vocab_size=len(tokenizer)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(ModelUnsupported, match=r"may not compute in float16: choose .* float32"):
        opened(tmp_path, dtype="float16")
    assert opened(tmp_path).info.dtype == "float32"


def test_added_tokens_without_rows_in_the_embedding_are_named(folder, saved):
    tokenizer = transformers.AutoTokenizer.from_pretrained(saved)
    tokenizer.add_tokens(["<new>"])
    tokenizer.save_pretrained(folder)
    with pytest.raises(CheckpointDamaged, match=r"1 tokens that the model does not know.*“<new>”"):
        opened(folder)


def test_a_tied_weight_that_is_not_stored_is_the_one_that_it_is_tied_to(folder):
    names = without_decoder(folder)
    assert names
    checkpoint = opened(folder)
    assert checkpoint.info.objective == "masked"
    decoder = checkpoint.model.get_output_embeddings().weight
    assert decoder is checkpoint.model.get_input_embeddings().weight


def test_an_output_layer_that_is_tied_to_nothing_and_missing_is_not_made_up(folder):
    without_decoder(folder)
    checkpoint = opened(edited(folder, tie_word_embeddings=False))
    assert checkpoint.info.objective == "encoder"


def without_decoder(folder):
    """Take the output layer's own matrix out of the weights."""
    weights = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in weights.items() if name != "lm_head.decoder.weight"}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    return kept


@pytest.mark.parametrize("field", ["attn_implementation", "_attn_implementation"])
def test_an_attention_that_the_config_asks_for_need_not_be_installed(folder, field):
    checkpoint = opened(edited(folder, **{field: "flash_attention_2"}))
    assert checkpoint.info.method == "captured"
    assert checkpoint.model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize(
    ("tokenizer", "family"), [(vocabularies.gpt2, "gpt2"), (transformers.ByT5Tokenizer, "t5")]
)
def test_a_vocabulary_of_raw_bytes_is_readable(tokenizer, family, tmp_path):
    tokenizer = tokenizer()
    tiny_model(family, vocab_size=len(tokenizer)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    tokens = encode(opened(tmp_path), Document("né 我"))
    assert tokens.labels[:7] == ("n", "‹C3›", "‹A9›", "␣", "‹E6›", "‹88›", "‹91›")


def test_a_cause_is_kept_for_the_log(folder):
    with pytest.raises(ExplorerError) as caught:
        opened(edited(folder, num_hidden_layers="many"))
    assert caught.value.__cause__ is not None


def test_opening_can_be_given_up(folder):
    with pytest.raises(Cancelled):
        open_checkpoint(LoadRequest(str(folder)), is_cancelled=lambda: True)
