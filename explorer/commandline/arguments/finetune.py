"""The arguments of the command `finetune`."""

from __future__ import annotations

import argparse

from explorer.commandline.arguments.types import Parser, count, examples, path


def add_finetune(commands: argparse._SubParsersAction[Parser]) -> None:
    finetune = commands.add_parser(
        "finetune",
        help="fine-tune a model, and search for the parameters that do it best",
        description="Fine-tune a model on texts of your own, once for every combination of a\n"
        "search space, and keep the best. Trials run side by side on this machine, or on a Ray\n"
        "cluster. Ctrl+C ends the search so that --resume goes on with it.",
        epilog=examples(
            "attention-explorer finetune reviews.csv --out search --epochs 3",
            "attention-explorer finetune reviews.csv --preview --space space.toml",
            "attention-explorer finetune --out search --resume",
            "attention-explorer finetune --out search --stop 7",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    finetune.add_argument("data", type=path, nargs="?", metavar="DATA",
                          help="a .csv, .tsv, .jsonl, or, to fill masks, a .txt")  # fmt: skip
    finetune.add_argument("--out", type=path, metavar="DIR", help="the folder of the search")
    doing = finetune.add_mutually_exclusive_group()
    doing.add_argument("--preview", action="store_true",
                       help="show what would be learnt from, and run nothing")  # fmt: skip
    finetune.add_argument("--estimate", action="store_true",
                          help="with --preview: learn a few batches by the clock, and say how long "
                          "the search would take here")  # fmt: skip
    doing.add_argument("--resume", action="store_true", help="go on with the search in --out")
    doing.add_argument("--stop", metavar="{N,all}",
                       help="ask a search that runs to end trial N, or altogether")  # fmt: skip
    _add_data(finetune)
    _add_search(finetune)
    finetune.add_argument("--json", action="store_true", help="print events, one JSON a line")
    finetune.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)


def _add_data(finetune: Parser) -> None:
    data = finetune.add_argument_group("what is learnt")
    data.add_argument("--task", choices=("classification", "masked"),
                      help="labels of texts (default), or words behind masks")  # fmt: skip
    for name in ("text", "pair", "label"):
        none = "; - where there is none" if name == "pair" else ""
        data.add_argument(f"--{name}-column", metavar="NAME",
                          help=f"(default: by its usual names{none})")  # fmt: skip
    data.add_argument("--encoding", metavar="NAME", help="of the file (default: UTF-8)")
    data.add_argument("--held-out", type=path, metavar="FILE", help="test on this file")
    data.add_argument("--share", metavar="X",
                      help="or hold out this share of DATA (default: 0.2)")  # fmt: skip


def _add_search(finetune: Parser) -> None:
    how = finetune.add_argument_group("how it is searched")
    how.add_argument("--base", metavar="M",
                     help="the model to begin with: built-in, a folder, or a hub id")  # fmt: skip
    how.add_argument("--space", type=path, metavar="FILE.toml",
                     help="what is tried (default: a grid of 48 trials)")  # fmt: skip
    how.add_argument("--epochs", type=count, metavar="N", help="of every trial")
    how.add_argument("--seed", type=int, metavar="N", help="of split, draws and trials")
    where = finetune.add_argument_group("where it runs")
    where.add_argument("--cpus", type=count, metavar="N", help="that are used (default: all)")
    where.add_argument("--gpus-per-trial", type=float, metavar="X", help="(default: 0)")
    where.add_argument("--address", metavar="A",
                       help="of a Ray cluster: ray://HOST:PORT, HOST:PORT or auto (default: "
                       "this machine; of a search that is resumed, where it ran)")  # fmt: skip
    where.add_argument("--storage", metavar="PATH",
                       help="where checkpoints are kept; of a cluster, a folder or an address "
                       "such as s3://… that all its nodes see (default: in DIR, and they "
                       "move with it; of a search that is resumed, where they are)")  # fmt: skip
