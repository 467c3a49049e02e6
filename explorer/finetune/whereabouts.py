"""On which Ray a search runs and where its checkpoints lie: written down for when it is resumed."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from explorer.errors import BadInput

WITHIN = "trials"  # the folder in that of the search in which Ray keeps checkpoints by default


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """address: as `running_ray` takes it. name: of the search, among others on a cluster.

    storage: an address such as s3://…, or a path that all nodes see; one that is relative begins
    in the folder of the search, and moves with it.
    """

    address: str | None
    storage: str
    name: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def storage_of(self, folder: Path) -> str:
        """As Ray wants it: absolute. folder: of the search, where it lies now."""
        return self.storage if "://" in self.storage else str((folder / self.storage).resolve())


def begun(folder: Path, *, address: str | None, storage: str | None) -> Whereabouts:
    """Of a search that begins in this folder. storage: as it was typed; None is the default."""
    kept = WITHIN if storage is None else _kept(storage, folder)
    return Whereabouts(address, kept, secrets.token_hex(8))


def resumed(
    asked: dict[str, Any], folder: Path, *, address: str | None, storage: str | None
) -> Whereabouts:
    """Of the search that `asked` tells of; what is not given is as it was.

    Its checkpoints lie where they lie, so another storage is refused. Any Ray that sees them can
    go on with them: a cluster that is started again has a new address, and there may be none left.
    Raises BadInput.
    """
    try:
        before = Whereabouts(**asked["where"])
    except (KeyError, TypeError) as error:
        raise BadInput(
            f"{folder / 'search.json'} does not say where the search keeps its checkpoints: "
            f"{error!r}. Start a search in another folder."
        ) from error
    if storage is not None and _kept(storage, folder) != before.storage:
        raise BadInput(
            f"The search in {folder} keeps its checkpoints in {before.storage_of(folder)}, and not "
            f"in {storage}. Leave out --storage, or start a search in another folder."
        )
    return Whereabouts(address or before.address, before.storage, before.name)


def _kept(storage: str, folder: Path) -> str:
    """As it is written down, so that the same place is the same text."""
    if "://" in storage:
        return storage.rstrip("/")
    path = Path(storage).expanduser().resolve()
    home = folder.resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)
