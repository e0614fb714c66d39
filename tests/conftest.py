"""What every test stands on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import settings

BROWSER = Path(__file__).parent / "browser"

# Tests are many small networks: more threads only get in each other's way.
torch.set_num_threads(1)

# No test is timed: a busy machine is no failure. A failing example is printed, to be run again.
settings.register_profile("semilla", deadline=None, print_blob=True)
settings.load_profile("semilla")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives Chromium, so that ``-m "not browser"`` leaves it out.

    A file's tests are run by one process, unless they say that they are in other groups: they share
    servers and workers.
    """
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
