"""What a checkpoint was trained to predict, and which class of the library reads it."""

from __future__ import annotations

from typing import Any

from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    AutoModelForSequenceClassification,
    AutoModelForTextEncoding,
)
from transformers.models.auto import modeling_auto as auto

from explorer.errors import ModelUnsupported
from explorer.records import Objective

_SOUND = (
    auto.MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING_NAMES,
    auto.MODEL_FOR_CTC_MAPPING_NAMES,
    auto.MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING_NAMES,
)
_IMAGES = (
    auto.MODEL_FOR_IMAGE_MAPPING_NAMES,
    auto.MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES,
    auto.MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES,
    auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES,
    auto.MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES,
)
_MASKED = auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES
_CAUSAL = auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
_CLASSIFYING = auto.MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES
_SEQ2SEQ = auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES

# What a model with Python of its own says of itself in config.json, as “auto_map”.
_DECLARED: dict[str, tuple[Any, Objective]] = {
    "AutoModelForMaskedLM": (AutoModelForMaskedLM, "masked"),
    "AutoModelForCausalLM": (AutoModelForCausalLM, "causal"),
    "AutoModelForSeq2SeqLM": (AutoModelForSeq2SeqLM, "seq2seq"),
}

# How a message says what a model of each objective was trained for.
TRAINED_AS: dict[Objective, str] = {
    "causal": "it is a causal model, trained to predict the next token",
    "seq2seq": "it is an encoder–decoder, trained to write a target text",
    "classification": "it is a classifier, trained to name the class of a text",
    "encoder": "it is an encoder without predictions",
    "masked": "its tokenizer names no mask token",
}

# Written as causal, and able to predict any token from all the others.
_PERMUTED = ("xlnet",)


def check_reads_text(family: str) -> None:
    """Raises ModelUnsupported for models of images and sound."""
    if family in _MASKED or family in _SEQ2SEQ:
        return
    for mappings, reads in ((_SOUND, "sound"), (_IMAGES, "images")):
        if any(family in mapping for mapping in mappings) and (
            reads == "sound" or family not in _CAUSAL
        ):
            raise ModelUnsupported(
                f"This is a model of the family “{family}”, which reads {reads}, not text. "
                "Choose a model of text."
            )


def reader(config: Any) -> tuple[Any, Objective]:
    """The Auto class and the objective, by the architecture that was saved, else by the family."""
    family = config.model_type
    architectures = " ".join(getattr(config, "architectures", None) or ())
    if "EncoderModel" in architectures:
        return AutoModelForTextEncoding, "encoder"
    if "ForSequenceClassification" in architectures and family in _CLASSIFYING:
        return AutoModelForSequenceClassification, "classification"
    if family in _PERMUTED:
        return AutoModelForCausalLM, "masked"
    is_causal = any(name in architectures for name in ("ForCausalLM", "LMHeadModel"))
    if family in _CAUSAL and is_causal and "WithLMHead" not in architectures:
        return AutoModelForCausalLM, "causal"
    if family in _SEQ2SEQ and getattr(config, "is_encoder_decoder", False):
        return AutoModelForSeq2SeqLM, "seq2seq"
    if family in _MASKED:
        return AutoModelForMaskedLM, "masked"
    if family in _CAUSAL:
        return AutoModelForCausalLM, "causal"
    declared = getattr(config, "auto_map", None) or {}
    return next((_DECLARED[name] for name in _DECLARED if name in declared), (AutoModel, "encoder"))


def class_of(auto_class: Any, config: Any) -> Any:
    """The class that `auto_class` would build, or None where only remote code knows it."""
    mapping = auto_class._model_mapping
    found = mapping.get(type(config), None)
    return found[0] if isinstance(found, (list, tuple)) else found
