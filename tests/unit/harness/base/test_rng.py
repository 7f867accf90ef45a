"""Random streams: pinned values, since a change would change every recorded run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from harness.base.rng import Streams, derive

DRAW = "from harness.base.rng import Streams; print(Streams(12345, 'game').stream('loot').random())"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((0,), 0x842B7D9D43CDDF75),
        ((12345, "game", "loot"), 0xB4DCD90492538E),
        ((12345, "game", "lööt"), 0xBD6CF4A282258A29),
        ((12346, "game", "loot"), 0xDC0D5696FB17CEE3),
        ((12345, "lua", "\udc80"), 0x18415125A5540AF9),
    ],
)
def test_seeds_are_pinned(names, expected):
    assert derive(*names) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [((1, "a"), (1, "b")), ((1, "a", "b"), (1, "ab")), ((1, "1"), (11,)), ((1,), (2,))],
)
def test_different_names_are_different_streams(one, other):
    assert derive(*one) != derive(*other)


def test_a_name_is_one_stream():
    streams = Streams(1, "game")
    assert streams.stream("a") is streams.stream("a")


def test_drawing_from_one_stream_moves_no_other():
    quiet, busy = Streams(1, "game"), Streams(1, "game")
    busy.stream("a").random()
    busy.stream("new").random()
    assert busy.stream("b").random() == quiet.stream("b").random()


def test_scopes_are_apart():
    assert Streams(1, "game").stream("a").random() != Streams(1, "lua").stream("a").random()


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_other_processes_draw_the_same(hash_seed):
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW], env=environ, capture_output=True, text=True, check=True
    )
    assert float(drawn.stdout) == Streams(12345, "game").stream("loot").random()
