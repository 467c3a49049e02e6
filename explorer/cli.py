"""`attention-explorer`: the window by default, or predict, heads, export, survey, models or
doctor.

Here is the edge where every error becomes one line. The arguments are in `arguments`, what the
commands do in `commands`, `heads`, `survey`, `models` and `doctor`. Importing this imports neither
torch nor Qt.

Exit codes: 0 done, 2 cannot be done as asked, 1 failed unexpectedly, 130 interrupted,
141 nobody read the output to its end.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from explorer.commandline.arguments import NAME, parser
from explorer.commandline.writing import writing_of
from explorer.core.export.atomic import writable_target
from explorer.errors import BadInput, Cancelled, CheckpointUnsafe, ExplorerError, TextTooLong
from explorer.records import WindowOptions

INTERRUPTED, PIPE_CLOSED = 130, 141  # 128 + the signal, as shells report it


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    _speak_utf8()
    is_debugging = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        with _quiet_libraries(is_debugging):
            chosen = parser().parse_args(arguments)
            code = _run(chosen)
        sys.stdout.flush()  # so that a closed pipe is noticed here
    except SystemExit as exit_:  # argparse, after --help or a bad argument
        return exit_.code if isinstance(exit_.code, int) else 1
    except (KeyboardInterrupt, Cancelled):
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return PIPE_CLOSED
    except TextTooLong as error:
        return _failed(f"{error} --cut does that.", 2, is_debugging)
    except CheckpointUnsafe as error:
        flag = f"--{error.allowed_by.replace('_', '-')} does that." if error.allowed_by else ""
        return _failed(f"{error} {flag}", 2, is_debugging)
    except ExplorerError as error:
        return _failed(str(error), 2, is_debugging)
    except Exception as error:  # noqa: BLE001  the edge: nobody should read a traceback
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _failed(f"unexpected {what}. Add --debug for more", 1, is_debugging)
    return code


def _run(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "predict":
            from explorer.commandline.commands import predict

            return predict(chosen)
        case "heads":
            from explorer.commandline.heads import heads

            return heads(chosen)
        case "export":
            from explorer.commandline.commands import export

            return export(chosen)
        case "compare":
            from explorer.commandline.compare import compare

            return compare(chosen)
        case "survey":
            from explorer.commandline.survey import survey

            return survey(chosen)
        case "models":
            from explorer.commandline.models import models

            return models(chosen)
        case "finetune":
            from explorer.commandline.finetune import finetune

            return finetune(chosen)
        case "doctor":
            from explorer.commandline.doctor import doctor

            return doctor()
        case _:
            return _open_window(chosen)


def _open_window(chosen: argparse.Namespace) -> int:
    if chosen.pair is not None and chosen.text is None:
        raise BadInput("--pair needs --text, the text that it is the pair of.")
    if chosen.target is not None and chosen.text is None:
        raise BadInput("--target needs --text, the source that it belongs to.")
    writing = writing_of(chosen)
    if chosen.screenshot is not None and chosen.screenshot.suffix.lower() != ".png":
        raise BadInput(f"A screenshot is a .png file, not {chosen.screenshot.name}.")
    if chosen.screenshot is not None:
        writable_target(chosen.screenshot)  # said now, before a model takes seconds to open
    from explorer import app

    return app.run(
        WindowOptions(
            model=chosen.model,
            text=chosen.text,
            pair=chosen.pair,
            target=chosen.target,
            source_language=chosen.source_lang,
            target_language=chosen.target_lang,
            writing=writing,
            device=chosen.device,
            dtype=chosen.dtype,
            screenshot=chosen.screenshot,
            size=chosen.size,
            theme=chosen.theme,
            lesson=chosen.lesson,
            survey=chosen.survey,
        )
    )


def _speak_utf8() -> None:
    """Tokens of every script get through, whatever the locale.

    A program without a console, or with a closed stream, has None for it, which breaks libraries.
    """
    sys.stdout = sys.stdout or io.StringIO()
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def _quiet_libraries(is_debugging: bool) -> Iterator[None]:
    """No advice meant for programmers among what a person reads."""
    # Waiting OpenMP threads would spin: 210 ms became 1,800 on a busy machine (measured).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if is_debugging:
        yield
        return
    for name in ("TRANSFORMERS_VERBOSITY", "HF_HUB_VERBOSITY"):
        os.environ.setdefault(name, "error")
    for name in ("TRANSFORMERS_NO_ADVISORY_WARNINGS", "HF_HUB_DISABLE_PROGRESS_BARS"):
        os.environ.setdefault(name, "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _failed(message: str, code: int, is_debugging: bool) -> int:
    if is_debugging:
        traceback.print_exc()
    print(f"{NAME}: {' '.join(message.split())}", file=sys.stderr)
    return code


def _discard_output() -> None:
    """Python flushes stdout once more at its end, and would complain about the closed pipe."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = io.StringIO()
