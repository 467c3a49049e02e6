"""The arguments of `attention-explorer` and its commands, and how they are explained."""

from __future__ import annotations

import argparse
from pathlib import Path

from explorer import __version__
from explorer.commandline.argument_types import (
    NAME,
    Parser,
    count,
    examples,
    share,
    size,
    text,
    whole,
)
from explorer.commandline.finetune_arguments import add_finetune
from explorer.records import COLORMAPS, PAIR_FILTERS, SCALES, STATISTICS, TASKS
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
    _add_model(top, default=None)
    top.add_argument("--text", type=text, help="what to type into the window")
    top.add_argument("--pair", type=text, help="a second text")
    _add_writing(top, default=None)
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
    _add_predict(commands)
    _add_heads(commands)
    _add_export(commands)
    _add_compare(commands)
    _add_survey(commands)
    _add_models(commands)
    add_finetune(commands)
    _add_doctor(commands)
    return top


def _add_predict(commands: argparse._SubParsersAction[Parser]) -> None:
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
    _add_text(predict)
    predict.add_argument("--top", type=count, default=10, metavar="K",
                         help="how many candidates at each position (default: 10)")  # fmt: skip
    predict.add_argument("--json", action="store_true", help="print JSON instead of a table")


def _add_heads(commands: argparse._SubParsersAction[Parser]) -> None:
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
    _add_text(heads)
    _add_site(heads)
    heads.add_argument("--sort", choices=STATISTICS, metavar="STATISTIC",
                       help=f"the largest first: {', '.join(STATISTICS)} "
                       "(default: by layer and head)")  # fmt: skip
    heads.add_argument("--top", type=count, metavar="N", help="how many heads (default: all)")
    heads.add_argument("--json", action="store_true", help="print JSON instead of a table")


def _add_export(commands: argparse._SubParsersAction[Parser]) -> None:
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
    _add_text(export)
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
    _add_site(which)
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


def _add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
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
    _add_site(compare)
    compare.add_argument("--top", type=count, metavar="N", default=10,
                         help="how many heads (default: 10)")  # fmt: skip
    compare.add_argument("--json", action="store_true", help="print JSON instead of a table")
    _add_risks(compare)
    _add_machine(compare, default=argparse.SUPPRESS)


def _add_survey(commands: argparse._SubParsersAction[Parser]) -> None:
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
    survey.add_argument("--json", action="store_true", help="print JSON lines")
    _add_risks(survey)
    _add_model(survey, default=argparse.SUPPRESS)


def _add_models(commands: argparse._SubParsersAction[Parser]) -> None:
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
    _add_risks(download)
    remove = actions.add_parser("remove", help="delete a model from this machine")
    remove.add_argument("id", metavar="ID", help="as “models list” shows it")
    for action in (search, listed, download, remove):
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)


def _add_doctor(commands: argparse._SubParsersAction[Parser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="what works on this machine, what is missing, and what mends it",
        description="Check programs, devices, display, fonts, folders and built-in models. "
        "Exits with 0 if the program can be used.",
        epilog=examples("attention-explorer doctor"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doctor.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)


def _add_text(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", type=text, metavar="TEXT",
                         help="put -- before a text that begins with -")  # fmt: skip
    command.add_argument("--pair", type=text, default=argparse.SUPPRESS, help="a second text")
    _add_writing(command, default=argparse.SUPPRESS)
    too_long = command.add_mutually_exclusive_group()
    too_long.add_argument("--cut", action="store_true",
                          help="cut a text that is too long instead of refusing it")  # fmt: skip
    too_long.add_argument("--stride", type=count, metavar="N",
                          help="read it in windows that begin every N tokens")  # fmt: skip
    _add_risks(command)
    _add_model(command, default=argparse.SUPPRESS)


def _add_site(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--site",
        metavar="NAME",
        help="of an encoder–decoder: encoder, decoder, cross (default)",
    )


def _add_risks(command: argparse.ArgumentParser) -> None:
    command.add_argument("--allow-pickle", action="store_true",
                         help="open weights that are a Python pickle: a risk")  # fmt: skip
    command.add_argument("--trust-remote-code", action="store_true",
                         help="run the Python that comes with a model")  # fmt: skip


def _add_writing(command: argparse.ArgumentParser, *, default: str | None) -> None:
    """What a decoder reads, and what a model writes."""
    group = command.add_argument_group("targets and generated text")
    group.add_argument("--target", type=text, default=default,
                       help="what the decoder of an encoder–decoder reads")  # fmt: skip
    group.add_argument("--generate", action="store_true", default=default or False,
                       help="let an encoder–decoder write the target")  # fmt: skip
    group.add_argument("--continue", type=count, metavar="N", dest="n_continued", default=default,
                       help="let a causal model go on with the text for N tokens")  # fmt: skip
    group.add_argument("--beams", type=count, metavar="N", default=default,
                       help="keep N beginnings at once (default: 1, greedy)")  # fmt: skip
    group.add_argument("--max-new-tokens", type=count, metavar="N", default=default,
                       help="of a target that does not end before (default: 64)")  # fmt: skip
    group.add_argument("--source-lang", metavar="CODE", default=default,
                       help="what a translating model is told it reads")  # fmt: skip
    group.add_argument("--target-lang", metavar="CODE", default=default,
                       help="what it is told to write")  # fmt: skip


def _add_model(command: argparse.ArgumentParser, *, default: str | None) -> None:
    command.add_argument("--model", metavar="M", default=default,
                         help="a built-in model, a folder, or a hub id "
                         "(default: the built-in model)")  # fmt: skip
    _add_machine(command, default=default)


def _add_machine(command: argparse.ArgumentParser, *, default: str | None) -> None:
    """Where to compute and how, for commands that name their models themselves."""
    command.add_argument("--device", metavar="D", default=default or "auto",
                         help="auto, cpu, cuda:0 or mps (default: auto)")  # fmt: skip
    command.add_argument("--dtype", metavar="F", default=default or "auto",
                         help="auto, float32, bfloat16 or float16 (default: auto)")  # fmt: skip
    command.add_argument("--debug", action="store_true",
                         help="show tracebacks and the warnings of the libraries")  # fmt: skip
