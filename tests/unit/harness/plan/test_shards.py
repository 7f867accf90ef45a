"""How the selected tests are divided over shards, by count and by time."""

from __future__ import annotations

import itertools
import random as python_random

import pytest

from harness.plan.shards import by_count, by_time, weights_of


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 1, [0, 1, 2, 3, 4]),
        (1, 2, [0, 2, 4]),
        (2, 2, [1, 3]),
        (3, 3, [2]),
        (5, 5, [4]),
        (6, 6, []),
        (1, 100, [0]),
    ],
)
def test_by_count(number, total, expected):
    assert by_count(5, number, total) == expected


FILES = "aabbbcd"
"""The file of each test."""
BY_TIME = {
    "the longest first, to the shard with the least": (
        {"a": 5, "b": 4, "c": 3, "d": 2}, 2, ["aad", "bbbc"],
    ),
    "a file that takes longer than all others": ({"a": 1, "b": 9, "c": 1, "d": 1}, 2,
                                                 ["bbb", "aacd"]),
    "equal ones in the order of the plan": ({"a": 1, "b": 1, "c": 1, "d": 1}, 2, ["aac", "bbbd"]),
    "none is known: all are equal": ({}, 2, ["aac", "bbbd"]),
    "an unknown one is the median": ({"a": 1, "b": 2, "c": 9}, 2, ["c", "aabbbd"]),
    "an unknown one is the mean of the two in the middle": (
        {"a": 1, "b": 4}, 2, ["bbbaa", "cd"],
    ),
    "files that are not selected do not count": ({"a": 1, "b": 2, "c": 9, "x": 99}, 2,
                                                 ["c", "aabbbd"]),
    "files that take nothing": (dict.fromkeys("abcd", 0), 2, ["aabbbcd", ""]),
    "more shards than files": ({"a": 4, "b": 3, "c": 2, "d": 1}, 6,
                               ["aa", "bbb", "c", "d", "", ""]),
    "one shard": ({"a": 1}, 1, ["aabbbcd"]),
}  # fmt: skip


@pytest.mark.parametrize("row", BY_TIME)
def test_by_time(row):
    seconds, total, expected = BY_TIME[row]
    shares = [by_time(FILES, seconds, number, total) for number in range(1, total + 1)]
    assert ["".join(FILES[position] for position in share) for share in shares] == [
        "".join(sorted(share)) for share in expected
    ]


def test_a_huge_number_of_shards():
    assert by_time("ab", {}, 10**9, 10**9) == []


def test_no_test():
    assert by_time("", {"a": 1}, 1, 3) == []


@pytest.mark.parametrize("seed", range(20))
def test_every_test_is_on_one_shard_and_files_stay_whole(seed):
    random = python_random.Random(seed)
    files = [f"{n}" for n in range(random.randint(1, 30)) for _ in range(random.randint(1, 9))]
    seconds = {file: random.random() * 10 for file in files if random.random() < 0.7}
    total = random.randint(1, 8)
    shares = [by_time(files, seconds, number, total) for number in range(1, total + 1)]
    assert sorted(itertools.chain(*shares)) == list(range(len(files)))
    assert all(share == sorted(share) for share in shares)
    found = [{files[position] for position in share} for share in shares]
    assert sum(map(len, found)) == len(set(files))
    weights = weights_of(files, seconds)
    loads = [sum(weights[file] for file in share) for share in found]
    mean, longest = sum(weights.values()) / total, max(weights.values())
    assert max(loads) <= mean + longest * (1 - 1 / total) + 1e-9
    again = dict(reversed(seconds.items()))
    assert shares == [by_time(files, again, number, total) for number in range(1, total + 1)]
