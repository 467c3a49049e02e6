"""What the model thread would answer to the lesson on permutations; nothing here needs a model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from explorer.records import Candidate, OriginalRank, Prediction, Tokens
from explorer.records.lessons.permutations import Order, PermutationAnswer, PermutationRequest
from explorer.state.actions.lessons import LessonOpened, LessonReady
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from tests.views.live import live
from tests.views.states import axis_of, map_with, model_with, softmax, state_with, tokens_with

LABELS = ("[CLS]", "the", "cat", "sat", "on", "mats")  # the first one was added


def page_with(
    qtbot: Any, page: Any, labels: tuple[str, ...] = LABELS, *, family: str = "bert"
) -> list[Any]:
    """The page before a person, who gets an answer at once; returns the list of its actions.

    family: of the model that is open.
    """
    state = state_with(model=replace(model_with(2, 4), family=family))
    said = live(qtbot, page, reduce(state, LessonOpened("permutations")), (950, 620))
    tokens = tokens_with(labels)

    def teach(_old: AppState | None, new: AppState) -> None:
        wanted = wanted_lesson(new)
        shown = new.lessons.answer(PermutationAnswer)
        if isinstance(wanted, PermutationRequest) and (shown is None or shown.request != wanted):
            page.store.dispatch(LessonReady(answer_to(wanted, tokens), new.model))

    page.store.subscribe(teach)
    teach(None, page.store.state)
    return said


def answer_to(request: PermutationRequest, tokens: Tokens) -> PermutationAnswer:
    """Every word but the first of the order is predicted; the weights are seeded."""
    n_tokens = len(tokens)
    order = _order(request, n_tokens)
    ranks = np.array(order.ranks)
    hidden = ranks[None, :] >= ranks[:, None]
    words = [p for p in order.positions if not tokens.is_special[p]]
    late = words[-request.n_predicted :] if request.n_predicted else words
    targets = tuple(sorted(p for p in late if ranks[p] > 0))
    scores = np.random.default_rng(1).normal(0, 1, (n_tokens, n_tokens)).astype(np.float32)
    content = np.where(hidden & ~np.eye(n_tokens, dtype=bool), 0, softmax(scores))
    axis = axis_of(tokens.labels)
    maps = [map_with(w.astype(np.float32), axis, axis) for w in (content, content * ~hidden)]
    return PermutationAnswer(
        request=request,
        model=model_with(2, 4),
        tokens=tokens,
        order=order,
        targets=targets,
        perm_mask=hidden.astype(np.float32),
        target_mapping=np.eye(n_tokens, dtype=np.float32)[list(targets)],
        content=maps[0],
        query=maps[1],
        predictions=tuple(_prediction(tokens, p) for p in targets),
        losses=tuple(float(p) for p in targets),
        forward_ms=3.0,
    )


def _order(request: PermutationRequest, n_tokens: int) -> Order:
    if request.kind == "laid":
        return request.laid.fitted(n_tokens)
    positions = tuple(range(n_tokens))
    if request.kind == "left to right":
        return Order(positions)
    by = 0 if request.kind == "right to left" else request.seed
    return Order((positions[by:] + positions[:by])[::-1])


def _prediction(tokens: Tokens, position: int) -> Prediction:
    words = [*(label for label in tokens.labels if label != tokens.labels[position])][:4]
    candidates = [Candidate(i, word, word, 0.3 / (i + 1)) for i, word in enumerate(words)]
    return Prediction(
        position,
        "mask",
        tuple(candidates),
        OriginalRank(tokens.ids[position], tokens.labels[position], 0.0123, 7, 99),
    )
