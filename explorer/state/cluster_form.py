"""`ClusterForm`: on which Ray a search or a survey is to run, as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.cluster_address import AUTO, host_and_port
from explorer.errors import BadInput


@dataclass(frozen=True, slots=True)
class ClusterForm:
    """address: empty for this machine. storage: a folder or an address such as s3://… that all
    machines see, or empty. is_unfolded: the fields are shown.
    """

    address: str = ""
    storage: str = ""
    is_unfolded: bool = False

    @property
    def problem(self) -> str:
        """Why there can be no cluster at the address; empty where there may be one."""
        address = self.address.strip()
        if address in ("", AUTO):
            return ""
        try:
            host_and_port(address)
        except BadInput as error:
            return str(error)
        return ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Of the command line."""
        named = {"--address": self.address.strip(), "--storage": self.storage.strip()}
        return tuple(f"{name}={value}" for name, value in named.items() if value)
