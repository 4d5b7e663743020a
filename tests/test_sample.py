"""The sample that `make test` takes of many cases."""

from __future__ import annotations

import pytest
import sample
from sample import sampled

NAMES = [f"case-{number}" for number in range(500)]


@pytest.fixture(autouse=True)
def _no_soak(monkeypatch):
    monkeypatch.setattr(sample, "SOAK", False)


def test_about_one_of_so_many_is_taken_in_their_order():
    taken = sampled(NAMES, every=10)
    assert 30 < len(taken) < 70
    assert taken == [name for name in NAMES if name in taken]


def test_a_new_case_changes_nothing_about_the_others():
    taken = sampled(NAMES, every=10)
    for place in (0, 100, 500):
        more = [*NAMES[:place], "new", *NAMES[place:]]
        assert [name for name in sampled(more, every=10) if name != "new"] == taken


def test_there_is_always_one_and_in_a_soak_test_all_are_taken(monkeypatch):
    assert len(sampled(["only"], every=10**9)) == 1
    assert len(sampled([1, 2], every=10**9, key=lambda number: f"number {number}")) == 1
    monkeypatch.setattr(sample, "SOAK", True)
    assert sampled(NAMES, every=10) == NAMES
