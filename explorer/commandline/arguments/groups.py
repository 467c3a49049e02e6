"""Arguments that several commands share."""

from __future__ import annotations

import argparse

from explorer.commandline.arguments.types import count, text


def add_text(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", type=text, metavar="TEXT",
                         help="put -- before a text that begins with -")  # fmt: skip
    command.add_argument("--pair", type=text, default=argparse.SUPPRESS, help="a second text")
    add_writing(command, default=argparse.SUPPRESS)
    too_long = command.add_mutually_exclusive_group()
    too_long.add_argument("--cut", action="store_true",
                          help="cut a text that is too long instead of refusing it")  # fmt: skip
    too_long.add_argument("--stride", type=count, metavar="N",
                          help="read it in windows that begin every N tokens")  # fmt: skip
    add_risks(command)
    add_model(command, default=argparse.SUPPRESS)


def add_site(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--site",
        metavar="NAME",
        help="of an encoder–decoder: encoder, decoder, cross (default)",
    )


def add_risks(command: argparse.ArgumentParser) -> None:
    command.add_argument("--allow-pickle", action="store_true",
                         help="open weights that are a Python pickle: a risk")  # fmt: skip
    command.add_argument("--trust-remote-code", action="store_true",
                         help="run the Python that comes with a model")  # fmt: skip


def add_writing(command: argparse.ArgumentParser, *, default: str | None) -> None:
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


def add_model(command: argparse.ArgumentParser, *, default: str | None) -> None:
    command.add_argument("--model", metavar="M", default=default,
                         help="a built-in model, a folder, or a hub id "
                         "(default: the built-in model)")  # fmt: skip
    add_machine(command, default=default)


def add_machine(command: argparse.ArgumentParser, *, default: str | None) -> None:
    """Where to compute and how, for commands that name their models themselves."""
    command.add_argument("--device", metavar="D", default=default or "auto",
                         help="auto, cpu, cuda:0 or mps (default: auto)")  # fmt: skip
    command.add_argument("--dtype", metavar="F", default=default or "auto",
                         help="auto, float32, bfloat16 or float16 (default: auto)")  # fmt: skip
    command.add_argument("--debug", action="store_true",
                         help="show tracebacks and the warnings of the libraries")  # fmt: skip
