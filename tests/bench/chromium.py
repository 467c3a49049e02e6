"""When a page of a folder is shown in a real Chromium."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TIMEOUT_S = 180
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
    *("--remote-debugging-port=0", "--window-size=1280,800"),
)


class Unavailable(Exception):
    """What is to be measured cannot be had here, or it did not finish."""


def chromium() -> str:
    """Its command; raises Unavailable."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise Unavailable("no Chromium here (apt-get install chromium)")
    return found


class PageServer(ThreadingHTTPServer):
    """Serves a folder on loopback; `appeared` gets the milliseconds that its page reports."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=folder))
        self.appeared: queue.Queue[float] = queue.Queue()


class _Handler(SimpleHTTPRequestHandler):
    server: PageServer

    def do_POST(self) -> None:
        self.server.appeared.put(float(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Silent: the table is all that is printed."""


@contextmanager
def page_server(folder: Path) -> Iterator[PageServer]:
    with PageServer(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def appears_s(server: PageServer, chromium: str, profile: Path) -> float | None:
    """Seconds from opening the page until it is shown, in a new browser; None after TIMEOUT_S."""
    address = f"http://127.0.0.1:{server.server_port}/"
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", address]
    quiet = subprocess.DEVNULL
    # A group of its own: Chromium is many processes, and all must end.
    browser = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    deadline = time.monotonic() + TIMEOUT_S
    try:
        while time.monotonic() < deadline:
            try:
                return server.appeared.get(timeout=1) / 1000
            except queue.Empty:
                if browser.poll() is not None:
                    raise Unavailable(f"Chromium ended with {browser.returncode}") from None
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
