"""The languages that a translating model is told to read and to write, as M2M100 and mBART are.

Models that translate one pair only, or read the language from the text, have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from explorer.records import Document, ModelInfo

# NLLB keeps no table of its codes: `eng_Latn` stands among its special tokens.
_CODE = re.compile(r"[a-z]{2,3}_[A-Z][A-Za-z]{1,3}")

_ENGLISH = ("en", "eng_Latn", "en_XX")
_CHINESE = ("zh", "zho_Hans", "zh_CN")


def languages_of(tokenizer: Any) -> tuple[str, ...]:
    """The codes that the tokenizer knows, sorted; empty where it is told no language."""
    if not hasattr(tokenizer, "set_tgt_lang_special_tokens"):
        return ()
    known = getattr(tokenizer, "lang_code_to_id", None)
    if known:
        return tuple(sorted(known))
    return tuple(sorted(t for t in tokenizer.all_special_tokens if _CODE.fullmatch(t)))


def default_languages(
    tokenizer: Any, languages: Sequence[str], first_ids: Sequence[int | None]
) -> tuple[str | None, str | None]:
    """What the model reads and writes where nobody says.

    first_ids: the tokens that its configuration makes every target begin with.
    A target that is not fixed by the checkpoint is English; from English, Chinese.
    """
    if not languages:
        return None, None
    source = getattr(tokenizer, "src_lang", None)
    source = source if source in languages else _first(_ENGLISH, languages)
    target = getattr(tokenizer, "tgt_lang", None)
    if target not in languages:
        begins = {language_id(tokenizer, code): code for code in languages}
        target = next((begins[id] for id in first_ids if id in begins), None)
    if target is None:
        target = _first(_CHINESE if source in _ENGLISH else _ENGLISH, languages)
    return source, target


def language_id(tokenizer: Any, code: str) -> int:
    """The token that stands for a language."""
    if hasattr(tokenizer, "get_lang_id"):  # M2M100 writes `en` as `__en__`
        return int(tokenizer.get_lang_id(code))
    return int(tokenizer.convert_tokens_to_ids(code))


def chosen_languages(info: ModelInfo, document: Document) -> tuple[str | None, str | None]:
    """What the document is read and written in: its own choice where the model knows it."""
    source, target = document.source_language, document.target_language
    return (
        source if source in info.languages else info.source_language,
        target if target in info.languages else info.target_language,
    )


def set_languages(tokenizer: Any, source: str | None, target: str | None) -> None:
    """What the tokenizer's next readings are told; None leaves a side as it is."""
    if source is not None:
        tokenizer.src_lang = source
    if target is not None:
        tokenizer.tgt_lang = target


def _first(wanted: Sequence[str], languages: Sequence[str]) -> str:
    return next((code for code in wanted if code in languages), languages[0])
