"""The result of a survey as Parquet: a row a head, and what was surveyed in the file's metadata."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from explorer.records import STATISTICS, SurveyExample, SurveyResult, bin_edges
from explorer.survey.examples import Example
from explorer.survey.moments import UNIT
from explorer.survey.partial import Partial
from explorer.survey.plan import Plan

_METADATA = b"attention_explorer.survey"
_FACTS = (
    "model", "revision", "site", "corpus", "n_sentences", "n_tokens", "n_cut", "n_bad"
)  # fmt: skip
_MOMENTS = ("count", "mean", "variance", "histogram")


def result_of(plan: Plan, whole: Partial) -> SurveyResult:
    n_layers, n_heads = plan.shape
    heads = [(layer, head) for layer in range(n_layers) for head in range(n_heads)]
    return SurveyResult(
        model=plan.model,
        revision=plan.revision,
        site=plan.site,
        corpus=plan.corpus.url,
        n_sentences=whole.n_sentences,
        n_tokens=whole.n_tokens,
        n_cut=whole.n_cut,
        n_bad=whole.n_bad,
        bad_lines=tuple((line.line, line.why) for line in whole.bad_lines),
        counts=whole.moments.counts,
        mean=whole.moments.mean(),
        variance=whole.moments.variance(),
        histogram=whole.moments.histogram,
        sentences={at: tuple(map(_example, whole.sentences.of(*at))) for at in heads},
        tokens={at: tuple(map(_example, whole.tokens.of(*at))) for at in heads},
    )


def as_parquet(result: SurveyResult) -> bytes:
    import pyarrow
    from pyarrow import parquet

    n_layers, n_heads, _ = result.counts.shape
    heads = list(np.ndindex(n_layers, n_heads))
    columns: dict[str, Any] = {
        "layer": [layer for layer, _ in heads],
        "head": [head for _, head in heads],
    }
    arrays = (result.counts, result.mean, result.variance, result.histogram)
    for place, statistic in enumerate(STATISTICS):
        for name, array in zip(_MOMENTS, arrays, strict=True):
            of_heads = array[:, :, place].reshape(len(heads), -1)
            columns[f"{statistic}_{name}"] = [
                row.tolist() if name == "histogram" else _known(row[0]) for row in of_heads
            ]
    for name, examples in (("sentences", result.sentences), ("tokens", result.tokens)):
        columns[name] = [[_fields(one) for one in examples[at]] for at in heads]
    table = pyarrow.table(columns, schema=_schema(pyarrow))
    said = {name: getattr(result, name) for name in _FACTS}
    metadata = {_METADATA: json.dumps(said, ensure_ascii=False).encode()}
    file = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata(metadata), file)
    return file.getvalue()


def _schema(pyarrow: Any) -> Any:
    integer, number, text = pyarrow.int64(), pyarrow.float64(), pyarrow.string()
    kinds = {"count": integer, "histogram": pyarrow.list_(integer)}
    sentence = [("value", number), ("line", integer), ("text", text), ("pair", text),
                ("target", text)]  # fmt: skip
    token = [("query", integer), ("key", integer), ("query_token", text), ("key_token", text)]
    fields = [pyarrow.field("layer", integer), pyarrow.field("head", integer)]
    for statistic in STATISTICS:
        edges = {b"bin_edges": json.dumps([str(edge) for edge in bin_edges(statistic)]).encode()}
        for name in _MOMENTS:
            noted = edges if name == "histogram" else None
            kind = kinds.get(name, number)
            fields.append(pyarrow.field(f"{statistic}_{name}", kind, metadata=noted))
    examples = pyarrow.list_(pyarrow.struct([*sentence, *token]))
    return pyarrow.schema([*fields, ("sentences", examples), ("tokens", examples)])


def _example(one: Example) -> SurveyExample:
    return SurveyExample(
        one.units / UNIT, one.sentence.line, one.sentence.document,
        one.query, one.key, one.query_token, one.key_token,
    )  # fmt: skip


def _fields(one: SurveyExample) -> dict[str, object]:
    document = one.document
    return {
        "value": one.value, "line": one.line,
        "text": document.text, "pair": document.pair, "target": document.target,
        "query": one.query, "key": one.key,
        "query_token": one.query_token, "key_token": one.key_token,
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
