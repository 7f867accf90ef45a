"""What lives in a program at a moment: objects of its own classes, locals, globals, text.

`init` runs a program with an adapter that asks for it, and makes an adapter of the answer.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from enum import Enum
from typing import Any

from harness.base.paths import inside
from harness.hosting.running import running_functions

_INSTALLED = ("site-packages", "dist-packages")
_PLAIN = (int, float, str, bool)


def describe(folder: str, text: Any) -> str:
    """Return as JSON what lives in a program whose code is below `folder`, and the `text` shown."""
    main = sys.modules["__main__"]
    found = {
        "objects": _objects(os.path.realpath(folder)),
        "locals": {name: _plain(values) for name, values in running_functions().items()},
        "globals": _plain(vars(main)),
        "text": list(text) if isinstance(text, list | tuple) else [],
    }
    return json.dumps(found)


def _objects(folder: str) -> dict[str, dict[str, Any]]:
    """Return by class name how many objects there are, and the plain attributes of the first."""
    found: dict[str, dict[str, Any]] = {}
    for thing in gc.get_objects():
        kind = type(thing)
        if not _is_own(kind, folder):
            continue
        one = found.setdefault(kind.__name__, {"count": 0, "attributes": _plain(_parts(thing))})
        one["count"] += 1
    return dict(sorted(found.items()))


def _is_own(kind: type, folder: str) -> bool:
    if issubclass(kind, type | Enum | BaseException):
        return False
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    if not isinstance(file, str):
        return False
    path = os.path.realpath(file)
    return inside(path, folder) and not any(part in path.split(os.sep) for part in _INSTALLED)


def _parts(thing: Any) -> dict[str, Any]:
    """Return the attributes of an object, those in slots too; nothing of it is called."""
    named = dict(getattr(thing, "__dict__", {}))
    for kind in type(thing).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(thing, name):
                named.setdefault(name, getattr(thing, name))
    return named


def _plain(values: dict[str, Any]) -> list[str]:
    """Return the names of plain values, in their order."""
    return [
        name
        for name, value in values.items()
        if type(value) in _PLAIN and name.isidentifier() and not name.startswith("_")
    ]
