"""Plain data as a test writes it: what messages to tests show of a value."""

from __future__ import annotations

from typing import Any

_MOST_ITEMS = 8
_DEEPEST = 3
_LONGEST = 200
_MOST_BITS = 200
_WORDS = {None: "nil", True: "true", False: "false"}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def lua_text(value: Any, depth: int = 1) -> str:
    """Return `value` as Lua, cut where it is long; what is no plain data, by its kind."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
        return f'"{cut.translate(_ESCAPES)}"'
    if isinstance(value, list | tuple):
        return _table([lua_text(item, depth + 1) for item in value[: _MOST_ITEMS + 1]], depth)
    if isinstance(value, dict):
        pairs = list(value.items())[: _MOST_ITEMS + 1]
        return _table([_entry(key, item, depth) for key, item in pairs], depth)
    return f"<{type(value).__name__}>"


def _number(value: float) -> str:
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "<huge number>"  # Python writes no more than 4300 digits
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return str(int(value)) if whole or type(value) is not float else repr(value)


def _table(items: list[str], depth: int) -> str:
    if not items:
        return "{}"
    if depth > _DEEPEST:
        return "{ … }"
    more = ["…"] if len(items) > _MOST_ITEMS else []
    return "{ " + ", ".join([*items[:_MOST_ITEMS], *more]) + " }"


def _entry(key: Any, value: Any, depth: int) -> str:
    name = isinstance(key, str) and key.isidentifier() and key.isascii()
    return f"{key if name else f'[{lua_text(key)}]'} = {lua_text(value, depth + 1)}"
