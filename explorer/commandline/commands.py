"""What `predict` and `export` do with their arguments; torch comes with the first model opened."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from explorer.commandline.chosen_model import chosen_model
from explorer.commandline.terminal import columns, progress_line
from explorer.commandline.writing import check_model, writing_of, written_document
from explorer.core.export.atomic import writable_target
from explorer.core.export.export import FIGURES, check_format
from explorer.errors import BadInput
from explorer.records import (
    Classification,
    Document,
    ExportRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    ModelInfo,
    Prediction,
    Presentation,
)

if TYPE_CHECKING:
    from explorer.core.inspection import Inspector

PREFERRED_SITES = ("self", "cross")
BAR = 24  # characters of a probability of 1


def predict(chosen: argparse.Namespace) -> int:
    inspector, document = opened(chosen)
    request = InspectRequest(
        document=document,
        heads=(),
        overview_site=site_of(inspector.checkpoint.info, None),
        top_k=chosen.top,
        cut=chosen.cut,
        stride=chosen.stride,
    )
    shown = next(inspector.inspect(request))  # a long text's overview would follow
    note(shown.notice)
    print(json.dumps(_as_json(shown), ensure_ascii=False) if chosen.json else _as_table(shown))
    return 0


def export(chosen: argparse.Namespace) -> int:
    suffix = check_format(chosen.out)
    writable_target(chosen.out)  # said now, before a model takes seconds to open
    head, scope = _heads(chosen, is_figure=suffix in FIGURES)
    if chosen.pair_filter is not None and not (chosen.pair or "").strip():
        raise BadInput("--pair-filter chooses among two texts: give the second one with --pair.")
    inspector, document = opened(chosen)
    site = site_of(inspector.checkpoint.info, chosen.site)
    if chosen.alignment and site != "cross":
        raise BadInput(f"--alignment shows cross attention, and this is {site} attention.")
    path = inspector.export(
        ExportRequest(
            document=document,
            head=HeadRef(head.layer, head.head, site, head.aggregate),
            path=chosen.out,
            scope=scope,
            presentation=Presentation(
                scale=chosen.scale,
                threshold=chosen.threshold,
                hide_special=chosen.hide_special,
                merge_words=chosen.merge_words or chosen.alignment,
                pair=chosen.pair_filter or "all",
            ),
            colormap=chosen.colormap,
            dpi=chosen.dpi,
            transparent=chosen.transparent,
            dark=chosen.dark,
            cut=chosen.cut,
            stride=chosen.stride,
        )
    )
    note(inspector.notice)
    print(path)
    return 0


# ---- arguments into records ----------------------------------------------------------------------


def _heads(
    chosen: argparse.Namespace, *, is_figure: bool
) -> tuple[HeadRef, Literal["head", "layer", "all", "alignment"]]:
    """The head or aggregate and its scope, as `export --help` explains them."""
    layer, head = chosen.layer, chosen.head
    is_aggregate = chosen.mean or chosen.max
    if chosen.all and (layer is not None or head is not None or is_aggregate):
        raise BadInput("--all already takes every head: leave out --layer, --head, --mean, --max.")
    if is_aggregate and layer is not None and head is not None:
        raise BadInput("--layer with --head is one head: leave one out, or --mean and --max.")
    ref = HeadRef(layer, head, aggregate="max" if chosen.max else "mean")
    if chosen.alignment:
        if chosen.all:
            raise BadInput("--alignment shows one head or aggregate: leave out --all.")
        return ref, "alignment"
    is_whole = layer is None and head is None and not is_aggregate
    if chosen.all or (is_whole and not is_figure):
        return ref, "all"
    if layer is not None and head is None and not is_aggregate:
        return ref, "layer"
    return ref, "head"


def site_of(info: ModelInfo, asked: str | None) -> str:
    """The site asked for, which the trace checks, or the model's most telling one."""
    if asked is not None:
        return asked
    known = [site.name for site in info.sites]
    return next((name for name in PREFERRED_SITES if name in known), known[0])


def opened(chosen: argparse.Namespace) -> tuple[Inspector, Document]:
    """The model that is asked for and the text, with progress on a terminal."""
    writing_of(chosen)  # says what is wrong with the arguments before a model takes seconds to open
    from explorer.core.checkpoint.checkpoint import open_checkpoint
    from explorer.core.inspection import Inspector
    from explorer.core.memory import let_large_blocks_go

    let_large_blocks_go()
    with progress_line() as report:
        checkpoint = open_checkpoint(chosen_model(chosen), progress=report)
        check_model(chosen, checkpoint.info)
        notes = [checkpoint.info.notice]
        document = written_document(checkpoint, chosen, progress=report, note=notes.append)
    for said in notes:
        note(said)
    return Inspector(checkpoint), document


def note(notice: str) -> None:
    if notice:
        print(f"attention-explorer: {notice}", file=sys.stderr)


# ---- predictions into text -----------------------------------------------------------------------


def _as_json(shown: Inspection) -> dict[str, object]:
    # The positions of an encoder–decoder are those of the text that its decoder reads.
    target = {} if shown.target is None else {"target_tokens": list(shown.target.labels)}
    written = _written(shown)
    return {
        "model": shown.model.name,
        "revision": shown.model.revision,
        **({} if written is None else {"written": written}),
        "tokens": list(shown.tokens.labels),
        **target,
        **predictions_as_json(shown.predictions, shown.classification),
    }


def predictions_as_json(
    predictions: Sequence[Prediction], said: Classification | None
) -> dict[str, object]:
    """`predictions` of tokens, and of a classifier `classification` with a probability for each
    class, or the number of a regression.
    """
    tokens = [
        {
            "position": prediction.position,
            "candidates": [
                {"token": one.label, "id": one.id, "probability": one.probability}
                for one in prediction.candidates
            ],
        }
        for prediction in predictions
    ]
    if said is None:
        return {"predictions": tokens}
    name = "number" if said.kind == "number" else "probability"
    classes = [{"label": one.label, "id": one.id, name: one.value} for one in said.scores]
    return {
        "predictions": tokens,
        "classification": {"kind": said.kind, "classes": classes},
    }


def _as_table(shown: Inspection) -> str:
    model = shown.model
    lines = [f"{model.name} {model.revision} · {len(shown.tokens)} tokens".replace("  ", " ")]
    written = _written(shown)
    lines += [] if written is None else ["", written]
    lines += [line for prediction in shown.predictions for line in _block(shown, prediction)]
    if shown.classification is not None:
        lines += ["", *class_lines(shown.classification)]
    elif not shown.predictions:
        is_masked = model.objective == "masked"
        hint = f"Type {model.mask_token} where a word is to be guessed." if is_masked else ""
        lines += ["", f"Nothing to predict. {hint}".rstrip()]
    return "\n".join(lines)


def class_lines(said: Classification) -> list[str]:
    """A line a class: its name, its probability and a bar; of a regression its number."""
    width = max(columns(one.label) for one in said.scores)
    lines = []
    for one in said.scores:
        label = one.label + " " * (width - columns(one.label))
        bar = "" if said.kind == "number" else "█" * round(one.value * BAR)
        lines.append(f"  {label}  {one.value:6.4f}  {bar}".rstrip())
    return lines


def _written(shown: Inspection) -> str | None:
    """The text that a model wrote, or went on with; None where it was not asked to."""
    document = shown.request.document
    if document.written is None:
        return None
    return document.text if shown.target is None else document.target


def _block(shown: Inspection, prediction: Prediction) -> list[str]:
    read = shown.target if shown.model.objective == "seq2seq" else shown.tokens
    label = (read or shown.tokens).labels[prediction.position]
    place = "" if prediction.kind == "mask" else "after "
    width = max((columns(one.label) for one in prediction.candidates), default=0)
    lines = ["", f"{place}{label} · position {prediction.position}"]
    for rank, one in enumerate(prediction.candidates, start=1):
        gap = " " * (width - columns(one.label))
        bar = "█" * round(one.probability * BAR)
        lines.append(f"{rank:4}  {one.label}{gap}  {one.probability:6.4f}  {bar}".rstrip())
    return lines
