"""Free places are filled, so that what comes next is where nothing was."""

import pytest

from harness.determinism import heap
from harness.determinism.heap import Heap

SIZES = [16, 32, *range(48, 513, 16)]


@pytest.mark.parametrize("size", SIZES)
def test_makers_make_objects_of_that_size(size):
    made = heap._maker(size)()
    assert size - 15 <= made.__sizeof__() <= size


@pytest.mark.skipif(not heap._mapped()[0], reason="the system does not show its memory")
def test_no_place_is_left_where_something_was():
    settled = Heap()
    settled.settle()
    bounds = list(zip(settled._starts, settled._ends, strict=True))
    made = heap._maker(496)()
    assert not any(start <= id(made) < end for start, end in bounds)


def test_nothing_is_done_where_memory_is_not_shown(monkeypatch):
    monkeypatch.setattr(heap, "_MAPS", "/nowhere/maps")
    settled = Heap()
    settled.settle()
    settled.begin_game()
    assert settled._held == []
