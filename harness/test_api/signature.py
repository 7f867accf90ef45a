"""Checks named arguments against the annotations of a game's function.

Understood are `int`, `float`, `str`, `bool`, `list`, `dict`, `Any`, `X | None`, unions, `Literal`
and enumerations of texts; other annotations accept anything. A whole number is a `float` too; a
list may be given where a tuple is expected.
"""

from __future__ import annotations

import contextlib
import enum
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

from harness.base.lua_text import lua_text
from harness.base.suggest import did_you_mean
from harness.errors import SurfaceError

_NOUNS = {
    int: "a whole number", float: "a number", str: "a text", bool: "true or false",
    list: "a list", tuple: "a list", dict: "a table with text keys", type(None): "nil",
}  # fmt: skip


class Parameter(typing.NamedTuple):
    annotation: Any
    required: bool


class Signature:
    """The named arguments that a function takes."""

    def __init__(self, what: str, function: Callable[..., Any]) -> None:
        self._what = what
        self._open = False
        self.parameters: dict[str, Parameter] = {}
        hints = _hints(function)
        for name, parameter in _parameters(function).items():
            if parameter.kind is parameter.VAR_KEYWORD:
                self._open = True
            elif parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                required = parameter.default is parameter.empty
                self.parameters[name] = Parameter(hints.get(name, Any), required)

    def bind(self, args: Any) -> dict[str, Any]:
        """Return the keyword arguments for a call, or raise `SurfaceError`."""
        if args is None or args == []:
            args = {}
        if not isinstance(args, dict):
            raise SurfaceError(f"{self._what}: expected named arguments like {{ name = … }}")
        for name in args:
            if name not in self.parameters and not self._open:
                known = did_you_mean(name, self.parameters)
                raise SurfaceError(f"{self._what}: unknown argument {name!r}{known}")
        self._check_missing(args)
        return {name: self._argument(name, value) for name, value in args.items()}

    def _check_missing(self, args: dict[str, Any]) -> None:
        for name, parameter in self.parameters.items():
            if parameter.required and name not in args:
                expected = describe(parameter.annotation)
                raise SurfaceError(
                    f"{self._what}: argument {name!r} is missing: expected {expected}"
                )

    def _argument(self, name: str, value: Any) -> Any:
        if name not in self.parameters:
            return value
        annotation = self.parameters[name].annotation
        accepted, converted = convert(value, annotation)
        if not accepted:
            raise SurfaceError(
                f"{self._what}: argument {name!r} must be {describe(annotation)}, "
                f"got {lua_text(value)}"
            )
        return converted


def setter_annotation(function: Callable[..., Any]) -> Any:
    """Return the annotation of the only argument of a property's `set`."""
    names = list(_parameters(function))
    return _hints(function).get(names[0], Any) if names else Any


def convert(value: Any, annotation: Any) -> tuple[bool, Any]:
    """Return whether `value` fits `annotation`, and the value as the function expects it."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _convert_union(value, typing.get_args(annotation))
    if origin is typing.Literal:
        return value in typing.get_args(annotation), value
    if origin is typing.Annotated:
        return convert(value, typing.get_args(annotation)[0])
    kind = origin or annotation
    if kind in (None, type(None)):
        return value is None, None
    if kind is bool:
        return isinstance(value, bool), value
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool), value
    if kind is float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        return good, float(value) if good else value
    if kind is str:
        return isinstance(value, str), value
    if kind is tuple and ... not in (items := typing.get_args(annotation) or (...,)):
        return _convert_items(value, items)
    if kind in (list, tuple):
        empty = value == {}  # an empty Lua table says not which it is
        return isinstance(value, list) or empty, kind(value) if isinstance(value, list) else kind()
    if kind is dict:
        return isinstance(value, dict), value
    if _is_enumeration(kind):
        return _convert_member(value, kind)
    return True, value


def _convert_items(value: Any, kinds: tuple[Any, ...]) -> tuple[bool, Any]:
    if not isinstance(value, list) or len(value) != len(kinds):
        return False, value
    converted = [convert(item, kind) for item, kind in zip(value, kinds, strict=True)]
    return all(good for good, _ in converted), tuple(item for _, item in converted)


def _convert_union(value: Any, choices: tuple[Any, ...]) -> tuple[bool, Any]:
    for choice in choices:
        accepted, converted = convert(value, choice)
        if accepted:
            return True, converted
    return False, value


def _convert_member(value: Any, kind: type[enum.Enum]) -> tuple[bool, Any]:
    for member in kind:
        if member.value == value:
            return True, member
    return False, value


def _is_enumeration(kind: Any) -> bool:
    """Tell whether `kind` is an `Enum` whose values are texts."""
    if not isinstance(kind, enum.EnumType):
        return False
    members: list[enum.Enum] = list(kind)
    return all(isinstance(member.value, str) for member in members)


def describe(annotation: Any) -> str:
    """Return what an annotation expects, in words."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(describe(choice) for choice in typing.get_args(annotation))
    if origin is typing.Literal:
        return "one of " + ", ".join(map(lua_text, typing.get_args(annotation)))
    if origin is typing.Annotated:
        return describe(typing.get_args(annotation)[0])
    if _is_enumeration(annotation):
        return "one of " + ", ".join(lua_text(member.value) for member in annotation)
    if origin is tuple and ... not in (items := typing.get_args(annotation)):
        kinds = list(dict.fromkeys(map(describe, items)))
        each = f"each {kinds[0]}" if len(kinds) == 1 else ", then ".join(map(describe, items))
        return f"a list of {len(items)}, {each}"
    return _NOUNS.get(origin or annotation, "any value")


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    try:
        return dict(inspect.signature(function).parameters)
    except ValueError:  # a builtin that tells nothing of itself
        return {"arguments": inspect.Parameter("arguments", inspect.Parameter.VAR_KEYWORD)}


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations as types; those that name what cannot be found accept anything."""
    target = function
    if not isinstance(target, types.FunctionType | types.MethodType):
        target = getattr(target, "__call__", target)  # noqa: B004 - its annotations are wanted
    names = getattr(target, "__globals__", None)
    found: dict[str, Any] = {}
    for name, annotation in getattr(target, "__annotations__", {}).items():
        holder = types.SimpleNamespace(__annotations__={name: annotation})
        with contextlib.suppress(NameError, TypeError, AttributeError, SyntaxError):
            found |= typing.get_type_hints(holder, names)
    return found
