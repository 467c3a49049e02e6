"""A hub on the loopback interface that speaks the hub's protocol, and misbehaves as it is told."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = (".safetensors", ".bin")  # kept as Git LFS does, and sent from another address


@dataclass(frozen=True)
class Refusal:
    """A status in place of an answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """The connection ends after so many bytes of the content."""

    n_bytes: int


@dataclass(frozen=True)
class Stall:
    """After so many bytes nothing comes until `over` is set."""

    n_bytes: int
    over: threading.Event


Trouble = Refusal | Cut | Stall


class LoopbackHub(ThreadingHTTPServer):
    """Repositories by name, each a folder.

    cards: what else the hub says of a repository, as in its API: pipeline_tag, tags, downloads …
    gated: names that answer 403, private: names that answer 401.
    troubles: for a file's name, or `search`, what happens to the next requests for it, in turn.
    forged: other contents than the checksums promise, by the file's name.
    asked: every path that was requested; queries: of each search; ranges: (file, range) asked for.
    tokens: what the client said who it is.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.repositories: dict[str, Path] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self.gated: set[str] = set()
        self.private: set[str] = set()
        self.troubles: dict[str, deque[Trouble]] = defaultdict(deque)
        self.forged: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.queries: list[dict[str, list[str]]] = []
        self.ranges: list[tuple[str, str]] = []
        self.tokens: set[str | None] = set()
        self.knows_ranges = True
        self.sends_for_content_to = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def waits_until(self, condition: Callable[[], bool]) -> None:
        """What a client on another process has done is seen by looking, not told."""
        deadline = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline, self.asked
            threading.Event().wait(0.01)

    def handle_error(self, *_: Any) -> None:
        """A client that goes away in mid-answer is part of the tests."""


@contextmanager
def loopback_hub() -> Iterator[LoopbackHub]:
    """A hub that answers until the block ends."""
    hub = LoopbackHub()
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()


def checksum(name: str, content: bytes) -> str:
    if name.endswith(LARGE):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


class _Answer(BaseHTTPRequestHandler):
    server: LoopbackHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = address.path
        self.server.asked.append(f"{self.command} {path}")
        self.server.tokens.add(self.headers.get("Authorization"))
        if path == "/api/models":
            self._search(parse_qs(address.query))
            return
        match = re.fullmatch(
            r"/(api/models/|cdn/)?(?P<repo>[^/]+/[^/]+)"
            r"(/(?P<what>revision|tree|resolve)/(?P<revision>[^/]+)(/(?P<file>.+))?)?",
            path,
        )
        name = match["repo"] if match else ""
        if name in self.server.private:
            self._send(401, b"{}", {"X-Error-Message": "Invalid username or password."})
        elif name in self.server.gated:
            self._send(403, b"{}", {"X-Error-Code": "GatedRepo", "X-Error-Message": "Gated."})
        elif match is None or name not in self.server.repositories:
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        elif match["revision"] not in (None, "main", COMMIT):
            self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif match["what"] == "resolve":
            self._resolve(name, match["file"] or "", is_final=path.startswith("/cdn/"))
        elif match["what"] == "tree":
            self._send(200, json.dumps([_entry(*file) for file in self._files(name)]).encode())
        else:
            self._describe(name)

    def _files(self, name: str) -> list[tuple[str, bytes]]:
        folder = self.server.repositories[name]
        return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]

    def _card(self, name: str) -> dict[str, Any]:
        card = {"id": name, "modelId": name, "sha": COMMIT, "private": False, "gated": False}
        return card | {"tags": ["transformers"], "downloads": 0} | self.server.cards.get(name, {})

    def _describe(self, name: str) -> None:
        if self._is_refused("info"):
            return
        siblings = []
        for file, content in self._files(name):
            entry = _entry(file, content)
            lfs = {"lfs": entry["lfs"]} if "lfs" in entry else {}
            sibling = {"rfilename": file, "size": len(content), "blobId": entry["oid"]}
            siblings.append(sibling | lfs)
        self._send(200, json.dumps(self._card(name) | {"siblings": siblings}).encode())

    def _search(self, query: dict[str, list[str]]) -> None:
        self.server.queries.append(query)
        if self._is_refused("search"):
            return
        wanted, task = query.get("search", [""])[0].lower(), query.get("pipeline_tag", [""])[0]
        cards = [self._card(name) for name in self.server.repositories if wanted in name.lower()]
        cards = [card for card in cards if task in ("", card.get("pipeline_tag"))]
        cards = [c for c in cards if set(query.get("filter", [])) <= set(c["tags"])]
        cards.sort(key=lambda card: -int(card["downloads"]))
        limit = int(query.get("limit", ["1000"])[0])
        self._send(200, json.dumps(cards[:limit]).encode())

    def _resolve(self, repo: str, file: str, *, is_final: bool) -> None:
        content = dict(self._files(repo)).get(file)
        if content is None:
            self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
            return
        headers = {"X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        etag = f'"{checksum(file, content)}"'
        if file.endswith(LARGE) and not is_final:
            headers |= {"X-Linked-Etag": etag, "X-Linked-Size": str(len(content))}
            headers["Location"] = (
                f"{self.server.sends_for_content_to.url}/cdn/{repo}/resolve/{COMMIT}/{file}"
            )
            self._send(302, b"", headers)
            return
        self._send_content(file, self.server.forged.get(file, content), headers | {"ETag": etag})

    def _send_content(self, file: str, content: bytes, headers: dict[str, str]) -> None:
        if self.command == "HEAD":
            self._send(200, content, headers)
            return
        if self._is_refused(file):
            return
        status, asked = 200, self.headers.get("Range")
        self.server.ranges.append((file, asked or ""))
        if asked and self.server.knows_ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            headers |= {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
            status, content = 206, content[start:]
        troubles = self.server.troubles[file]
        self._send(status, content, headers, troubles.popleft() if troubles else None)

    def _is_refused(self, what: str) -> bool:
        troubles = self.server.troubles[what]
        if not troubles or not isinstance(troubles[0], Refusal):
            return False
        refusal = troubles.popleft()
        self._send(refusal.status, b"{}", refusal.headers)
        return True

    def _send(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(trouble, (Cut, Stall)):
            self.wfile.write(body[: trouble.n_bytes])
            self.wfile.flush()
            body = body[trouble.n_bytes :]
        if isinstance(trouble, Stall):
            trouble.over.wait(30)
        if isinstance(trouble, Cut):
            self.close_connection = True
        else:
            self.wfile.write(body)


def _entry(path: str, content: bytes) -> dict[str, Any]:
    """A file as the tree lists it: a large one is a pointer in git."""
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content)}
    if not path.endswith(LARGE):
        return entry | {"oid": checksum(path, content)}
    pointer = f"oid sha256:{checksum(path, content)}\nsize {len(content)}\n".encode()
    lfs = {"sha256": checksum(path, content), "oid": checksum(path, content)}
    lfs |= {"size": len(content), "pointerSize": len(pointer)}  # type: ignore[dict-item]
    return entry | {"oid": checksum("pointer", pointer), "lfs": lfs}
