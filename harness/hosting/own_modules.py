"""A program's own modules come before those of Python that the harness has imported already.

A `platform.py` beside the program is what `import platform` gives it, as alone. Modules that Python
needs to start, and those that are sealed or run the tests, are never given up.
"""

from __future__ import annotations

import os
import sys

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
_OURS = frozenset({"__main__", "harness", "lupa", "numpy", "pygame"})


def give_way(folder: str, sealed: frozenset[str]) -> None:
    """Forget modules of Python that have the name of one in a program's folder."""
    kept = {*_STARTED_WITH, *_OURS, *sealed, *sys.builtin_module_names}
    for name in _names_in(folder) - kept:
        if name in sys.modules and name in sys.stdlib_module_names:
            _forget(name)


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


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name.split(".", 1)[0] == package]:
        del sys.modules[name]
