"""Readable names of tokens: no `Ġ`, no `▁`; bytes that are no text as hex; white space visible.

WordPiece's `##` stays: it is what people who know BERT look for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

Alphabet = Literal["plain", "wordpiece", "bytes", "octets", "pieces"]

_BYTE_PIECE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_VISIBLE = str.maketrans(
    {code: f"‹{code:02X}›" for code in (*range(0x20), *range(0x7F, 0xA0))}
    | {"\n": "⏎", "\t": "⇥", "\r": "␍"}
)
_LOST_BYTES = re.compile(r"‹((?:[0-9A-F]{2} ?)+)›")
_LOST_RUN = re.compile(rf"(?:{_LOST_BYTES.pattern})+")
_SPACE = "␣"


def alphabet(tokenizer: Any) -> Alphabet:
    """How a tokenizer spells: GPT-2's bytes, SentencePiece's `▁`, or WordPiece's `##`."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        if hasattr(tokenizer, "byte_encoder"):
            return "bytes"
        if hasattr(tokenizer, "_utf_vocab_size"):  # ByT5 and Perceiver: a token for every byte
            return "octets"
        is_pieces = any(hasattr(tokenizer, name) for name in ("sp_model", "spm_source"))
        return "pieces" if is_pieces else "plain"
    if type(backend.model).__name__ == "WordPiece":
        return "wordpiece"
    parts = f"{backend.pre_tokenizer!r} {backend.decoder!r} {backend.normalizer!r}"
    if "ByteLevel" in parts:
        return "bytes"
    return "pieces" if "Metaspace" in parts or "ByteFallback" in parts or "▁" in parts else "plain"


def label(token: str, spelling: Alphabet, *, is_special: bool = False) -> str:
    """What stands on an axis for one token; never empty."""
    if is_special:
        return token
    return _visible(surface(token, spelling)) or token


def word_label(labels: Sequence[str]) -> str:
    """What stands on an axis for a whole word, from the labels of its pieces.

    Bytes that are no text alone become text where the pieces together spell a character.
    """
    pieces = [label for label in labels if label.strip(_SPACE)] or labels
    first, *rest = pieces
    joined = first + "".join(piece.removeprefix("##") for piece in rest)
    return _LOST_RUN.sub(_together, joined) if len(pieces) > 1 else joined


def _together(run: re.Match[str]) -> str:
    raw = bytes.fromhex("".join(_LOST_BYTES.findall(run[0])).replace(" ", ""))
    try:
        return raw.decode("utf-8").translate(_VISIBLE)
    except UnicodeDecodeError:
        return run[0]


def surface(token: str, spelling: Alphabet) -> str:
    """The text that a token stands for, a leading space included; `‹E2 98›` for part of one."""
    if spelling == "bytes":
        characters = _bytes_of_characters()
        if all(character in characters for character in token):
            return _decoded(bytes(characters[character] for character in token))
        return token
    if spelling == "octets" and len(token) == 1:
        return _decoded(token.encode("latin-1"))
    if spelling == "pieces":
        match = _BYTE_PIECE.fullmatch(token)
        return _decoded(bytes.fromhex(match[1])) if match else token.replace("▁", " ")
    # XLM and CLIP end a word with </w>; BERTweet and CTRL mark a word that goes on with @@.
    return token.removesuffix("</w>").removesuffix("@@") or token


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return f"‹{raw.hex(' ').upper()}›"


def _visible(text: str) -> str:
    stripped = text.strip(" ")
    if not stripped:
        return _SPACE * len(text)
    return stripped.translate(_VISIBLE)


@cache
def _bytes_of_characters() -> dict[str, int]:
    """The byte behind each character of a byte-level vocabulary. Source: GPT-2's encoder.py."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    characters = {chr(byte): byte for byte in printable}
    characters.update({chr(256 + place): byte for place, byte in enumerate(others)})
    return characters
