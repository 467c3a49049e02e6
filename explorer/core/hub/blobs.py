"""One file of the hub into the cache: from where a cut connection left off, and checked.

huggingface_hub throws a part away when a download breaks off, and does not compare checksums of
what comes over HTTP. So the bytes are fetched here, under the name that its cache gives them; it
then finds them there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from huggingface_hub import get_session, hf_raise_for_status
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

from explorer.core.hub.asking import (
    N_TRIES,
    HTTPError,
    IsCancelled,
    is_busy,
    pause,
    status_of,
    wait_after,
)
from explorer.errors import CheckpointDamaged, HubUnreachable
from explorer.records import HubFile

TIMEOUT_S = 10.0  # without a byte
_SHA256 = 64  # hexadecimal digits; git's SHA-1 has 40
_PIECE = 1 << 20


def part_of(blobs: Path, file: HubFile) -> Path:
    """Where the bytes stand while some are missing; `hf cache` knows the suffix, too."""
    return blobs / f"{file.checksum}.incomplete"


def n_bytes_here(blobs: Path, file: HubFile) -> int:
    """How much of the file is in the cache already."""
    if (blobs / file.checksum).exists():
        return file.n_bytes
    part = part_of(blobs, file)
    return min(part.stat().st_size, file.n_bytes) if part.exists() else 0


def fetch(
    file: HubFile,
    url: str,
    blobs: Path,
    *,
    received: Callable[[int], None],
    is_cancelled: IsCancelled,
) -> None:
    """The file as `blobs/<checksum>`.

    received: told how many bytes came, before they are written; it raises to stop.
    Raises CheckpointDamaged where the checksum is another; nothing of the file is left then.
    """
    blob, part = blobs / file.checksum, part_of(blobs, file)
    if blob.exists():
        return
    blobs.mkdir(parents=True, exist_ok=True)
    _fill(part, file, url, received=received, is_cancelled=is_cancelled)
    if checksum_of(part, like=file.checksum) != file.checksum:
        part.unlink(missing_ok=True)
        raise CheckpointDamaged(
            f"{file.name} arrived with another checksum than the hub promises, and was thrown "
            "away. Try again; if it stays so, something between here and the hub changes files."
        )
    part.replace(blob)


def _fill(
    part: Path,
    file: HubFile,
    url: str,
    *,
    received: Callable[[int], None],
    is_cancelled: IsCancelled,
) -> None:
    """Add what is missing. Bytes stand at their own places, so that two writers do no harm."""
    part.touch()
    with part.open("r+b", buffering=0) as target:
        here = target.seek(0, os.SEEK_END)
        if here > file.n_bytes:
            here = target.seek(0)
            target.truncate()
        n_vain = 0  # tries since the last byte
        while here < file.n_bytes:
            n_vain += 1
            wait = 0.0
            try:
                for chunk in _chunks(url, here):
                    received(len(chunk))
                    here += target.write(chunk)
                    n_vain = 0
            except HTTPError as error:
                is_final = status_of(error) is not None and not is_busy(error)
                if is_final or n_vain >= N_TRIES:
                    raise
                wait = wait_after(error, max(n_vain, 1))
            if here < file.n_bytes:
                if n_vain >= N_TRIES:
                    raise HubUnreachable(
                        f"The hub sends only {here:,} of the {file.n_bytes:,} bytes of "
                        f"{file.name}. Try again later: what is here is kept."
                    )
                pause(wait, is_cancelled)


def _chunks(url: str, start: int) -> Iterator[bytes]:
    """The content from byte `start` on, also from a server that does not know ranges."""
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    with get_session().stream("GET", url, headers=headers, timeout=TIMEOUT_S) as response:
        hf_raise_for_status(response)
        is_whole = response.status_code == 200
        skipped = start if is_whole else 0
        for chunk in response.iter_bytes():
            if len(chunk) > skipped:
                yield chunk[skipped:]
            skipped = max(skipped - len(chunk), 0)


def checksum_of(path: Path, *, like: str) -> str:
    """SHA-256 of the bytes, as of a large file, or SHA-1 as git names a small one."""
    if len(like) == _SHA256:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
