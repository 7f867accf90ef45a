"""Finds Lua sources: modules of the framework, and files beside a test."""

from __future__ import annotations

import os
import re
from functools import cache

from harness.base import paths
from harness.base.regular_files import read_regular

_MODULE_NAME = re.compile(r"[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*")


@cache
def framework_source(name: str) -> bytes | None:
    """Return the source of a framework module like `framework.wait`, or `None`."""
    path = os.path.join(paths.lua_folder(), *name.split(".")) + ".lua"
    if not _MODULE_NAME.fullmatch(name) or not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read()


class Required:
    """Resolves `require` for one test file: names of files in its folder or below it."""

    def __init__(self, test_file: str, root: str) -> None:
        self._folder = os.path.dirname(test_file)
        self._root = root
        self.found: list[str] = []
        """The real paths of all files so far."""

    def source(self, name: str) -> tuple[str | None, bytes | str]:
        """Return the path as reports show it and the source; or `None` and a message."""
        if not _MODULE_NAME.fullmatch(name):
            return (
                None,
                f"require: {name!r} is no module name; use names like 'steps' or 'sub.steps'",
            )
        path = os.path.join(self._folder, *re.split(r"[./]", name))
        for candidate in (f"{path}.lua", os.path.join(path, "init.lua")):
            real = os.path.realpath(candidate)
            if paths.inside(real, os.path.realpath(self._folder)) and os.path.isfile(real):
                self.found.append(real)
                return paths.shown(real, self._root), read_regular(real)
        shown = paths.shown(f"{path}.lua", self._root)
        return None, f"require: no module {name!r}; looked for {shown} and in the framework"
