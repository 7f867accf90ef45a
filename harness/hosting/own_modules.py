"""A game's modules come before those of Python and of libraries that the harness has imported.

A `platform.py` next to the game is what `import platform` gives it, as alone. What the harness
imports itself, then or later, does not find the game's files: while a module of ours is executed,
the path of imports and the modules are those from before the game. Modules that Python needs to
start, and those that run the tests, are never given up.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_STARTED_WITH = frozenset(
    [
        "abc",
        "codecs",
        "encodings",
        "genericpath",
        "io",
        "ntpath",
        "os",
        "posixpath",
        "site",
        "stat",
        "zipimport",
    ]
)
_OURS = frozenset({"__main__", "harness", "lupa", "pygame"})
_Modules = dict[str, ModuleType]


class OwnModules:
    """Made before the game is on the path of imports; `give_way` is called before it is imported.

    A finder of modules of ours, so that they are executed apart from the game's.
    """

    def __init__(self) -> None:
        self._path = list(sys.path)
        self._names: frozenset[str] = frozenset()
        """The game's modules."""
        self._put_by: _Modules = {}
        """What Python and libraries have of the same names."""
        self._is_apart = False
        sys.meta_path.insert(0, self)

    def give_way(self, folders: Iterable[str]) -> None:
        """Forget modules that have the name of one in the game's folders."""
        kept = {*_STARTED_WITH, *_OURS, *sys.builtin_module_names}
        found = [_names_in(folder) for folder in folders if folder not in self._path]
        self._names = frozenset().union(*found) - kept
        self._put_by = self._take_out()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if self._is_apart or not name.startswith("harness."):
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec, self)  # type: ignore[assignment]
        return spec

    @contextlib.contextmanager
    def apart(self) -> Iterator[None]:
        """Import without the game's modules meanwhile."""
        theirs, path = self._take_out(), list(sys.path)
        sys.modules.update(self._put_by)
        sys.path[:], self._is_apart = self._path, True
        try:
            yield
        finally:
            sys.path[:], self._is_apart = path, False
            self._put_by = self._take_out()
            sys.modules.update(theirs)

    def _take_out(self) -> _Modules:
        """Remove what has a name of the game's modules, and return it."""
        found = [name for name in sys.modules if name.partition(".")[0] in self._names]
        return {name: sys.modules.pop(name) for name in found}


class _Loader:
    """Executes a module of ours apart, and leaves its real loader in its place."""

    def __init__(self, spec: ModuleSpec, modules: OwnModules) -> None:
        self._spec, self._real, self._modules = spec, spec.loader, modules

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def exec_module(self, module: ModuleType) -> None:
        self._spec.loader = module.__loader__ = self._real
        with self._modules.apart():
            self._real.exec_module(module)  # type: ignore[union-attr]


def _names_in(folder: str) -> set[str]:
    """Return the names of the modules and packages in a folder."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return set()
    files = {entry.removesuffix(".py") for entry in entries if entry.endswith(".py")}
    return files | {
        entry for entry in entries if os.path.isfile(os.path.join(folder, entry, "__init__.py"))
    }
