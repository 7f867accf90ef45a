"""Nearest names."""

from __future__ import annotations

import pytest

from harness.base.suggest import did_you_mean


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("helth", ["health", "mana", "heal"], "; nearest: health, heal"),
        ("zzz", ["b", "a", "d", "c"], "; nearest: a, b, c"),
        ("x", [], "; none is declared"),
        ("a", ["a"], "; nearest: a"),
    ],
)
def test_nearest(name, known, expected):
    assert did_you_mean(name, known) == expected
    assert did_you_mean(name, reversed(known)) == expected
