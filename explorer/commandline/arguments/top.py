"""The arguments of `attention-explorer` itself, and the list of its commands."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer import __version__
from explorer.commandline.arguments.finetune import add_finetune
from explorer.commandline.arguments.groups import add_model, add_writing
from explorer.commandline.arguments.models import add_doctor, add_models
from explorer.commandline.arguments.reading import add_compare, add_export, add_heads, add_predict
from explorer.commandline.arguments.survey import add_survey
from explorer.commandline.arguments.types import NAME, Parser, examples, size, text
from explorer.records.lessons import LESSONS


def parser() -> argparse.ArgumentParser:
    """All arguments; a subcommand leaves what is given before its name as it is."""
    top = Parser(
        prog=NAME,
        description="See what every head of a transformer attends to. Without a command, the "
        "window opens.",
        epilog=examples(
            'attention-explorer --text "The capital of France is [MASK]."',
            "attention-explorer --screenshot window.png --size 1280x800 --theme dark",
            "attention-explorer --lesson transformer",
            'attention-explorer predict "The capital of France is [MASK]."',
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    add_model(top, default=None)
    top.add_argument("--text", type=text, help="what to type into the window")
    top.add_argument("--pair", type=text, help="a second text")
    add_writing(top, default=None)
    top.add_argument("--survey", type=Path, metavar="DIR.parquet",
                     help="look at what “survey” has written")  # fmt: skip
    top.add_argument("--lesson", choices=LESSONS, metavar="NAME",
                     help=f"open a lesson: {', '.join(LESSONS)}")  # fmt: skip
    top.add_argument("--screenshot", type=Path, metavar="FILE.png",
                     help="save a picture of the window with its results, and quit")  # fmt: skip
    top.add_argument("--size", type=size, metavar="WxH", help="of the window, in pixels")
    top.add_argument("--theme", choices=("light", "dark", "system"))
    top.set_defaults(command=None)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    add_predict(commands)
    add_heads(commands)
    add_export(commands)
    add_compare(commands)
    add_survey(commands)
    add_models(commands)
    add_finetune(commands)
    add_doctor(commands)
    return top
