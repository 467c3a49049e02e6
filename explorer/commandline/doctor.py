"""`attention-explorer doctor`: what works on this machine, what is missing, what mends it."""

from __future__ import annotations

import json
import os
import platform
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import platformdirs

from explorer import __version__
from explorer.display import has_display
from explorer.resources import asset, builtin_models, data_directory

PROGRAMS = (
    *("PySide6-Essentials", "pyqtgraph", "torch", "transformers", "huggingface_hub"),
    *(
        "safetensors",
        "sentencepiece",
        "protobuf",
        "numpy",
        "matplotlib",
        "fonttools",
        "platformdirs",
    ),
)
# Debian's package of each library that Qt may miss.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
}
XCB_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
_START_QT = """
import json
from PySide6.QtGui import QFontDatabase, QGuiApplication
application = QGuiApplication([])
system = QFontDatabase.WritingSystem
print(json.dumps({
    "platform": application.platformName(),
    "latin": len(QFontDatabase.families(system.Latin)),
    "han": len(QFontDatabase.families(system.SimplifiedChinese)),
}))
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `missing` makes the program unusable, `note` does not."""

    status: Literal["ok", "note", "missing"]
    text: str
    remedy: str = ""


def doctor() -> int:
    """Print the report; 0 if the program can be used, else 1."""
    print(f"Attention Explorer {__version__}")
    is_usable = True
    for title, checks in SECTIONS:
        print(f"\n{title}")
        for check in _safely(checks):
            is_usable = is_usable and check.status != "missing"
            print(f"  {check.status:8}{check.text}")
            if check.remedy:
                print(f"  {'':8}→ {check.remedy}")
    verdict = "Ready to use." if is_usable else "Something is missing; the arrows above mend it."
    print(f"\n{verdict}")
    return 0 if is_usable else 1


def _safely(checks: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from checks()
    except Exception as error:  # noqa: BLE001  a broken library must not end the report
        yield Check("missing", f"{type(error).__name__}: {error}")


def _programs() -> Iterator[Check]:
    yield Check("ok", f"Python {platform.python_version()} · {sys.executable}")
    yield Check("ok", platform.platform())
    for name in PROGRAMS:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check("missing", name, f"python -m pip install {name}")
            continue
        yield _qt_version(name, version) or Check("ok", f"{name} {version}")


def _qt_version(name: str, version: str) -> Check | None:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if name == "PySide6-Essentials" and numbers >= (6, 12) and sys.version_info < (3, 12):
        return Check(
            "missing",
            f"{name} {version} aborts on Python {platform.python_version()}",
            'python -m pip install "PySide6-Essentials<6.12"',
        )
    return None


def _devices() -> Iterator[Check]:
    import torch

    from explorer.core.checkpoint.devices import available_devices

    for name in available_devices():
        if name.startswith("cuda"):
            card = torch.cuda.get_device_properties(torch.device(name))
            yield Check("ok", f"{name} · {card.name}, {card.total_memory / 2**30:.0f} GiB")
        else:
            yield Check("ok", f"{name} · {os.cpu_count()} cores" if name == "cpu" else name)


def _display() -> Iterator[Check]:
    can_open_window = has_display()
    if not can_open_window:
        yield Check(
            "note",
            "no display, so no window; predict, export and --screenshot work without one",
            "for a window: log in with `ssh -X`, or start it under `xvfb-run`",
        )
    if getattr(sys, "frozen", False):
        return  # there is no Python to start Qt in
    environment = dict(os.environ)
    if not can_open_window:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    # In a process of its own, since Qt ends the process where it finds no platform.
    child = subprocess.run(
        [sys.executable, "-c", _START_QT],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if child.returncode:
        lines = child.stderr.strip().splitlines() or [f"exit code {child.returncode}"]
        yield Check("missing", f"Qt does not start: {lines[-1]}", _qt_remedy(child.stderr))
        return
    found = json.loads(child.stdout.splitlines()[-1])
    yield Check("ok", f"Qt starts · platform {found['platform']}")
    yield from _fonts(found["latin"], found["han"])


def _qt_remedy(stderr: str) -> str:
    missing = [PACKAGES[name] for name in re.findall(r"lib[\w.+-]+\.so\.\d+", stderr)
               if name in PACKAGES]  # fmt: skip
    if missing:
        return f"sudo apt install {' '.join(sorted(set(missing)))}"
    if "xcb" in stderr:
        return f"sudo apt install {XCB_PACKAGES}"
    return "sudo apt install libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"


def _fonts(n_latin: int, n_han: int) -> Iterator[Check]:
    if n_latin:
        yield Check("ok", f"Latin: {n_latin} families of this system")
    else:
        yield Check("note", "Latin: no font of this system", "sudo apt install fonts-dejavu-core")
    bundled = sorted(path.name for path in asset("fonts").glob("NotoSansSC-*.ttf"))
    if bundled:
        yield Check("ok", f"Chinese: {bundled[0]}, which comes with the program")
    elif n_han:
        yield Check("ok", f"Chinese: {n_han} families of this system")
    else:
        yield Check("note", "Chinese: no font, so boxes", "sudo apt install fonts-noto-cjk")


def _models() -> Iterator[Check]:
    names = builtin_models()
    if not names:
        yield Check(
            "missing",
            f"no built-in model under {asset('models')}",
            "install the program again, or open a model of your own with --model",
        )
    for name in names:
        folder = asset("models", name)
        has_weights = any(folder.glob("*.safetensors"))
        size = f"{_bytes_under(folder) / 1e6:.0f} MB"
        if has_weights:
            yield Check("ok", f"{name} · {size}")
        else:
            yield Check("missing", f"{name} has no weights", "install the program again")


def _folders() -> Iterator[Check]:
    from huggingface_hub import constants

    cache = Path(constants.HF_HUB_CACHE)
    size = f"{_bytes_under(cache) / 1e9:.1f} GB" if cache.is_dir() else "nothing there yet"
    yield _writable("models from the hub", cache, f" · {size}")
    if constants.HF_HUB_OFFLINE:
        yield Check("note", "HF_HUB_OFFLINE is set: only cached models open", "unset it")
    if constants.ENDPOINT != "https://huggingface.co":
        yield Check("ok", f"the hub is {constants.ENDPOINT}")
    yield _writable("your data", data_directory())
    yield _writable("settings", Path(platformdirs.user_config_dir("attention-explorer", False)))


def _writable(what: str, folder: Path, extra: str = "") -> Check:
    """Whether files can be made in a folder, or in the one that it would be made in."""
    place = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            return Check("ok", f"{what}: {folder}{extra}")
    except OSError as error:
        reason = error.strerror or str(error)
        return Check("note", f"{what}: {folder} cannot be written to ({reason})",
                     f"check the owner and the free space of {place}")  # fmt: skip


def _bytes_under(folder: Path) -> int:
    n_bytes = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a download may move its files while we look
            status = path.lstat()
            n_bytes += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return n_bytes


SECTIONS: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
    ("Programs", _programs),
    ("Devices", _devices),
    ("Window and fonts", _display),
    ("Built-in models", _models),
    ("Folders", _folders),
)
