"""Which files below a suite are tests, in their order."""

from __future__ import annotations

import os

SUFFIX = "_test.lua"
SCENARIO = ".toml"
_SETTINGS = ("harness.toml", "pyproject.toml")
"""What is TOML and says something else, wherever it lies."""


def find_in(suite: str) -> list[str]:
    """Return the paths of the test files below a folder, in the order of their names."""
    found: list[str] = []
    for folder, folders, files in os.walk(suite):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(folder, name) for name in files if _is_test(name)]
    return sorted(found, key=lambda path: path.split(os.sep))


def scenario_names(suite: str) -> list[str]:
    """Return the scenarios below a folder as a person names them: `shooting/shoot_basic`."""
    paths = [path for path in find_in(suite) if path.endswith(SCENARIO)]
    names = [os.path.relpath(path, suite).removesuffix(SCENARIO) for path in paths]
    return [name.replace(os.sep, "/") for name in names]


def _is_test(name: str) -> bool:
    if name.endswith(SCENARIO):
        return not name.startswith(".") and name not in _SETTINGS
    return name.endswith(SUFFIX)
