"""Fixtures for all tests, and the profiles of the randomised ones.

`make test` runs a fixed sample of each; `make soak` many fresh ones.
"""

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

# The tests of the maths also run in Pyodide, where there is no other program.
pytest_plugins = [] if sys.platform == "emscripten" else ["course_fixtures"]

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("sample", max_examples=12, derandomize=True, database=None, **COMMON)
settings.register_profile("soak", max_examples=400, print_blob=True, **COMMON)
settings.load_profile("soak" if os.environ.get("MATCALC_SOAK") == "1" else "sample")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked as soak to `make soak`."""
    if os.environ.get("MATCALC_SOAK") == "1":
        return
    left = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]
