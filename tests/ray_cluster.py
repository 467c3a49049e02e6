"""Real Rays for tests: one local to the process, and a separate head with two worker nodes.

Starting either takes seconds, so a session shares them; `ray stop` is never called, since it would
end every Ray on the machine.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

STARTS_WITHIN = 110  # seconds, and whole, or Ray crashes; beside all that a busy machine does
RAY = Path(sys.executable).with_name("ray")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Nodes:
    """A head that computes nothing, and nodes of one CPU each; every one a process group."""

    address: str
    client_address: str
    environment: dict[str, str]
    logs: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def kill(self, name: str) -> None:
        """As a machine that loses its power."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def start_worker(self, name: str) -> None:
        self.start(name, "--address", self.address, "--num-cpus", "1")

    def start(self, name: str, *arguments: str) -> None:
        """Returns when `ray start` says that the node runs."""
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            self.processes[name] = subprocess.Popen(
                [RAY, "start", "--block", "--node-ip-address=127.0.0.1", *arguments],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while "Ray runtime started" not in (said := log.read_text(encoding="utf-8")):
            if self.processes[name].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The node “{name}” did not start: {said[-2000:]}")
            time.sleep(0.1)


@contextmanager
def separate_nodes() -> Iterator[Nodes]:
    """A head and two workers on loopback, each started by `ray start`."""
    port, client_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp") as folder:
        environment = {
            **os.environ,
            "RAY_AUTH_MODE": "token",
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_raylet_start_wait_time_s": str(STARTS_WITHIN),
        }
        nodes = Nodes(
            f"127.0.0.1:{port}", f"ray://127.0.0.1:{client_port}", environment, Path(folder)
        )
        head = ["--head", f"--port={port}", f"--ray-client-server-port={client_port}"]
        head += ["--num-cpus=0", "--include-dashboard=false", f"--temp-dir={folder}/ray"]
        try:
            nodes.start("head", *head)
            nodes.start_worker("first")
            nodes.start_worker("second")
            yield nodes
        finally:
            for name in list(nodes.processes):
                nodes.kill(name)
