"""Finding a string in what was read, and going to a token: which tokens are meant."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from explorer.records import Inspection, Tokens
from explorer.state import actions as a
from explorer.state.model import AppState, Search
from explorer.state.text import text_of

MAX_MATCHES = 10_000

Match = tuple[int, int]  # the first token and the one after the last


def searched(state: AppState, action: a.Action) -> AppState:
    """The state after something was looked for."""
    search = state.search
    match action:
        case a.SearchOpened(kind):
            if search is not None and search.kind == kind:
                return replace(state, search=replace(search, n_steps=search.n_steps + 1))
            return replace(state, search=Search(kind))
        case a.SearchEdited(query) if search is not None:
            return replace(state, search=_found(replace(search, query=query), state.inspection))
        case a.SearchStepped(by) if search is not None and search.matches:
            current = (search.current + by) % len(search.matches)
            stepped = replace(search, current=current, n_steps=search.n_steps + 1)
            return replace(state, search=stepped)
        case a.SearchClosed():
            return replace(state, search=None)
        case _:
            return state


def found_again(search: Search | None, inspection: Inspection) -> Search | None:
    """The same search in another text; nothing is scrolled to."""
    return None if search is None else _found(search, inspection)


def _found(search: Search, inspection: Inspection | None) -> Search:
    """The matches, with the one in view as near as can be to the one before."""
    if inspection is None:
        return replace(search, matches=(), current=0)
    finds = matches_of if search.kind == "find" else positions_of
    matches = finds(inspection, search.query)
    before = search.match
    current = bisect_left(matches, before) if before else 0
    return replace(search, matches=matches, current=current if current < len(matches) else 0)


def matches_of(inspection: Inspection, query: str) -> tuple[Match, ...]:
    """Where the tokens stand that a string touches; special tokens are found by their label."""
    if not query:
        return ()
    pattern = re.compile(re.escape(query), re.IGNORECASE)
    tokens = inspection.tokens
    found = [
        (position, position + 1)
        for position, span in enumerate(tokens.spans)
        if span is None and pattern.search(tokens.labels[position])
    ]
    for segment in (0, 1):
        text = text_of(inspection.request.document, segment)
        found += _matches_in(tokens, segment, text, pattern)
    return tuple(sorted(set(found))[:MAX_MATCHES])


def _matches_in(tokens: Tokens, segment: int, text: str, pattern: re.Pattern[str]) -> list[Match]:
    held = [
        (position, span)
        for position, span in enumerate(tokens.spans)
        if span is not None and span.segment == segment and span.start < span.end
    ]
    starts, ends = [span.start for _, span in held], [span.end for _, span in held]
    matches = []
    for match in pattern.finditer(text):
        first, after = bisect_right(ends, match.start()), bisect_left(starts, match.end())
        if first < after:
            matches.append((held[first][0], held[after - 1][0] + 1))
    return matches


def positions_of(inspection: Inspection, query: str) -> tuple[Match, ...]:
    """A position, `1,024`, or a share of the text, `50%`; none where there is no such token."""
    asked = re.fullmatch(r"([\d,. ]+?)\s*(%?)", query.strip())
    if asked is None:
        return ()
    last = len(inspection.tokens) - 1
    if asked[2]:
        try:
            position = round(float(asked[1].replace(",", ".")) / 100 * last)
        except ValueError:
            return ()
    else:
        digits = re.sub(r"\D", "", asked[1])
        position = int(digits) if digits else last + 1
    return ((position, position + 1),) if position <= last else ()
