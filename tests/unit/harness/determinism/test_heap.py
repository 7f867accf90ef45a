"""Free places are filled, so that what comes next is where nothing was."""

import sys

import pytest

from harness.determinism import heap
from harness.determinism.heap import Heap

SIZES = [16, 32, *range(48, 513, 16)]


@pytest.mark.parametrize("size", SIZES)
def test_makers_make_objects_of_that_size(size):
    made = heap._maker(size)()
    assert size - 15 <= made.__sizeof__() <= size


shown = pytest.mark.skipif(not heap._mapped()[0], reason="the system does not show its memory")


@shown
@pytest.mark.parametrize("fill", [Heap.prepare, Heap.settle])
def test_no_place_is_left_where_something_was(fill):
    settled = Heap(fixed=True)
    fill(settled)
    bounds = list(zip(settled._starts, settled._ends, strict=True))
    made = heap._maker(496)()
    assert not any(start <= id(made) < end for start, end in bounds)


@pytest.mark.parametrize("fixed", [True, False])
def test_nothing_is_done_without_fixed_addresses_or_memory_that_is_shown(monkeypatch, fixed):
    if fixed:
        monkeypatch.setattr(heap, "_MAPS", "/nowhere/maps")
    settled = Heap(fixed=fixed)
    settled.prepare()
    settled.settle()
    settled.begin_game()
    assert not settled._starts


@shown
def test_the_imports_of_a_game_find_its_folder_listed(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(tmp_path)
    Heap(fixed=True).settle()
    assert str(tmp_path) in sys.path_importer_cache
