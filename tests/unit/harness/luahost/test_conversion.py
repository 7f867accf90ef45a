"""Plain data on its way from Lua to Python and back, in a real VM."""

from __future__ import annotations

import math
import re

import pytest
from lupa.luajit21 import LuaRuntime

from harness.errors import SurfaceError
from harness.luahost.conversion import to_lua, to_python
from harness.luahost.loader import framework_source


@pytest.fixture(scope="module")
def runtime():
    return LuaRuntime(unpack_returned_tuples=True)


@pytest.fixture(scope="module")
def null(runtime):
    return runtime.execute(framework_source("framework.null"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nil", None), ("true", True), ("1", 1), ("1.0", 1), ("-0.5", -0.5), ("2^53", 2**53),
        ("1e300", 1e300), ("1/0", math.inf), ("'text'", "text"), ("'ü'", "ü"), ("''", ""),
        ("{}", {}), ("{1, 2, 3}", [1, 2, 3]), ("{{1}, {}}", [[1], {}]),
        ("{a = 1, b = {c = true}}", {"a": 1, "b": {"c": True}}), ("{['1'] = 1}", {"1": 1}),
        ("{[1] = 'x'}", ["x"]), ("{1, nil}", [1]),
    ],
)  # fmt: skip
def test_from_lua(runtime, source, expected):
    value = to_python(runtime.eval(source))
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("print", "expected plain data, got a Lua function or coroutine"),
        ("coroutine.create(print)", "expected plain data, got a Lua function or coroutine"),
        ("{a = {print}}", "expected plain data, got a Lua function or coroutine"),
        ("{1, nil, 3}", "expected a list without gaps, got the indices [1, 3]"),
        ("{[0] = 1}", "expected a list without gaps, got the indices [0]"),
        ("{1, a = 2}", "got the key 1"),
        ("{[1.5] = 1}", "got the key 1.5"),
        ("{[true] = 1}", "got the key true"),
        ("{1, [true] = 2}", "got the key "),
        ("{[{}] = 1}", "expected text keys or the keys 1..n in a table"),
        ("(function() local t = {}; t.t = t; return t end)()", "a table nested deeper than 100"),
    ],
)
def test_what_does_not_leave_lua(runtime, source, message):
    with pytest.raises(SurfaceError, match=re.escape(message)):
        to_python(runtime.eval(source))


@pytest.mark.parametrize("source", ["{b = 1, a = 2, c = 3}", "{c = 3, a = 2, b = 1}"])
def test_keys_arrive_sorted(runtime, source):
    assert list(to_python(runtime.eval(source))) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "value",
    [None, True, 5, 0.5, "ü", [1, [2]], {"a": [1, {"b": "c"}]}, [{}], {"1": 1},
     [None], [None, 1, None], {"a": [[None], None]}],
)  # fmt: skip
def test_there_and_back(runtime, null, value):
    crossed = runtime.eval("function(value) return value end")(to_lua(value, runtime, null))
    assert to_python(crossed) == value


@pytest.mark.parametrize(
    ("value", "source", "expected"),
    [
        ([7, 8], "value[1] == 7 and #value == 2", True),
        ({1: "x"}, "value[1]", "x"),
        ([1, None, 3], "#value == 3 and tostring(value[2])", "null"),
        ([None, [None]], "value[1] == value[2][1] and value[1] ~= nil", True),
        ({"a": None, "b": 1}, "value.a == nil and value.b == 1", True),
        ({"a": True}, "value.a == true", True),
        (1.5, "type(value)", "number"),
    ],
)
def test_to_lua(runtime, null, value, source, expected):
    function = runtime.eval(f"function(value) return {source} end")
    assert function(to_lua(value, runtime, null)) == expected


def test_an_empty_table_that_refuses_unknown_fields_is_no_null(runtime):
    strict = "setmetatable({}, { __index = function() error('unknown') end })"
    assert to_python(runtime.eval(strict)) == {}
