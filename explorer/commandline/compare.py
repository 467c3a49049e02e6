"""What `compare` does: one text, and a held-out set, before and after a fine-tuning."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence

from explorer.commandline.chosen_model import chosen_model
from explorer.commandline.commands import class_lines, note, predictions_as_json, site_of
from explorer.commandline.terminal import columns, progress_line
from explorer.commandline.writing import check_target
from explorer.errors import BadInput
from explorer.records import (
    Candidate,
    Document,
    HeadRef,
    Presentation,
    Progress,
)
from explorer.records.lessons.compare import CompareAnswer, CompareRequest, HeldOut, Side, ranked

BAR = 24  # characters of a divergence of 1 bit
_MOST_CANDIDATES = 3


def compare(chosen: argparse.Namespace) -> int:
    """Print the heads that changed most, and both predictions."""
    from explorer.core.checkpoint.checkpoint import open_checkpoint
    from explorer.core.comparison.before_after import BeforeAndAfter
    from explorer.core.memory import let_large_blocks_go

    if not (chosen.text or "").strip():
        raise BadInput("There is no text to compare on. Give one with --text.")
    let_large_blocks_go()
    with progress_line() as report:
        load = chosen_model(chosen, chosen.after)
        after = open_checkpoint(load, progress=report)
        check_target(chosen, after.info)
        request = CompareRequest(
            document=Document(chosen.text, chosen.pair, target=chosen.target),
            before=chosen.before,
            head=HeadRef(None, None, site_of(after.info, chosen.site)),
            presentation=Presentation(),
            cut=chosen.cut,
            data="" if chosen.data is None else str(chosen.data),
        )
        pair = BeforeAndAfter(
            allow_pickle=load.allow_pickle, trust_remote_code=load.trust_remote_code
        )
        for answer in pair.answers(request, after, progress=report):
            if answer.held_out is not None:
                report(_read_so_far(answer.held_out))
    _note(answer)
    print(
        json.dumps(_as_json(answer, chosen.top), ensure_ascii=False)
        if chosen.json
        else "\n".join(_as_table(answer, chosen.top))
    )
    return 0


def _read_so_far(held_out: HeldOut) -> Progress:
    return Progress(f"{held_out.n_sentences:,} sentences", held_out.fraction)


def _note(answer: CompareAnswer) -> None:
    """What a person should know, on stderr."""
    for said in (answer.before.model.notice, answer.after.model.notice, answer.notice):
        note(said)
    note(answer.unlike)
    held_out = answer.held_out
    if held_out is not None and held_out.n_skipped:
        note(f"Lines that were left out: {held_out.n_skipped:,}; the first is {held_out.skipped}.")
    if held_out is not None and held_out.n_cut:
        note(f"Sentences that were cut to what both models read: {held_out.n_cut:,}.")


# ---- as JSON -------------------------------------------------------------------------------------


def _as_json(answer: CompareAnswer, n_heads: int) -> dict[str, object]:
    held_out, site = answer.held_out, answer.request.head.site
    said: dict[str, object] = {
        "before": _side_as_json(answer.before),
        "after": _side_as_json(answer.after),
        "site": site,
        "tokens": list(answer.tokens.labels),
        "unlike": answer.unlike,
    }
    if answer.maps is not None:
        said["heads"] = _heads_as_json(ranked(answer.maps.divergences, site)[:n_heads])
    if held_out is not None:
        said["held_out"] = {
            "data": held_out.data,
            "sentences": held_out.n_sentences,
            "skipped": held_out.n_skipped,
            "cut": held_out.n_cut,
            "heads": _heads_as_json(ranked(held_out.divergences, site)[:n_heads]),
        }
    return said


def _heads_as_json(heads: Sequence[tuple[HeadRef, float]]) -> list[dict[str, object]]:
    return [{"layer": ref.layer, "head": ref.head, "divergence_bits": v} for ref, v in heads]


def _side_as_json(side: Side) -> dict[str, object]:
    return {
        "model": side.model.name,
        "source": side.model.source,
        "revision": side.model.revision,
        "objective": side.model.objective,
        **predictions_as_json(side.predictions, side.classification),
    }


# ---- as a table ----------------------------------------------------------------------------------


def _as_table(answer: CompareAnswer, n_heads: int) -> Iterator[str]:
    names = [side.model.name for side in (answer.before, answer.after)]
    site = answer.request.head.site
    yield f"{names[0]} → {names[1]} · {len(answer.tokens):,} tokens · {site} attention"
    sides = answer.before, answer.after
    for when, side, other in zip(("before", "after"), sides, sides[::-1], strict=True):
        yield ""
        yield f"{when}: {side.model.name}"
        yield from _prediction_lines(side)
        yield from _lacking_lines(side, other)
    if answer.maps is not None:
        yield ""
        yield "heads that changed most in this text (Jensen–Shannon divergence, bits)"
        yield from _head_lines(ranked(answer.maps.divergences, site)[:n_heads])
    held_out = answer.held_out
    if held_out is not None:
        yield ""
        yield f"heads that changed most over {held_out.n_sentences:,} sentences (mean, bits)"
        yield from _head_lines(ranked(held_out.divergences, site)[:n_heads])


def _prediction_lines(side: Side) -> Iterator[str]:
    if side.classification is not None:
        yield from class_lines(side.classification)
        return
    if side.model.objective in ("encoder", "classification"):
        yield "  no head that predicts"
        return
    predicted = side.predictions if side.model.objective == "masked" else side.predictions[-1:]
    if not predicted:
        yield f"  nothing to predict: type {side.model.mask_token} where a word is to be guessed"
    for prediction in predicted:
        at = prediction.position
        yield f"  {side.labels[at]} {at} · {_said(prediction.candidates[:_MOST_CANDIDATES])}"


def _lacking_lines(side: Side, other: Side) -> Iterator[str]:
    """What the other checkpoint predicts and this one cannot."""
    if side.classification is not None and other.predictions:
        yield "  no head of words: nothing is predicted at a mask"
    if other.classification is not None and side.classification is None:
        yield "  no head of classes"


def _said(candidates: Sequence[Candidate]) -> str:
    return ", ".join(f"{one.label} {one.probability:.3f}" for one in candidates)


def _head_lines(heads: Sequence[tuple[HeadRef, float]]) -> Iterator[str]:
    width = max((columns(ref.label) for ref, _ in heads), default=0)
    for ref, value in heads:
        bar = "█" * round(value * BAR)
        yield f"  {ref.label:{width}}  {value:6.4f}  {bar}".rstrip()
