"""The digits: whole, in two parts, and learnable."""

from __future__ import annotations

import numpy as np
import pytest

from matcalc import MatcalcError, digits


def test_the_parts_are_apart_and_show_every_digit():
    (X, labels), (X_test, labels_test) = digits(), digits("test")
    assert X.shape == (600, 64)
    assert X_test.shape == (300, 64)
    assert not {*map(bytes, X)} & {*map(bytes, X_test)}
    for images, shown in ((X, labels), (X_test, labels_test)):
        assert images.min() == 0
        assert images.max() == 1
        assert np.all(np.bincount(shown, minlength=10) >= 20)


def test_a_class_mean_already_tells_most_digits():
    (X, labels), (X_test, labels_test) = digits(), digits("test")
    means = np.array([X[labels == digit].mean(axis=0) for digit in range(10)])
    distances = ((X_test[:, None] - means) ** 2).sum(axis=2)
    assert np.mean(distances.argmin(axis=1) == labels_test) > 0.85


@pytest.mark.parametrize("part", ["valid", ["train"], 1])
def test_another_part_is_refused_in_words(part):
    with pytest.raises(MatcalcError, match=r"'train', 'test'"):
        digits(part)
