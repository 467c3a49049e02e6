"""What `heads` does: a table of all heads of a text, and what each does in numbers."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence

import numpy as np

from explorer.commandline.commands import note, opened, site_of
from explorer.errors import BadInput
from explorer.records import (
    SHARES,
    STATISTICS,
    HeadRef,
    HeadStatistics,
    Inspection,
    InspectRequest,
    Statistic,
)

Row = tuple[HeadRef, dict[Statistic, float]]


def heads(chosen: argparse.Namespace) -> int:
    inspector, document = opened(chosen)
    site = site_of(inspector.checkpoint.info, chosen.site)
    request = InspectRequest(document, (), overview_site=site, cut=chosen.cut, stride=chosen.stride)
    shown = next(inspector.inspect(request))
    note(shown.notice)
    known = inspector.statistics(request)
    names = [name for name in STATISTICS if not np.isnan(known.of(name)).all()]
    if not names:  # as in XLNet's query stream, which asks at masks alone
        note(f"No token of this text asks for anything in {site} attention.")
    elif chosen.sort is not None and chosen.sort not in names:
        raise BadInput(
            f"Nothing is known of “{chosen.sort}” in {site} attention. Sort by {', '.join(names)}."
        )
    rows = _rows(known, chosen.sort)[: chosen.top]
    if chosen.json:
        print(json.dumps(_as_json(shown, site, rows), ensure_ascii=False))
    else:
        print(_as_table(shown, site, names, rows))
    return 0


def _rows(known: HeadStatistics, by: Statistic | None) -> list[Row]:
    """The heads that there are, layer after layer, or those with the largest number first."""
    n_layers, n_heads, _ = known.values.shape
    refs = [HeadRef(i, j, known.site) for i in range(n_layers) for j in range(n_heads)]
    rows = [(ref, known.at(ref)) for ref in refs]
    rows = [(ref, values) for ref, values in rows if values]  # without what was pruned
    if by is not None:
        rows.sort(key=lambda row: row[1].get(by, -math.inf), reverse=True)
    return rows


def _as_json(shown: Inspection, site: str, rows: Sequence[Row]) -> dict[str, object]:
    target = {} if shown.target is None else {"target_tokens": list(shown.target.labels)}
    return {
        "model": shown.model.name,
        "revision": shown.model.revision,
        "site": site,
        "tokens": list(shown.tokens.labels),
        **target,
        "heads": [{"layer": ref.layer, "head": ref.head, **values} for ref, values in rows],
    }


def _as_table(shown: Inspection, site: str, names: Sequence[Statistic], rows: Sequence[Row]) -> str:
    model = shown.model
    said = f"{model.name} {model.revision} · {len(shown.tokens):,} tokens · {site} attention"
    lines = [said.replace("  ", " "), "", _line("head", names)]
    for ref, values in rows:
        numbers = [_number(name, values[name]) if name in values else "–" for name in names]
        lines.append(_line(ref.label, numbers))
    return "\n".join(lines)


def _line(head: str, cells: Sequence[str]) -> str:
    return f"{head:8}" + "".join(f"{cell:>12}" for cell in cells)


def _number(name: Statistic, value: float) -> str:
    return f"{value:.1%}" if name in SHARES else f"{value:.3f}"
