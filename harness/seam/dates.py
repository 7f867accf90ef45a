"""The classes of `datetime` that tell the time, replaced by some that tell simulation time.

Python refuses to change the real ones. What the real ones have made, and their other methods still
make, counts as an instance of these; pickles name `datetime.datetime` as ever.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from functools import partial
from typing import Any

from harness.seam.patches import Patches


class SealedDates:
    """Replaces the classes of `datetime` once that is imported. `now` is in seconds."""

    def __init__(self, now: Callable[[], float], patches: Patches) -> None:
        self._now = now
        self._patches = patches

    def seal(self, module: Any) -> None:
        for real, sealed in _classes(module, self._now).items():
            self._patches.replace(module, real.__name__, sealed)
            copyreg.dispatch_table[real] = _reducer(sealed)
            self._patches.on_removal(partial(copyreg.dispatch_table.pop, real))


def _classes(module: Any, now: Callable[[], float]) -> dict[type, type]:
    """Return what stands for the real classes."""
    stands_for: dict[type, type] = {}

    class Standing(type):
        def __instancecheck__(cls, instance: object) -> bool:
            real = stands_for.get(cls)
            return isinstance(instance, real) if real else super().__instancecheck__(instance)

        def __subclasscheck__(cls, subclass: type) -> bool:
            real = stands_for.get(cls)
            return issubclass(subclass, real) if real else super().__subclasscheck__(subclass)

    class Date(module.date, metaclass=Standing):  # type: ignore[misc]
        __slots__ = ()

        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(now())

        def __repr__(self) -> str:
            return _repr(super().__repr__(), type(self))

    class DateTime(module.datetime, metaclass=Standing):  # type: ignore[misc]
        __slots__ = ()

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls.fromtimestamp(now(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.fromtimestamp(now(), module.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(now())

        def __repr__(self) -> str:
            return _repr(super().__repr__(), type(self))

    def _repr(text: str, kind: type) -> str:
        """Return what the real class would show, which knows its own module."""
        return f"datetime.{text}" if kind in stands_for else text

    stands_for |= {Date: module.date, DateTime: module.datetime}
    for sealed, real in stands_for.items():
        sealed.__name__, sealed.__qualname__ = real.__name__, real.__qualname__
        sealed.__module__, sealed.__doc__ = real.__module__, real.__doc__
    return {real: sealed for sealed, real in stands_for.items()}


def _reducer(sealed: type) -> Callable[[Any], tuple[type, Any]]:
    """Return how to pickle what the real class made: as an instance of the one that is found."""
    return lambda value: (sealed, value.__reduce_ex__(4)[1])
