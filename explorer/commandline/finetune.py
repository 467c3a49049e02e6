"""What `finetune` does with its arguments; Ray comes with the search, torch with the preview."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from explorer.cluster import check_answers, ray_is_installed
from explorer.errors import BadInput, RayMissing
from explorer.finetune.data import Columns
from explorer.finetune.folder import SearchFolder
from explorer.finetune.job import search
from explorer.finetune.request import Prepared, Request, prepared, request_of
from explorer.finetune.space import Space
from explorer.finetune.space_file import read_space, with_numbers
from explorer.finetune.whereabouts import Whereabouts, begun, resumed
from explorer.records.tuning import DataRead, PaceMeasured, SearchEnded, as_line
from explorer.resources import DEFAULT_MODEL
from explorer.state.finetune.estimate import BUSY, estimated_seconds
from explorer.state.finetune.trials import by_worth, varied, worth
from explorer.state.tuning import SearchState, TrialState, followed

INTERRUPTED = 130
BAR = 32  # characters of the longest bin
KEPT = (  # what a resumed search is asked again from its folder
    "task", "text_column", "pair_column", "label_column", "encoding", "share", "base", "space",
    "epochs", "seed", "gpus_per_trial",
)  # fmt: skip


def finetune(chosen: argparse.Namespace) -> int:
    if chosen.stop is not None:
        SearchFolder(_out(chosen)).ask_to_stop(_stopped(chosen.stop))
        return 0
    if chosen.preview:
        return _preview(chosen)
    if not ray_is_installed():
        raise RayMissing(sys.executable)
    if chosen.address is not None:
        check_answers(chosen.address)  # before data are read, which may take long
    folder = SearchFolder(_out(chosen), is_echoed=chosen.json)
    ready, where = _resumed(chosen, folder) if chosen.resume else _begun(chosen, folder)
    ended = search(ready, folder, where=where, is_resumed=chosen.resume, n_cpus=chosen.cpus)
    if not chosen.json:
        print(result(folder, ended))
    if ended.end == "interrupted":
        return INTERRUPTED
    return 0 if ended.end in ("done", "stopped") else 1


def _preview(chosen: argparse.Namespace) -> int:
    ready = prepared(_request(chosen))
    read = ready.data_read()
    print(as_line(read) if chosen.json else _as_text(read), flush=True)
    if chosen.estimate:
        from explorer.finetune.pace import pace_of

        space = ready.request.space
        pace = pace_of(ready.base.folder.path, ready.split, space)
        print(as_line(pace) if chosen.json else _estimated(read, pace, space))
    return 0


def _estimated(read: DataRead, pace: PaceMeasured, space: Space) -> str:
    n_trials = len(space.trials())
    seconds = estimated_seconds(
        read, pace, n_trials=n_trials, epochs=space.epochs, max_lengths=space.max_lengths,
        cpus_per_trial=space.cpus_per_trial, gpus_per_trial=space.gpus_per_trial,
    )  # fmt: skip
    trials = "1 trial" if n_trials == 1 else f"{n_trials:,} trials"
    said = f"\n{trials}, about {seconds / 60:,.1f} minutes on this machine"
    if pace.busyness < BUSY:
        return said
    return f"{said} as busy as now, {seconds / pace.busyness / 60:,.1f} on an idle one"


def _begun(chosen: argparse.Namespace, folder: SearchFolder) -> tuple[Prepared, Whereabouts]:
    """The search that is asked for."""
    if folder.asked() is not None:
        raise BadInput(
            f"{folder.path} holds a search already. Go on with it by --resume, "
            "or choose another folder."
        )
    where = begun(folder.path, address=chosen.address, storage=chosen.storage)
    return prepared(_request(chosen)), where


def _resumed(chosen: argparse.Namespace, folder: SearchFolder) -> tuple[Prepared, Whereabouts]:
    """The search that the folder holds."""
    asked = folder.asked()
    if asked is None:
        raise BadInput(f"{folder.path} holds no search to resume. Leave out --resume to start one.")
    given = [name for name in KEPT if getattr(chosen, name) is not None]
    if given:
        raise BadInput(
            f"A search that is resumed keeps what it began with. Leave out "
            f"--{given[0].replace('_', '-')}, or start a search in another folder."
        )
    where = resumed(asked, folder.path, address=chosen.address, storage=chosen.storage)
    ready = prepared(request_of(asked, data=chosen.data, held_out=chosen.held_out))
    ready.check_goes_on(asked)
    return ready, where


def _request(chosen: argparse.Namespace) -> Request:
    if chosen.data is None:
        raise BadInput("Name the file of texts to learn from: a .csv, .tsv, .jsonl or .txt.")
    space = Space() if chosen.space is None else read_space(chosen.space)
    given = {"epochs": chosen.epochs, "seed": chosen.seed, "gpus_per_trial": chosen.gpus_per_trial}
    return Request(
        data=chosen.data,
        task=chosen.task or "classification",
        columns=Columns(chosen.text_column, chosen.pair_column, chosen.label_column),
        encoding=chosen.encoding,
        held_out=chosen.held_out,
        share=_share(chosen.share or "0.2"),
        base=chosen.base or DEFAULT_MODEL,
        space=with_numbers(space, {name: v for name, v in given.items() if v is not None}),
    )


def _share(typed: str) -> float:
    """Not left to argparse, whose words mean nothing in the window."""
    try:
        return float(typed)
    except ValueError:
        raise BadInput(
            f"The share that is held out is “{typed}”. Give a number such as 0.2."
        ) from None


def _out(chosen: argparse.Namespace) -> Path:
    if chosen.out is None:
        raise BadInput("Name the folder of the search: --out DIR.")
    out: Path = chosen.out
    return out


def _stopped(what: str) -> int | None:
    if what == "all":
        return None
    if not what.isdecimal():
        raise BadInput(f"“{what}” is no trial. Give its number, or all.")
    return int(what)


def _as_text(read: DataRead) -> str:
    """What is learnt from, for a person."""
    rows = "1 row" if read.n_train == 1 else f"{read.n_train:,} rows"
    lines = [f"{rows} to learn from, {read.n_held_out:,} held out"]
    lines += [f"note: {notice}" for notice in read.notices]
    if read.labels:
        lines += ["", *_bars([(label, count) for label, count in read.labels])]
    bins = [f"{a}–{b - 1}" for a, b in zip(read.edges, read.edges[1:], strict=False)]
    lines += ["", "tokens", *_bars(list(zip(bins, read.counts, strict=True)))]
    lines += [f"a maximum of {most} cuts {share:.1%} of the texts" for most, share in read.cut]
    return "\n".join([*lines, "", *("  ".join(filter(None, row)) for row in read.rows)])


def _bars(counts: list[tuple[str, int]]) -> list[str]:
    most = max(count for _name, count in counts) or 1
    width = max(len(name) for name, _count in counts)
    return [f"{name:{width}} {count:>8,} {'▇' * (BAR * count // most)}" for name, count in counts]


def result(folder: SearchFolder, ended: SearchEnded) -> str:
    """The table of trials, best first, and where the best model lies."""
    state = followed(SearchState(), folder.events())
    said = {
        "done": "", "stopped": "The search was stopped; --resume goes on with it.",
        "failed": ended.reason,
        "interrupted": "The search was interrupted; --resume goes on with it.",
    }[ended.end]  # fmt: skip
    where = f"Best: trial {ended.best}, {folder.best.resolve()}" if ended.checkpoint else ""
    return "\n".join([*_table(state), "", *filter(None, (said, where))])


def _table(state: SearchState) -> list[str]:
    plan = state.plan
    assert plan is not None  # a search that ended was started
    shown = varied(plan)

    def row(trial: TrialState) -> tuple[str, ...]:
        known = worth(trial, plan)
        return (
            str(trial.number),
            *(f"{v:g}" if isinstance(v := trial.parameters[n], float) else str(v) for n in shown),
            "–" if known is None else f"{known:.4f}",
            f"{trial.seconds:.0f}",
            f"{trial.status} {trial.reason}".strip(),
        )

    rows = [("trial", *shown, plan.metric, "seconds", ""), *map(row, by_worth(state))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
