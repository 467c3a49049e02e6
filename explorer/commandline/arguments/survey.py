"""The arguments of the command `survey`."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.commandline.arguments.groups import add_model, add_risks
from explorer.commandline.arguments.types import Parser, count, examples, whole


def add_survey(commands: argparse._SubParsersAction[Parser]) -> None:
    survey = commands.add_parser(
        "survey",
        help="what every head does over a whole corpus",
        description="Mean, variance and histogram of every head's statistics over the sentences "
        "of a corpus,\nand the sentences and tokens that excite each head most. Runs on Ray; a "
        "survey that was\nstopped goes on when it is asked for again.",
        epilog=examples(
            "attention-explorer survey sentences.txt --out heads.parquet",
            "attention-explorer survey s3://bucket/corpus.jsonl --out s3://bucket/heads.parquet "
            "--model bert-base-uncased --address ray://head:10001",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    survey.add_argument("corpus", metavar="CORPUS",
                        help="a text file with a sentence a line, .jsonl or .parquet")  # fmt: skip
    survey.add_argument("--out", required=True, metavar="DIR.parquet",
                        help="a folder to be made; it holds a row for each head")  # fmt: skip
    survey.add_argument("--column", default="text", metavar="NAME",
                        help="of JSONL and Parquet, what holds the text (default: text); "
                        "“pair” and “target” are read as well")  # fmt: skip
    survey.add_argument("--site", metavar="NAME",
                        help="of an encoder–decoder: encoder (default), decoder or "
                        "cross")  # fmt: skip
    survey.add_argument("--top", type=count, default=10, metavar="K",
                        help="examples of each head (default: 10)")  # fmt: skip
    survey.add_argument("--workers", type=whole, metavar="N",
                        help="how many measure at once (default: one a CPU, or one a GPU); "
                        "0 does without Ray")  # fmt: skip
    survey.add_argument("--address", metavar="A",
                        help="of a Ray cluster: auto, HOST:PORT or ray://HOST:PORT "
                        "(default: a Ray of this machine alone)")  # fmt: skip
    survey.add_argument("--journal", type=Path, metavar="DIR",
                        help="a folder in which a program that comes back finds how far the "
                        "survey is")  # fmt: skip
    survey.add_argument("--json", action="store_true", help="print JSON lines")
    add_risks(survey)
    add_model(survey, default=argparse.SUPPRESS)
