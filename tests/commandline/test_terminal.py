"""The command line and the process it runs in."""

from __future__ import annotations

import signal

import pytest

from explorer.commandline.terminal import ended_by_sigterm


def test_a_polite_kill_ends_a_command_as_ctrl_c_does() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), ended_by_sigterm():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before
