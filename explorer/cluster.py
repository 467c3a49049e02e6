"""Ray, on which searches and surveys run: a local one while a command runs, or a cluster.

Importing this does not import Ray; it comes with `running_ray`.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from explorer.cluster_address import AUTO, host_and_port
from explorer.errors import (
    ClusterError,
    ClusterLacks,
    ClusterMismatch,
    ClusterUnreachable,
    RayMissing,
)
from explorer.session_folder import session_folder

PATIENCE = 5.0  # seconds for a cluster's port to answer; Ray itself would wait for 80
STARTS_WITHIN = "110"  # seconds, and whole; Ray's own 30 are not enough on a busy machine
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Ray that this process is connected to.

    address: None where it is a local one, that ends with the command.
    """

    address: str | None
    n_cpus: float
    n_gpus: float
    n_nodes: int

    @property
    def is_local(self) -> bool:
        return self.address is None

    @property
    def is_client(self) -> bool:
        """Whether what drives a search runs there, and not in this process."""
        return (self.address or "").startswith("ray://")

    @property
    def _named(self) -> str:
        return "this machine" if self.is_local else f"the cluster at {self.address}"

    def check_offers(self, *, n_cpus: float, n_gpus: float) -> None:
        """Raises ClusterLacks where a trial of this size could only wait for ever."""
        if n_gpus > self.n_gpus:
            gpus = "1 GPU" if n_gpus == 1 else f"{n_gpus:g} GPUs"
            raise ClusterLacks(
                f"A trial asks for {gpus}, and {self._named} has {self.n_gpus:g}. "
                "Ask for 0 to compute on the CPU, or name a cluster that has one."
            )
        if n_cpus > self.n_cpus:
            cpus = "1 CPU" if n_cpus == 1 else f"{n_cpus:g} CPUs"
            raise ClusterLacks(
                f"A trial asks for {cpus}, and {self._named} has {self.n_cpus:g}. Ask for fewer."
            )

    def check_runs_workers(self, *, on_gpu: bool) -> None:
        """Raises ClusterLacks where the workers of a survey could only wait for ever."""
        if on_gpu and self.n_gpus < 1:
            raise ClusterLacks(
                f"A survey on a GPU takes one for each worker, and {self._named} has "
                f"{self.n_gpus:g}. Compute on the CPU (--device cpu), or name a cluster that has "
                "one."
            )
        if self.n_cpus < 1:
            raise ClusterLacks(
                f"Each worker of a survey takes 1 CPU, and {self._named} has {self.n_cpus:g}. "
                "Let a machine with CPUs join it, or name another."
            )


def ray_is_installed() -> bool:
    """Whether a search or a survey can start here; found without importing Ray."""
    return find_spec("ray") is not None


@contextmanager
def running_ray(
    address: str | None = None,
    *,
    n_cpus: int | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Cluster]:
    """Ray for the length of the block; a local one is stopped at its end, a cluster left as it is.

    address: None or "local" starts one here; "auto" finds the cluster of this machine;
    "host:port" or "ray://host:port" names one.
    n_cpus: how many trials or workers a local one runs at once, at a CPU each; None is all.
    environment: variables for the processes on a cluster; those of a local one have ours.
    Raises RayMissing, BadInput, ClusterUnreachable, ClusterMismatch.
    """
    if not ray_is_installed():
        raise RayMissing(sys.executable)
    address = None if address in (None, "", "local") else address
    if address is not None:
        check_answers(address)
    # Before the import, which reads them.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_raylet_start_wait_time_s", STARTS_WITHIN)
    import ray

    with ExitStack() as ending:
        if address is None:
            options = _local(ending.enter_context(session_folder()), n_cpus)
        else:
            options = _remote(address, environment)
        ending.callback(ray.shutdown)
        _connect(ray, address, options)
        yield _cluster(ray, address)


def check_answers(address: str) -> None:
    """Raises BadInput for what is no address, ClusterUnreachable where no port is open."""
    if address == AUTO:
        return
    place = host_and_port(address)
    try:
        socket.create_connection(place, timeout=PATIENCE).close()
    except OSError as error:
        raise ClusterUnreachable.at(address, error.strerror or str(error)) from error


def _local(folder: Path, n_cpus: int | None) -> dict[str, Any]:
    # Not left out: a file that another Ray left behind would make this one join it.
    return {
        "address": "local",
        "num_cpus": n_cpus,
        "include_dashboard": False,
        "_temp_dir": str(folder),
    }


def _remote(address: str | None, variables: dict[str, str] | None) -> dict[str, Any]:
    """The workers get this very program; torch and transformers must be there."""
    assets = [str(path) for path in (_PACKAGE / "assets",) if path.is_dir()]
    environment = {
        "py_modules": [str(_PACKAGE)],
        "excludes": [*assets, "**/__pycache__"],
        "env_vars": variables or {},
    }
    return {"address": address, "runtime_env": environment}


def _connect(ray: Any, address: str | None, options: dict[str, Any]) -> None:
    try:
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
        except ConnectionError:
            if address is None or not address.startswith("ray://"):
                raise
            # A process starts there for each client; Ray gives up on it where that takes long.
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
    except (Exception, SystemExit) as error:  # Ray raises bare ones, too
        raise _explained(address, " ".join(str(error).split())) from error


def _explained(address: str | None, said: str) -> ClusterError:
    """said: by Ray, which could not be joined or started."""
    if "ersion mismatch" in said:
        return ClusterMismatch.of(said, address=address)
    if address is None:
        return ClusterUnreachable(
            f"Ray could not be started here ({said[:300].rstrip('.')}). "
            "Is there room in memory and on the disk?"
        )
    return ClusterUnreachable.at(address, said, is_open=True)


def _cluster(ray: Any, address: str | None) -> Cluster:
    resources = ray.cluster_resources()
    nodes = [node for node in ray.nodes() if node["Alive"]]
    return Cluster(address, resources.get("CPU", 0.0), resources.get("GPU", 0.0), len(nodes))
