"""Plain data on its way from Lua to Python and back."""

from __future__ import annotations

from typing import Any

from harness.base.lua_text import lua_text
from harness.errors import SurfaceError

_DEEPEST = 100
_SCALARS = (bool, int, float, str)
_IS_NULL = "\0is null"
"""The field by which `lua/framework/null.lua` is known."""


def to_python(value: Any, depth: int = 0) -> Any:
    """Return Lua data as plain Python: a table with keys 1..n is a list, any other a dict.

    `test_harness.null` is None. Dictionaries are filled in sorted key order. Functions, coroutines,
    cycles and tables that mix list and text keys raise `SurfaceError`.
    """
    if value is None or isinstance(value, _SCALARS):
        return value
    from lupa.luajit21 import lua_type  # a run of scenarios alone loads no Lua

    if lua_type(value) != "table":
        raise SurfaceError("expected plain data, got a Lua function or coroutine")
    if depth > _DEEPEST:
        raise SurfaceError(f"expected plain data, got a table nested deeper than {_DEEPEST}")
    pairs = list(value.items())
    if not pairs and _is_null(value):
        return None
    items = dict(pairs)
    if items and all(type(key) is int for key, _ in pairs):  # True is an int too, and equals 1
        return _to_list(items, depth)
    for key, _ in pairs:
        if not isinstance(key, str):
            shown = lua_text(key) if isinstance(key, _SCALARS) else f"a {lua_type(key)}"
            raise SurfaceError(
                f"expected text keys or the keys 1..n in a table, got the key {shown}"
            )
    return {key: to_python(items[key], depth + 1) for key in sorted(items)}


def _to_list(items: dict[int, Any], depth: int) -> list[Any]:
    if sorted(items) != list(range(1, len(items) + 1)):
        raise SurfaceError(f"expected a list without gaps, got the indices {sorted(items)}")
    return [to_python(items[index], depth + 1) for index in range(1, len(items) + 1)]


def _is_null(table: Any) -> bool:
    from lupa.luajit21 import LuaError

    try:
        return table[_IS_NULL] is True
    except LuaError:  # a table of the test that refuses unknown fields
        return False


def to_lua(value: Any, runtime: Any, null: Any) -> Any:
    """Return plain data as the runtime's own: lists and dictionaries become tables.

    `null` represents None in a list; one in a dictionary is a key that is not there.
    """
    if isinstance(value, list | dict):
        return runtime.table_from(_with_null(value, null), recursive=True)
    return value


def _with_null(value: Any, null: Any) -> Any:
    if isinstance(value, list):
        return [null if item is None else _with_null(item, null) for item in value]
    if isinstance(value, dict):
        return {key: _with_null(item, null) for key, item in value.items()}
    return value
