"""Imports pygame in a third of the time it takes by itself.

pygame imports pkg_resources, which it can do without, and numpy through two modules that most
games never touch: those two load when they are first used.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

_LATE = ("surfarray", "sndarray")
_UNWANTED = "pkg_resources"


def import_pygame() -> ModuleType:
    """Return pygame. Nothing about it differs but when its parts are loaded."""
    if "pygame" in sys.modules:
        return sys.modules["pygame"]
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    late = _LATE if importlib.util.find_spec("numpy") else ()
    with _hidden(_UNWANTED, *(f"pygame.{name}" for name in late)):
        import pygame
    for name in late:
        setattr(pygame, name, _late_module(f"pygame.{name}", pygame.__path__))
    return pygame


@contextlib.contextmanager
def _hidden(*names: str) -> Iterator[None]:
    """Have modules that are not loaded yet look as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _late_module(name: str, path: Sequence[str]) -> ModuleType:
    """Return a module that loads itself when something of it is used."""
    spec = importlib.machinery.PathFinder.find_spec(name, path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
