"""Modules of the recipes, which are no packages: they find one another through `sys.path`."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager

from explorer.resources import asset


@contextmanager
def importable(name):
    """Import from the recipe `name` and from the folder that recipes share, and forget both after.

    Two recipes have modules of the same name.
    """
    folders = [str(asset("models", name)), str(asset("models", "training"))]
    path, known = list(sys.path), set(sys.modules)
    sys.path[:0] = folders
    try:
        yield importlib.import_module
    finally:
        sys.path[:] = path
        for module in set(sys.modules) - known:
            if str(getattr(sys.modules[module], "__file__", "")).startswith(tuple(folders)):
                del sys.modules[module]
