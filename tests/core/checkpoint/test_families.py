"""The table of families against the installed library, and what it says to a person."""

from __future__ import annotations

import json

import pytest
import transformers

from explorer.core.checkpoint import census
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.checkpoint.families import TABLE, families, family
from explorer.core.checkpoint.shrunk import ATTEMPTS, N_VOCABULARY, shrunk
from explorer.core.hub.reach import reach_of
from explorer.records import LoadRequest
from tests.core import vocabularies
from tests.core.models import tiny_model

CAPTURED = (
    "bert", "roberta", "distilbert", "albert", "electra", "xlm-roberta", "camembert",
    "modernbert", "mobilebert", "gpt2", "gpt_neox", "opt", "llama", "mistral", "qwen2", "qwen3",
    "phi", "gemma", "gemma2", "gemma3_text", "gpt_oss", "t5", "mt5", "bart", "mbart", "marian",
    "pegasus", "m2m_100",
)  # fmt: skip
NATIVE = (
    "xlnet", "deberta", "deberta-v2", "gpt_neo", "gptj", "bloom", "falcon", "mpt", "mpnet",
    "longformer", "led", "big_bird", "funnel", "xlm", "squeezebert",
)  # fmt: skip


def test_the_table_is_that_of_the_installed_library():
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    stored = {name: row["source"] for name, row in table["families"].items()}
    stale = {name for name, digest in census.sources().items() if stored.get(name) != digest}
    gone = set(stored) - set(census.sources())
    is_current = table["transformers"] == transformers.__version__ and not stale and not gone
    assert is_current, (
        f"The table is of transformers {table['transformers']}: {len(stale)} families are new or "
        f"changed, {len(gone)} are gone. Run “python -m explorer.core.checkpoint.census”."
    )


@pytest.mark.parametrize(("names", "way"), [(CAPTURED, "captured"), (NATIVE, "native")])
def test_the_families_that_are_promised_were_tried(names, way):
    assert {(family(name).way, family(name).known_by) for name in names} == {(way, "trial")}


def test_a_family_that_cannot_be_shown_says_why():
    for known in families().values():
        assert known.way in ("captured", "native", "none")
        assert known.note.endswith(".") or known.way != "none"
    assert "images" in family("vit").note
    assert "sound" in family("whisper").note
    assert "no attention weights" in family("mamba").note
    assert "cuts into blocks" in family("canine").note
    assert family("longt5").note == "Of its attention only decoder and cross can be shown."
    assert family("of_remote_code") is None


def test_the_hub_is_told_by_the_same_table():
    assert [reach_of(name) for name in ("llama", "xlnet", "mamba", "")] == [
        "captured",
        "native",
        "none",
        "unknown",
    ]


@pytest.mark.parametrize("name", ["bert", "xlnet", "mamba", "canine", "longt5", "vit", "jamba"])
def test_deriving_a_row_again_gives_the_row_of_the_table(name):
    assert census.surveyed(name) == family(name)


def test_a_shrunk_configuration_keeps_what_makes_its_family():
    config = shrunk(transformers.Gemma2Config, ATTEMPTS[0])
    assert (config.vocab_size, config.num_hidden_layers, config.hidden_size) == (
        N_VOCABULARY,
        2,
        32,
    )
    assert config.attn_logit_softcapping == transformers.Gemma2Config().attn_logit_softcapping
    assert sorted(config.layer_types) == ["full_attention", "sliding_attention"]
    assert config.eos_token_id < N_VOCABULARY


def test_what_a_model_cannot_show_of_itself_is_said_when_it_opens(tmp_path):
    tokenizer = vocabularies.t5()
    tiny_model("funnel", vocab_size=len(tokenizer)).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    info = open_checkpoint(LoadRequest(str(tmp_path))).info
    assert info.notice == "Layers that relate pools of tokens are left out."
