"""Which of many cases `make test` takes: those that the hash of their names chooses.

So a new case changes nothing about the others.  `make soak` takes them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

import pytest

__all__ = ["SOAK", "sampled", "soak"]

SOAK = os.environ.get("MATCALC_SOAK") == "1"
# A test that takes long and says little that is not said by others: `make soak` runs it.
soak = pytest.mark.soak
Case = TypeVar("Case")


def sampled(cases: Iterable[Case], every: int, key: Callable[[Case], str] = str) -> list[Case]:
    """About one of so many cases, in their order, and never none; all of them in a soak test.

    Parameters
    ----------
    key : callable
        The name of a case, its text unless given.
    """
    whole = list(cases)
    if SOAK:
        return whole
    return [case for case in whole if _hash(key(case)) % every == 0] or [
        min(whole, key=lambda case: _hash(key(case)))
    ]


def _hash(name: str) -> int:
    return int(sha256(name.encode()).hexdigest(), 16)
