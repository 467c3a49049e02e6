"""The command line and the process it runs in."""

from __future__ import annotations

import signal

import pytest

from explorer.commandline.terminal import ended_by_sigint


def test_a_command_that_a_shell_runs_behind_it_can_be_interrupted() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt), ended_by_sigint():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
