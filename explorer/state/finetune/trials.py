"""The table of trials: which parameters tell them apart, what each is worth, and in which order."""

from __future__ import annotations

from explorer.records.tuning import Parameter, SearchStarted
from explorer.state.tuning import SearchState, TrialState

NUMBER, METRIC, SECONDS, STATUS = "trial", "metric", "seconds", "status"  # beside parameters


def varied(plan: SearchStarted) -> tuple[str, ...]:
    """The parameters that differ between trials."""
    names = plan.trials[0] if plan.trials else {}
    return tuple(n for n in names if len({trial[n] for trial in plan.trials}) > 1)


def worth(trial: TrialState, plan: SearchStarted) -> float | None:
    """The best of the metric after any epoch; None before the first."""
    values = [epoch.metrics[plan.metric] for epoch in trial.epochs]
    if not values:
        return None
    return max(values) if plan.aim == "max" else min(values)


def by_worth(search: SearchState) -> tuple[TrialState, ...]:
    """The trials, best first; of equal ones the earliest."""
    is_down = search.plan is not None and search.plan.aim == "max"
    return in_order(search, (METRIC, is_down))


def in_order(search: SearchState, sorting: tuple[str, bool]) -> tuple[TrialState, ...]:
    """The trials as a table is sorted; those of which nothing is known stand last.

    sorting: by what, and whether largest first.
    """
    plan = search.plan
    by, is_down = sorting
    if plan is None:
        return ()

    def key(trial: TrialState) -> Parameter | None:
        if by in trial.parameters:
            return trial.parameters[by]
        known = {NUMBER: trial.number, SECONDS: trial.seconds, STATUS: trial.status}
        return worth(trial, plan) if by == METRIC else known.get(by)

    known = [(value, trial) for trial in search.trials if (value := key(trial)) is not None]
    texts = any(isinstance(value, str) for value, _trial in known)
    known.sort(
        key=lambda pair: (str(pair[0]) if texts else pair[0]), reverse=is_down
    )  # fmt: skip
    ranked = [trial for _value, trial in known]
    return (*ranked, *(trial for trial in search.trials if trial not in ranked))


def share_done(search: SearchState) -> float:
    """Of all epochs of all trials; a trial that is over has none to come."""
    if search.plan is None or not search.trials:
        return 0.0
    epochs = search.plan.epochs
    done = (epochs if trial.is_over else min(epochs, trial.epochs_done) for trial in search.trials)
    return sum(done) / (epochs * len(search.trials))
