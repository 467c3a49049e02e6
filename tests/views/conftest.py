"""What every test of a view stands on."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _collected_between_tests() -> Iterator[None]:
    """A view that a test has let go of is still painted when pytest-qt handles the last events;
    collected in the middle of that paint, it takes the process with it.
    """
    gc.disable()
    yield
    gc.enable()
    gc.collect(1)
