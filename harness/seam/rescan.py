"""Names that modules have taken from others, as `from time import time` does, follow the seal.

Python's own modules keep what they took: a queue or a lock that waits must wait for real.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from types import MethodType, ModuleType
from typing import Any

from harness.seam.patches import Patch, Patches

_SEALED_AS_WELL = ("timeit",)
"""Modules of Python that hand out a clock they took."""


def replace_captured(patches: Patches, below: Iterable[Patch] = ()) -> None:
    """Replace originals that modules loaded by now have taken; `patches` puts them back.

    What is taken becomes what lies on top, where `patches` stand above others.
    """
    values = {
        id(patch.original): patch.value
        for patch in (*below, *patches)
        if isinstance(patch.owner, ModuleType)
    }
    for original, value in values.items():
        values[original] = _topmost(value, values)
    for module_name, module in _modules():
        if not _may_be_sealed(module_name):
            continue
        names = _names(module)
        if values.keys().isdisjoint(map(id, names.values())):
            continue
        for name in [name for name, value in names.items() if id(value) in values]:
            patches.replace(module, name, values[id(names[name])])


def give_back(removed: Sequence[Patch], loaded_before: Container[str]) -> None:
    """Put originals where modules loaded in between, and their classes, took what replaced them.

    `removed` are the patches that were in place; those of a class count for the bound methods
    taken from its objects.
    """
    originals = {id(patch.value): patch.original for patch in removed}
    for module_name, module in _modules():
        if module_name not in loaded_before:
            for owner in [module, *_classes(module_name, module)]:
                for name, taken in list(_names(owner).items()):
                    original = _unwound(taken, originals)
                    if original is not taken:
                        setattr(owner, name, original)


def _topmost(value: Any, values: dict[int, Any]) -> Any:
    while id(value) in values:
        value = values[id(value)]
    return value


def _classes(module_name: str, module: ModuleType) -> list[Any]:
    return [
        value
        for value in _names(module).values()
        if _is_class(value) and value.__module__ == module_name
    ]


def _unwound(taken: Any, originals: dict[int, Any]) -> Any:
    """Return what `taken` stands for, through as many patches as lie above it."""
    while id(taken) in originals:
        taken = originals[id(taken)]
    if type(taken) is MethodType and id(taken.__func__) in originals:
        return MethodType(_unwound(taken.__func__, originals), taken.__self__)
    return taken


def _modules() -> Iterator[tuple[str, ModuleType]]:
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType):
            yield name, module


def _may_be_sealed(name: str) -> bool:
    package = name.partition(".")[0]
    return package != "harness" and (
        package not in sys.stdlib_module_names or name in _SEALED_AS_WELL
    )


def _names(owner: ModuleType | type) -> Mapping[str, Any]:
    """Return the names in a class, or in a module without waking one that loads itself late."""
    if _is_class(owner):
        return vars(owner)
    names: dict[str, Any] = object.__getattribute__(owner, "__dict__")
    return names


def _is_class(value: Any) -> bool:
    """Tell what `isinstance` would, which wakes such a module."""
    return issubclass(type(value), type)
