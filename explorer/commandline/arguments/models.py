"""The arguments of the commands `models` and `doctor`."""

from __future__ import annotations

import argparse

from explorer.commandline.arguments.groups import add_risks
from explorer.commandline.arguments.types import Parser, count, examples, text
from explorer.records import TASKS


def add_models(commands: argparse._SubParsersAction[Parser]) -> None:
    models = commands.add_parser(
        "models",
        help="find models on the hub, fetch them, see and remove what is here",
        description="Find models on the hub, fetch them, see and remove what is on this machine. "
        "For gated models, run “hf auth login” first.",
        epilog=examples(
            "attention-explorer models search bert --task fill-mask",
            "attention-explorer models download google-bert/bert-base-uncased",
            "attention-explorer models list --json",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    search = actions.add_parser("search", help="models whose name holds a text")
    search.add_argument("query", type=text, metavar="QUERY")
    search.add_argument("--task", choices=TASKS, metavar="TASK", help=", ".join(TASKS))
    search.add_argument("--limit", type=count, default=20, metavar="N", help="(default: 20)")
    listed = actions.add_parser("list", help="what is on this machine, with its size")
    download = actions.add_parser("download", help="fetch a model, or the rest of it")
    download.add_argument("id", metavar="ID", help="owner/name, owner/name@version, or its page")
    add_risks(download)
    remove = actions.add_parser("remove", help="delete a model from this machine")
    remove.add_argument("id", metavar="ID", help="as “models list” shows it")
    for action in (search, listed, download, remove):
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)


def add_doctor(commands: argparse._SubParsersAction[Parser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="what works on this machine, what is missing, and what mends it",
        description="Check programs, devices, display, fonts, folders and built-in models. "
        "Exits with 0 if the program can be used.",
        epilog=examples("attention-explorer doctor"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doctor.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
