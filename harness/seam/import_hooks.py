"""Does something to a module as soon as it has been imported, before anybody sees it.

What a game does not use is not imported for its sake: `random`, `datetime`, sockets and numpy are
sealed or watched when the game asks for them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_LIBRARY = os.path.dirname(os.__file__) + os.sep
Action = Callable[[Any], None]


class LateImports:
    """A finder that finds nothing itself: it has the others find, and waits for the module."""

    def __init__(self) -> None:
        self._actions: dict[str, list[Action]] = {}
        sys.meta_path.insert(0, self)

    @property
    def names(self) -> frozenset[str]:
        """The modules that something is done to."""
        return frozenset(self._actions)

    def remove(self) -> None:
        sys.meta_path.remove(self)

    def when_imported(self, name: str, action: Action) -> None:
        """Call `action` with the module: now if it is loaded, and whenever it is executed."""
        self._actions.setdefault(name, []).append(action)
        if name in sys.modules:
            action(sys.modules[name])

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._actions:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and not _is_another(spec):
                    spec.loader = _Loader(spec, self._actions[name])  # type: ignore[assignment]
                return spec
        return None


def _is_another(spec: ModuleSpec) -> bool:
    """Tell whether a file of the game has the name of a module of Python."""
    is_pythons = spec.name.partition(".")[0] in sys.stdlib_module_names
    return is_pythons and spec.has_location and not str(spec.origin).startswith(_LIBRARY)


class _Loader:
    """Steps aside for the real loader before the module is executed, so that no trace is left."""

    def __init__(self, spec: ModuleSpec, actions: list[Action]) -> None:
        self._spec, self._real, self._actions = spec, spec.loader, actions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def exec_module(self, module: ModuleType) -> None:
        self._spec.loader = module.__loader__ = self._real
        self._real.exec_module(module)  # type: ignore[union-attr]
        for action in self._actions:
            action(sys.modules[self._spec.name])
