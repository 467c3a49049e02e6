"""What the command line says about writing: how, and the document that comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.errors import BadInput
from explorer.records import Document, Generated, GenerateRequest, ModelInfo, Progress, Writing

if TYPE_CHECKING:
    from explorer.core.checkpoint.checkpoint import Checkpoint

TARGET_LENGTH = 64  # tokens of a target that does not end before
LISTED = 12  # languages that a message names


def writing_of(chosen: argparse.Namespace) -> Writing | None:
    """How the model is to write; None where it is not asked to."""
    n_more, is_target = chosen.n_continued, chosen.generate
    if n_more is not None and is_target:
        raise BadInput(
            "--generate writes a target, --continue goes on with a text: leave one of them out."
        )
    if n_more is None and not is_target:
        if chosen.beams is not None or chosen.max_new_tokens is not None:
            raise BadInput(
                "--beams and --max-new-tokens say how a model writes: add --generate, or "
                "--continue N."
            )
        return None
    if n_more is not None and chosen.max_new_tokens is not None:
        raise BadInput("--continue N says how many tokens follow: leave --max-new-tokens out.")
    if is_target and chosen.target is not None:
        raise BadInput("--generate writes the target, and --target gives one: leave one out.")
    return Writing(n_more or chosen.max_new_tokens or TARGET_LENGTH, chosen.beams or 1)


def document_of(chosen: argparse.Namespace) -> Document:
    """What is typed, before a model writes in it."""
    return Document(
        chosen.text,
        pair=chosen.pair,
        target=chosen.target,
        source_language=chosen.source_lang,
        target_language=chosen.target_lang,
    )


def check_target(chosen: argparse.Namespace, info: ModelInfo) -> None:
    """Raises BadInput where a target is given to a model that reads none."""
    if chosen.target is None or info.takes_target:
        return
    why = "has none of its own"
    if info.reads_text_again:
        why = "is a classifier, whose decoder reads the text itself"
    raise BadInput(f"--target is what a decoder reads, and {info.name} {why}. Leave it out.")


def check_model(chosen: argparse.Namespace, info: ModelInfo) -> None:
    """Raises BadInput where what is asked for is nothing for this model."""
    check_target(chosen, info)
    if chosen.generate and info.objective == "causal":
        raise BadInput(
            f"--generate writes a target, and {info.name} goes on with its text. Say --continue N."
        )
    if chosen.n_continued is not None and info.takes_target:
        raise BadInput(
            f"--continue goes on with a text, and {info.name} writes a target. Say --generate."
        )
    for flag, code in (
        ("--source-lang", chosen.source_lang),
        ("--target-lang", chosen.target_lang),
    ):
        if code is not None and code not in info.languages:
            raise BadInput(f"{flag} {code}: {_known(info)}")


def _known(info: ModelInfo) -> str:
    if not info.languages:
        return f"{info.name} is told no language. Leave it out."
    shown = ", ".join(info.languages[:LISTED])
    more = len(info.languages) - LISTED
    return f"{info.name} knows {shown}{f' and {more} more' if more > 0 else ''}."


def written_document(
    checkpoint: Checkpoint,
    chosen: argparse.Namespace,
    *,
    progress: Callable[[Progress], None],
    note: Callable[[str], None],
) -> Document:
    """The document, with what the model writes in it where that is asked for."""
    document, writing = document_of(chosen), writing_of(chosen)
    if writing is None:
        return document
    from explorer.core.generation import written

    def told(generated: Generated) -> None:
        share = generated.n_tokens / writing.max_new_tokens
        progress(Progress("Writing", share))

    request = GenerateRequest(document, writing, chosen.cut)
    generated = written(checkpoint, request, progress=told)
    note(generated.notice)
    return generated.document
