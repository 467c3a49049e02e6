"""The arguments of the commands that read one text: predict, heads, export, compare."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer.commandline.arguments.groups import (
    add_machine,
    add_risks,
    add_site,
    add_text,
)
from explorer.commandline.arguments.types import Parser, count, examples, share, text
from explorer.records import COLORMAPS, PAIR_FILTERS, SCALES, STATISTICS


def add_predict(commands: argparse._SubParsersAction[Parser]) -> None:
    predict = commands.add_parser(
        "predict",
        help="what a model predicts for each mask, after each token, or of the whole text",
        description="What a masked language model puts in place of each [MASK], or a causal model "
        "after each token; or the classes that a classifier gives the text.",
        epilog=examples(
            'attention-explorer predict "The capital of France is [MASK]." --top 5',
            'attention-explorer predict "I like [MASK]." --model bert-base-uncased --json',
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_text(predict)
    predict.add_argument("--top", type=count, default=10, metavar="K",
                         help="how many candidates at each position (default: 10)")  # fmt: skip
    predict.add_argument("--json", action="store_true", help="print JSON instead of a table")


def add_heads(commands: argparse._SubParsersAction[Parser]) -> None:
    heads = commands.add_parser(
        "heads",
        help="what every head does, in numbers",
        description="What every head does, as means over the rows of its map: entropy (0 is one\n"
        "token, 1 all alike), confidence (the largest weight), distance (in tokens), and the\n"
        "shares of its weight that the previous, the same, the next, the first and the special\n"
        "tokens get.",
        epilog=examples(
            'attention-explorer heads "The doctor told the [MASK] to rest." --sort previous',
            'attention-explorer heads "I like it." --sort entropy --top 5 --json',
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_text(heads)
    add_site(heads)
    heads.add_argument("--sort", choices=STATISTICS, metavar="STATISTIC",
                       help=f"the largest first: {', '.join(STATISTICS)} "
                       "(default: by layer and head)")  # fmt: skip
    heads.add_argument("--top", type=count, metavar="N", help="how many heads (default: all)")
    heads.add_argument("--json", action="store_true", help="print JSON instead of a table")


def add_export(commands: argparse._SubParsersAction[Parser]) -> None:
    export = commands.add_parser(
        "export",
        help="attention as a figure or as numbers",
        description="Write attention to a file, whose suffix chooses the format.\n\n"
        "--layer and --head name one head; --layer alone takes all heads of it, --head alone its\n"
        "mean over the layers; --mean and --max take one layer, or everything, together. With\n"
        "none of these a figure shows the mean over all heads, and numbers hold every head.",
        epilog=examples(
            'attention-explorer export "The doctor told the [MASK] to rest." --out head.pdf '
            "--layer 3 --head 5",
            'attention-explorer export "我喜欢打篮球" --out sheet.svg --all --scale log',
            'attention-explorer export "I like it." --out weights.npz',
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_text(export)
    export.add_argument("--out", type=Path, required=True,
                        metavar="FILE.{png,svg,pdf,npz,csv,json}")  # fmt: skip
    which = export.add_argument_group("which attention")
    which.add_argument("--layer", type=int, metavar="N", help="counted from 0")
    which.add_argument("--head", type=int, metavar="N", help="counted from 0")
    together = which.add_mutually_exclusive_group()
    together.add_argument("--mean", action="store_true", help="the mean over heads")
    together.add_argument("--max", action="store_true", help="the maximum over heads")
    which.add_argument("--all", action="store_true", help="every head of every layer")
    which.add_argument("--alignment", action="store_true",
                       help="lines between the words of target and source")  # fmt: skip
    add_site(which)
    looks = export.add_argument_group("how it looks")
    looks.add_argument("--scale", choices=SCALES, default="linear")
    looks.add_argument("--colormap", choices=COLORMAPS, default="viridis")
    looks.add_argument("--dpi", type=count, default=200, help="of a PNG (default: 200)")
    looks.add_argument("--transparent", action="store_true", help="no background")
    looks.add_argument("--dark", action="store_true", help="for dark pages")
    looks.add_argument("--hide-special", action="store_true",
                       help="drop special tokens and make each row sum to 1 again")  # fmt: skip
    looks.add_argument("--merge-words", action="store_true", help="join the pieces of a word")
    looks.add_argument("--pair-filter", choices=PAIR_FILTERS[1:], metavar="{AA,AB,BA,BB}",
                       help="of two texts: rows of the one, columns of the other; "
                       "rows keep their weights")  # fmt: skip
    looks.add_argument("--threshold", type=share, default=0.0, metavar="X",
                       help="weights below X, in [0, 1], are not drawn")  # fmt: skip


def add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="what a fine-tuning changed in every head",
        description="One text, and a held-out set, under a checkpoint and what it became: both\n"
        "predictions, and the heads whose rows changed most, by the Jensen–Shannon divergence\n"
        "in bits (0 is nothing, 1 is no key in common).",
        epilog=examples(
            'attention-explorer compare minilm-mlm runs/best --text "A small animal that purrs."',
            'attention-explorer compare a b --text "I like it." --data test.tsv --top 10 --json',
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, what in (("before", "the model before"), ("after", "what it became")):
        compare.add_argument(name, metavar=name.upper(),
                             help=f"{what}: built-in, a folder, or a hub id")  # fmt: skip
    compare.add_argument("--text", type=text, default=argparse.SUPPRESS, help="what both read")
    compare.add_argument("--pair", type=text, default=argparse.SUPPRESS, help="a second text")
    compare.add_argument("--target", type=text, default=argparse.SUPPRESS,
                         help="what the decoder of an encoder–decoder reads")  # fmt: skip
    compare.add_argument("--data", type=Path, metavar="FILE",
                         help="a held-out set: a sentence a line, or a .tsv with a "
                         "column text")  # fmt: skip
    compare.add_argument("--cut", action="store_true",
                         help="cut a text that is too long instead of refusing it")  # fmt: skip
    add_site(compare)
    compare.add_argument("--top", type=count, metavar="N", default=10,
                         help="how many heads (default: 10)")  # fmt: skip
    compare.add_argument("--json", action="store_true", help="print JSON instead of a table")
    add_risks(compare)
    add_machine(compare, default=argparse.SUPPRESS)
