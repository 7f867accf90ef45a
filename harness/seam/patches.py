"""Replaces functions of other modules and classes, and puts the originals back as one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

_INHERITED = object()


class Builtin(staticmethod):  # type: ignore[type-arg]
    """A function in the place of one in C.

    Like that one it does not become a method where a class takes it, its copy is itself, and it
    is pickled by its name.
    """

    def __init__(self, function: Callable[..., Any], module: str, name: str) -> None:
        super().__init__(function)
        self.__module__, self.__name__, self.__qualname__ = module, name, name

    def __get__(self, _instance: object, _owner: type | None = None) -> Builtin:
        return self

    def __reduce__(self) -> str:
        return self.__qualname__

    def __repr__(self) -> str:
        return f"<built-in function {self.__name__}>"


class Patch:
    """`original` is what `owner.name` gave, and `stored` what it held itself: a descriptor, or
    nothing where a base class has the name.
    """

    __slots__ = ("name", "original", "owner", "stored", "value")

    def __init__(self, owner: Any, name: str, value: Any) -> None:
        self.owner, self.name, self.value = owner, name, value
        self.original = getattr(owner, name)
        self.stored = vars(owner).get(name, _INHERITED)

    def put_back(self) -> None:
        if self.stored is _INHERITED:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.stored)


class Patches:
    """What has been replaced, in order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], Any]] = []
        self._patches: list[Patch] = []

    def __iter__(self) -> Iterator[Patch]:
        return iter(self._patches)

    def replace(self, owner: Any, name: str, value: Any) -> None:
        """Set `owner.name` to `value` until `remove`. A name that is not there is an error.

        A function in the place of one in C becomes a `Builtin`.
        """
        if isinstance(owner, ModuleType):
            value = _like(getattr(owner, name), value, owner.__name__, name)
        patch = Patch(owner, name, value)
        setattr(owner, name, value)
        self._patches.append(patch)
        self._undo.append(patch.put_back)

    def replace_in_type(self, owner: type, name: str, value: Any) -> None:
        """Do the same with a method of a class in C, whose attributes cannot be set.

        A subclass in its place would change `type(surface)`, and would not see what pygame itself
        creates. Its dictionary is reached by way of its proxy (CPython).
        """
        (names,) = gc.get_referents(owner.__dict__)
        stored = names[name]
        self._undo.append(lambda: _store(owner, names, name, stored))
        _store(owner, names, name, value)

    def on_removal(self, action: Callable[[], Any]) -> None:
        """Have `action` take back what has been done otherwise."""
        self._undo.append(action)

    def remove(self) -> None:
        """Put every original back, the last one first."""
        while self._undo:
            self._undo.pop()()
        self._patches.clear()


def _like(original: Any, value: Any, module: str, name: str) -> Any:
    """Return a value that classes, copies and pickles treat as they treat `original`."""
    if isinstance(original, type) or isinstance(value, Builtin | type):
        return value
    if isinstance(original, FunctionType) and isinstance(value, FunctionType):
        return value
    function = value.__func__ if isinstance(value, staticmethod) else value
    return Builtin(function, module, name) if callable(function) else value


def _store(owner: type, names: dict[str, Any], name: str, value: Any) -> None:
    """Change the dictionary of a class; what is cached of it is forgotten."""
    import ctypes

    names[name] = value
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))
