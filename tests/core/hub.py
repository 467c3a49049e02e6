"""A hub on the loopback interface: the few endpoints that fetching a model needs."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class LoopbackHub(ThreadingHTTPServer):
    """Repositories by name; `asked` lists every path that was requested.

    gated: names that answer 403, private: names that answer 401.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.repositories: dict[str, Path] = {}
        self.gated: set[str] = set()
        self.private: set[str] = set()
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


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


class _Answer(BaseHTTPRequestHandler):
    server: LoopbackHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.server.asked.append(f"{self.command} {path}")
        match = re.fullmatch(
            r"/(api/models/)?(?P<repo>[^/]+/[^/]+)"
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
        else:
            self._answer(self.server.repositories[name], name, match["what"], match["file"])

    def _answer(self, folder: Path, name: str, what: str | None, file: str | None) -> None:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        if what == "resolve":
            content = files.get(file or "")
            if content is None:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
                return
            etag = hashlib.sha1(content).hexdigest()
            self._send(200, content, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT})
        elif what == "tree":
            entries = [
                {
                    "type": "file", "path": path, "size": len(content),
                    "oid": hashlib.sha1(content).hexdigest(),
                }
                for path, content in files.items()
            ]  # fmt: skip
            self._send(200, json.dumps(entries).encode())
        else:
            info = {
                "id": name, "modelId": name, "sha": COMMIT, "private": False, "tags": [],
                "downloads": 0, "likes": 0,
                "siblings": [{"rfilename": path, "size": len(files[path])} for path in files],
            }  # fmt: skip
            self._send(200, json.dumps(info).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
