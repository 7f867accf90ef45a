"""Has what is allocated from here on be at the same places in every process of equal Python code.

The order of a set of objects follows from their addresses, and these from what was allocated and
freed before: environment variables, paths and names, which differ from run to run. Python keeps
objects of up to 512 bytes in pools, one size in each, of arenas that are mapped into memory. Every
free place in them is filled, so that the next object of each size is in a fresh arena.

What was made before and is freed later leaves such a place again, for example the table of a
dictionary that grows. So places are filled twice: before anything is made that the start of a game
may free (`prepare`), which puts that in fresh arenas too, and before the game itself (`settle`).
"""

from __future__ import annotations

import gc
import sys
from bisect import bisect_right
from collections.abc import Callable
from importlib.machinery import PathFinder

_MAPS = "/proc/self/maps"
_STEP, _LARGEST = 16, 512
_BLOCK = 4 * 1024 * 1024
_BYTES_HEAD = b"".__sizeof__()
_NO_MODULE = " "


def _clear_caches() -> None:
    if hasattr(sys, "_clear_internal_caches"):  # since Python 3.13
        sys._clear_internal_caches()  # noqa: SLF001 - it is public but for its name
    else:
        sys._clear_type_cache()  # noqa: SLF001 - it is public but for its name


class Heap:
    """What fills the free places, and what is needed for that; nothing of it is ever freed.

    Does nothing where addresses are to differ, and where the system does not show its memory.
    """

    def __init__(self, *, fixed: bool) -> None:
        self._fixed = fixed
        self._held: list[object] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._makers = [_maker(size) for size in range(_LARGEST, 0, -_STEP)]
        self._has_settled = self._has_begun = False

    def prepare(self) -> None:
        """Fill the free places, but not those of garbage. Takes a few milliseconds."""
        if self._fixed:
            _list_folders()
            self._starts, self._ends = _mapped()
            self.settle_again()

    def settle(self) -> None:
        """Fill all free places, once `sys.path` is what a game is imported with.

        Takes a few milliseconds.
        """
        if self._fixed:
            self._has_settled = True
            self._settle()

    def _settle(self) -> None:
        _list_folders()
        gc.collect()
        self._starts, self._ends = _mapped()
        _clear_caches()  # of attributes: which of two names they keep is a matter of addresses
        gc.collect()  # empties Python's free lists, too, in which places are kept by type
        self.settle_again()
        if self._starts:
            self._enter_next_block()

    def begin_game(self) -> None:
        """Settle before the first game: what came after its import differs from run to run."""
        if self._has_settled and not self._has_begun:
            self._has_begun = True
            self._settle()
        else:
            self.settle_again()

    def settle_again(self) -> None:
        """Fill the places that were filled and are free again: a few. Takes microseconds."""
        if self._starts:
            for make in self._makers:
                self._fill(make)

    def _enter_next_block(self) -> None:
        """Fill arenas up to a round address, so that a few more of them before make no difference.

        A set with collisions has an order that follows from whole addresses.
        """
        make = self._makers[0]
        item = first = make()
        while id(item) // _BLOCK == id(first) // _BLOCK:
            self._held.append(item)
            item = make()

    def _fill(self, make: Callable[[], object]) -> None:
        """Allocate until something is in none of the places that were mapped."""
        while True:
            item = make()
            if id(item) >= self._ends[bisect_right(self._starts, id(item)) - 1]:
                return
            self._held.append(item)


def _list_folders() -> None:
    """Have imports know what is in the folders of `sys.path`: some runs have looked before."""
    PathFinder.find_spec(_NO_MODULE)


def _maker(size: int) -> Callable[[], object]:
    """Return what makes an object of that size, in bytes."""
    if size == 16:
        return object
    if size == 32:
        return complex
    length = size - _BYTES_HEAD
    return lambda: bytes(length)


def _mapped() -> tuple[list[int], list[int]]:
    """Return where what is mapped begins and ends, from 0 on."""
    try:
        with open(_MAPS, encoding="ascii", errors="replace") as file:
            rows = [line.split(None, 1)[0].split("-") for line in file]
    except OSError:
        return [], []
    return [0, *(int(start, 16) for start, _ in rows)], [0, *(int(end, 16) for _, end in rows)]
