"""The garbage of a program, collected when frames say so, and its objects in their order.

Python would collect after so many objects, ours among them; when a game's objects end would then
depend on what the tests do. The order in which Python keeps track of objects is that of their
creation until a collection, so that those that were asked for are numbered before one.
"""

from __future__ import annotations

import contextlib
import gc
from typing import Any
from weakref import ref

from harness.seam.patches import Patches

_collect = gc.collect
_MOST_OBJECTS = 50_000
"""New objects that are worth a collection."""
_MOST_FRAMES = 1_000


class Garbage:
    """In charge from `take_over` on."""

    def __init__(self, patches: Patches) -> None:
        self._patches = patches
        self._frames = 0
        self._enabled = True
        self._frozen = 0
        self._classes: dict[str, None] = {}
        self._numbered: dict[int, tuple[ref[Any], int]] = {}
        self._next = 0

    def take_over(self) -> None:
        """Leave what is there now alone for good."""
        _collect()
        gc.freeze()
        gc.disable()
        self._frozen, count = gc.get_freeze_count(), gc.get_freeze_count
        self._patches.replace(gc, "collect", self.collect)
        self._patches.replace(gc, "enable", lambda: self._set_enabled(True))
        self._patches.replace(gc, "disable", lambda: self._set_enabled(False))
        self._patches.replace(gc, "isenabled", lambda: self._enabled)
        self._patches.replace(gc, "get_freeze_count", lambda: max(0, count() - self._frozen))

    def end_frame(self) -> None:
        """Collect if it is time to."""
        self._frames += 1
        is_time = self._frames >= _MOST_FRAMES or gc.get_count()[0] > _MOST_OBJECTS
        if is_time and self._enabled:
            self.collect()

    def collect(self, generation: int = 2) -> int:
        """Take the place of `gc.collect`."""
        self._frames = 0
        for name in self._classes:
            self.objects(name)
        found = _collect()
        living = self._numbered.items()
        self._numbered = {key: entry for key, entry in living if entry[0]() is not None}
        return found

    def objects(self, class_name: str) -> list[Any]:
        """Return the living objects of a class, by its name, in the order of their creation."""
        self._classes[class_name] = None
        found = [
            thing
            for generation in (2, 1, 0)
            for thing in gc.get_objects(generation)
            if type(thing).__name__ == class_name
        ]
        return sorted(found, key=self._number)

    def _set_enabled(self, enabled: bool) -> None:
        self._enabled = enabled

    def _number(self, thing: Any) -> int:
        known = self._numbered.get(id(thing))
        if known is not None and known[0]() is thing:
            return known[1]
        self._next += 1
        with contextlib.suppress(TypeError):  # one without weak references counts as the newest
            self._numbered[id(thing)] = (ref(thing), self._next)
        return self._next
