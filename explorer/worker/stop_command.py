"""`StopCommand`: the command line on its way to tell a search that a trial, or all, shall end."""

from __future__ import annotations

import subprocess

from explorer.records.finetune import StopRequest
from explorer.worker.command_line import COMMAND, last_message


class StopCommand:
    """Begins when it is made, and comes to its end even where the window is closed before."""

    def __init__(self, request: StopRequest) -> None:
        self.request = request
        what = "all" if request.trial is None else str(request.trial)
        self._child = subprocess.Popen(
            [*COMMAND, "finetune", "--out", request.folder, "--stop", what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def is_over(self) -> bool:
        return self._child.poll() is not None

    def failure(self) -> str:
        """Why nobody was told, once it is over; else empty."""
        _, said = self._child.communicate()
        if self._child.returncode == 0:
            return ""
        words = said.decode("utf-8", errors="replace")
        return (
            last_message(words) or f"The search could not be told to stop: {words.strip()[-300:]}"
        )

    def let_go(self) -> None:
        """It goes on by itself."""
        assert self._child.stderr is not None
        self._child.stderr.close()
        # Popen would complain that nobody waited for it.
        self._child.returncode = self._child.poll() or 0
