"""matcalc on the hard functions of the benchmark: never rejects what is right, nor takes 1e-4 off.

The closed forms, the points and the edits are those of tests/benchmarks/derivatives.py.
"""

import os

import numpy as np
import pytest
from benchmarks.derivatives import (
    KINDS,
    NOISY,
    all_off,
    drawn_verdict,
    matcalc_rule,
    one_entry_off,
    relative_error,
    right,
)

from matcalc import partials

DRAWS = 40 if os.environ.get("MATCALC_SOAK") == "1" else 4


def problems(name, draws=DRAWS):
    number = list(KINDS).index(name)
    for seed in range(draws):
        rng = np.random.default_rng([number, seed])
        yield KINDS[name](rng), rng


@pytest.mark.parametrize("name", KINDS)
def test_right_answers_are_never_rejected(name):
    verdicts = [matcalc_rule(case, case.flat_exact, rng) for case, rng in problems(name)]
    assert False not in verdicts
    if name not in NOISY:
        assert verdicts.count(None) <= len(verdicts) / 2


def test_rounded_values_are_never_taken_for_exact_ones():
    """In one of ten float32 functions, equal steps or no step at all hide the noise."""
    for case, rng in problems("float32 inside", 15 * DRAWS):
        assert matcalc_rule(case, case.flat_exact, rng) is not False


@pytest.mark.parametrize("name", KINDS)
def test_at_drawn_points(name):
    for seed in range(DRAWS // 4):
        verdict = drawn_verdict(name, seed, right)
        assert verdict is True or (verdict is None and name in NOISY)
        assert drawn_verdict(name, seed, one_entry_off) is not True
        assert drawn_verdict(name, seed, all_off) is not True


@pytest.mark.parametrize("name", KINDS)
def test_answers_with_one_entry_off_are_never_accepted(name):
    for case, rng in problems(name):
        # Below this an entry counts as zero: see matcalc.check.
        scale = max(1.0, float(np.max(np.abs(case.function(case.x)))))
        floor = 1e-12 * scale / np.maximum(1.0, np.abs(case.z))
        wrong = one_entry_off(case.flat_exact, rng)
        if np.any((wrong != case.flat_exact) & (np.abs(wrong) > floor)):
            assert matcalc_rule(case, wrong, rng) is not True


@pytest.mark.parametrize("name", KINDS)
def test_the_reported_error_covers_the_error(name):
    for case, _ in problems(name):
        found = partials(case.flat, case.z)
        largest = np.max(np.abs(case.flat_exact))
        gap = np.abs(found.value - case.flat_exact)
        assert np.all(gap <= 8 * found.error + 1e-10 * largest)


@pytest.mark.parametrize("name", [name for name in KINDS if name not in NOISY])
def test_the_error_is_small(name):
    for case, _ in problems(name):
        assert relative_error(partials(case.flat, case.z).value, case.flat_exact) < 1e-5
