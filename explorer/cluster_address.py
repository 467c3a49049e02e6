"""What can be the address of a Ray cluster; whether one answers there is for `cluster`."""

from __future__ import annotations

import re

from explorer.errors import BadInput

AUTO = "auto"  # the cluster of this machine
_ADDRESS = re.compile(r"(?:ray://)?(?P<host>[\w.-]+|\[[\da-fA-F:]+\]):(?P<port>\d{1,5})")


def host_and_port(address: str) -> tuple[str, int]:
    """Of HOST:PORT or ray://HOST:PORT; raises BadInput for anything else."""
    match = _ADDRESS.fullmatch(address)
    if match is None or int(match["port"]) > 65_535:
        raise BadInput(
            f"“{address}” is no address of a Ray cluster. Give ray://HOST:PORT, HOST:PORT or auto."
        )
    return match["host"].strip("[]"), int(match["port"])
