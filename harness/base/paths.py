"""Where things are: the project's root, the Lua sources, and paths as reports show them.

Reports show paths relative to the project root with forward slashes, so that two checkouts in
different folders write the same bytes.
"""

from __future__ import annotations

import os
import re

from harness.base.regular_files import open_regular
from harness.errors import PathRefused

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_HARNESS_TABLE = re.compile(r"\s*\[\s*tool\s*\.\s*harness\s*[.\]]")


def lua_folder() -> str:
    """Return the folder that holds `framework/`: inside an installed package, beside a checkout."""
    installed = os.path.join(_PACKAGE, "lua")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(_PACKAGE), "lua")


def find_root(start: str) -> str:
    """Return the nearest folder upward that marks a project, else `start` itself.

    A project is marked by `harness.toml`, a `pyproject.toml` with `[tool.harness]`, or `.git`.
    """
    folder = os.path.realpath(start)
    while True:
        if _marks_project(folder):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.realpath(start)
        folder = parent


def inside(path: str, folder: str) -> bool:
    """Tell whether `path` is `folder` or below it. Both must be real paths."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def shown(path: str, root: str) -> str:
    """Return `path` as reports show it: relative to `root` where it is inside, with `/`.

    Bytes that are not UTF-8 are escaped.
    """
    real = os.path.realpath(path)
    if inside(real, root):
        real = os.path.relpath(real, root)
    return printable_name(real.replace(os.sep, "/"))


def printable_name(name: str) -> str:
    r"""Return a name of the file system as text: bytes that are not UTF-8 as `\xe9`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def typed(path: str, root: str, folder: str = "") -> str:
    """Return a real path as a command names it that is typed in `folder`, by default the root."""
    if not inside(path, root):
        return path.replace(os.sep, "/")
    return os.path.relpath(path, folder or root).replace(os.sep, "/")


def permitted(path: str, roots: tuple[str, ...]) -> str:
    """Return the real path of an output, or raise `PathRefused` if it leaves every root."""
    real = os.path.realpath(path)
    if any(inside(real, root) for root in roots):
        return real
    raise PathRefused(
        f"cannot write to {path!r}: it lies outside the project ({roots[0]}); "
        "choose a path inside, or name its folder in `output_roots` of the configuration"
    )


def has_harness_table(pyproject: str) -> bool:
    """Tell whether a `pyproject.toml` mentions `[tool.harness]`, without parsing it."""
    try:
        with open_regular(pyproject) as file:
            return any(_HARNESS_TABLE.match(line.decode("utf-8", "replace")) for line in file)
    except OSError:
        return False


def _marks_project(folder: str) -> bool:
    return (
        os.path.lexists(os.path.join(folder, "harness.toml"))
        or has_harness_table(os.path.join(folder, "pyproject.toml"))
        or os.path.exists(os.path.join(folder, ".git"))
    )
