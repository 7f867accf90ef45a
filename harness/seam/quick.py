"""Imports pygame in a third of the time it takes by itself.

pygame imports pkg_resources, which it can do without, and numpy through two modules that most
games never touch: those two load when they are first used.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from types import ModuleType

_LATE = ("surfarray", "sndarray")
_UNWANTED = "pkg_resources"


def import_pygame() -> ModuleType:
    """Return pygame. Nothing about it differs but when its parts are loaded."""
    if "pygame" in sys.modules:
        return sys.modules["pygame"]
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    hidden = _UNWANTED not in sys.modules
    if hidden:
        sys.modules[_UNWANTED] = None  # type: ignore[assignment]
    late = _late_modules()
    try:
        import pygame
    finally:
        if hidden:
            del sys.modules[_UNWANTED]
    for name, module in late.items():
        setattr(pygame, name, module)
    return pygame


def _late_modules() -> dict[str, ModuleType]:
    package = importlib.machinery.PathFinder.find_spec("pygame")
    if package is None or importlib.util.find_spec("numpy") is None:
        return {}
    modules = {}
    for name in _LATE:
        full_name = f"pygame.{name}"
        spec = importlib.machinery.PathFinder.find_spec(
            full_name, package.submodule_search_locations
        )
        if spec is None or spec.loader is None:
            continue
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[full_name] = module
        spec.loader.exec_module(module)
        modules[name] = module
    return modules
