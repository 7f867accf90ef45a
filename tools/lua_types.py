#!/usr/bin/env python3
"""Writes lua/types/*.lua: what the Lua language server (LuaLS) tells in an editor about tests.

python tools/lua_types.py            write them
python tools/lua_types.py --check    tell whether they are fresh; exit 1 if not

`test_harness.lua` follows the table of bindings. `framework.lua` follows the tables below, which a
test holds against the names that the framework defines.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from harness.config.resolve import resolve  # noqa: E402
from harness.input.keys import KEYS, MOUSE_BUTTONS  # noqa: E402
from harness.test_api.bindings import BINDINGS, Binding, Param  # noqa: E402
from harness.test_api.calls import test_args  # noqa: E402

FOLDER = ROOT / "lua" / "types"

TYPES = {
    "any": "any",
    "boolean": "boolean",
    "function": "fun(): any",
    "integer": "integer",
    "number": "number",
    "string": "string",
    "table": "table",
}
"""The types of the table of bindings, as LuaLS writes them; `options` become classes."""


class Function(NamedTuple):
    name: str
    params: tuple[str, ...]
    """`name type`, or `name? type` and words."""
    returns: tuple[str, ...]
    words: str
    overloads: tuple[str, ...] = ()


class Class(NamedTuple):
    name: str
    fields: tuple[str, ...]
    words: str
    overloads: tuple[str, ...] = ()
    variable: str = ""
    """The global that is of this class."""


class Word(NamedTuple):
    """An assertion or a matcher: `names` are said alone and after `prefixes`, `others` alone."""

    names: str
    prefixes: str
    params: str
    words: str
    others: str = ""


BODY = "fun()"
WITHOUT_OPTIONS = "fun(name: string, fn: fun())"
OPTIONAL_BODY = "fun(name: string, fn?: fun())"
BLOCK = ("name string", "opts test_harness.test_options", f"fn {BODY}")
TEST = ("name string", "opts test_harness.test_options", f"fn? {BODY}")

TEST_OPTIONS = Class(
    "test_harness.test_options",
    (
        "tags? string[] for --include-tag and --exclude-tag; those of blocks around add up",
        "timeout_frames? integer frames that the body may take; default 3600",
        "retries? integer how often the test is run again while it fails",
        "skip? boolean|string true or a reason: the test is skipped",
        "only? boolean run nothing but tests marked so; refused where CI is set",
        "when? boolean|(fun(): any) asked right before the test; not true: the test is skipped",
        "xfail? boolean|string true or a reason: the test must fail",
    ),
    "Options of a block hold for everything in it.",
)

SUITE = (
    Function("describe", BLOCK, (), "A block of tests; blocks nest.", (WITHOUT_OPTIONS,)),
    Function("it", TEST, (), "A test; without a function it is skipped.", (OPTIONAL_BODY,)),
    Function("before_all", (f"fn {BODY}",), (), "Run once, before the first test of the block."),
    Function("after_all", (f"fn {BODY}",), (), "Run once, after the last test of the block."),
    Function("before_each", (f"fn {BODY}",), (),
             "Run before every test of the block and of the blocks inside it."),
    Function("after_each", (f"fn {BODY}",), (),
             "Run after every test of the block and of the blocks inside it."),
    Function("finally", (f"fn {BODY}",), (),
             "Inside a test: run the function when its body ends, however it ends."),
    Function("pending", ("name? string", "opts? test_harness.test_options", f"fn? {BODY}"), (),
             "A test that is skipped; inside a test: skip the rest of it, for this reason.",
             (OPTIONAL_BODY,)),
)  # fmt: skip
ALIASES = {
    "context": "describe",
    "insulate": "describe",
    "spec": "it",
    "test": "it",
    "setup": "before_all",
    "teardown": "after_all",
}

VALUE = "value: any, message?: any"
TWO = "expected: any, actual: any, message?: any"
TEXT = "init?: integer, plain?: boolean, message?: any"
ASSERTIONS = (
    Word("true false nil truthy falsy", "is", VALUE, "The value is {}."),
    Word("boolean number string table function userdata thread", "is", VALUE,
         "The value is a {}."),
    Word("equal", "are is", TWO, "They are ==.", "equals"),
    Word("same", "are is", TWO, "They are equal in depth."),
    Word("near", "is", "expected: number, actual: number, tolerance: number, message?: any",
         "They differ by at most the tolerance."),
    Word("unique", "is", "list: table, deep?: boolean|string, message?: any",
         "No two values are equal."),
    Word("match", "has does", f"pattern: string, text: any, {TEXT}",
         "The Lua pattern is found.", "matches"),
    Word("error errors", "has", "fn: fun(), expected?: any, message?: any",
         "The function raises, and raises what is expected."),
    Word("error_matches", "has", f"fn: fun(), pattern?: string, {TEXT}",
         "The function raises a message with the pattern.",
         "error_match matches_error match_error"),
    Word("returned_arguments", "", "count: integer, ...: any", "So many values were given."),
    Word("holes", "has", "length?: integer", "After array(list): a value is missing in between."),
    Word("called", "was", "times?: integer", "After spy(s): it was called, so many times."),
    Word("called_with", "was", "...: any", "After spy(s): it was called with these arguments."),
    Word("returned_with", "has", "...: any", "After spy(s): it returned these values."),
    Word("called_at_least called_at_most called_more_than called_less_than", "was",
         "times: integer", "After spy(s): so often was it called."),
)  # fmt: skip
MODIFIERS = {
    "message": ("message: any", "Say this if the assertion that follows does not hold."),
    "array": ("list: table", "What has.no.holes() is about."),
    "spy": ("s: test_harness.spy, message?: any", "What was.called() and the like are about."),
    "stub": ("s: test_harness.stub, message?: any", "What was.called() and the like are about."),
}
"""Modifiers that take an argument."""
NEGATIVE = {"is": "is_not", "are": "are_not", "was": "was_not", "has": "has_no", "does": "does_not"}
"""Modifiers that change nothing, and what turns them around."""

MATCHERS = (
    Word("true false nil truthy falsy", "is", "", "Any value that is {}."),
    Word("boolean number string table function userdata thread", "is", "", "Any {}."),
    Word("ref", "is", "object: any", "This very object."),
    Word("equal", "is", "expected: any", "Any value that is == to it.", "equals"),
    Word("same", "is", "expected: any", "Any value equal in depth."),
    Word("near", "is", "expected: number, tolerance: number", "Any number near it."),
    Word("match", "has is", "pattern: string, init?: integer, plain?: boolean",
         "Any text in which the Lua pattern is found.", "matches"),
    Word("unique", "is", "deep?: boolean", "Any list without two equal values."),
    Word("all_of any_of none_of", "is", "...: test_harness.matcher",
         "Any value that fits so many of these matchers."),
)  # fmt: skip

SPIES = (
    Class("test_harness.spy",
          ("calls table[]", "returnvals table[]", "callback fun(...: any): any",
           "clear fun(self: test_harness.spy): test_harness.spy Forget what was recorded.",
           "revert fun(self: test_harness.spy): any Put back what it stands for.",
           "called fun(self: test_harness.spy, times?: integer): boolean, integer",
           "called_with fun(self: test_harness.spy, arguments: any[]): boolean, any",
           "returned_with fun(self: test_harness.spy, values: any[]): boolean, any"),
          "Calls a function and records the calls.", ("fun(...: any): any",)),
    Class("test_harness.orders",
          ("returns fun(...: any): any Return these values.",
           "invokes fun(fn: fun(...: any): any): any Call this function."),
          "What a stub does when it is called."),
    Class("test_harness.stub: test_harness.spy, test_harness.orders",
          ("returns fun(...: any): test_harness.stub Return these values.",
           "invokes fun(fn: fun(...: any): any): test_harness.stub Call this function.",
           "by_default test_harness.orders",
           "on_call_with fun(...: any): test_harness.orders When called with these arguments."),
          "A spy on a function that does what it was told."),
    Class("test_harness.spy_library", (), "Spies record calls.",
          ("fun(fn?: fun(...: any): any): test_harness.spy",), "spy"),
    Function("spy.new", ("fn? fun(...: any): any",), ("test_harness.spy",),
             "Return a spy that calls the function."),
    Function("spy.on", ("t table", "key any"), ("test_harness.spy",),
             "Put a spy in the place of t[key]; it is put back after the test."),
    Function("spy.is_spy", ("value any",), ("boolean",), "Whether the value is a spy or a stub."),
    Class("test_harness.stub_library", (), "Stubs stand in for functions.",
          ("fun(t?: table, key?: any, ...: any): test_harness.stub",), "stub"),
    Function("stub.new", ("t? table", "key? any", "... any"), ("test_harness.stub",),
             "Put a stub in the place of t[key]: it returns the other arguments, or calls the only "
             "one if that is a function."),
    Class("test_harness.mock_library", (), "Mocks are tables of spies or stubs.",
          ("fun(object: any, dostub?: boolean, behaviour?: any): any",), "mock"),
    Function("mock.new", ("object any", "dostub? boolean", "behaviour? any"), ("any",),
             "Make every function in the table, however deep, a spy or a stub."),
    Function("mock.clear", ("object any",), ("any",), "Forget what its spies recorded."),
    Function("mock.revert", ("object any",), ("any",), "Put back the functions."),
)  # fmt: skip

ASSERT_METHODS = (
    Function("assert:register",
             ('kind "assertion"|"matcher"|"modifier"', "name string",
              "callback fun(state: table, arguments: table, level: integer): any",
              "positive? string", "negative? string"), (),
             "Add a word of your own; the texts are keys of require('say')."),
    Function("assert:unregister", ("kind string", "name string"), (), "Take a word away."),
    Function("assert:add_formatter", ("formatter fun(value: any): string?",), (),
             "Have values written your way in messages."),
    Function("assert:remove_formatter", ("formatter fun(value: any): string?",), (),
             "Take a formatter away."),
    Function("assert:set_parameter", ("name string", "value any"), (), "Set a parameter."),
    Function("assert:get_parameter", ("name string",), ("any",), "Return a parameter."),
    Function("assert:snapshot", (), ("table",),
             "Return an object whose revert method undoes all spies, stubs and formatters since."),
)  # fmt: skip

KEYWORDS = {"true", "false", "nil", "function", "not"}


def main(words: list[str]) -> int:
    if words not in ([], ["--check"]):
        print(__doc__)
        return 2
    stale = []
    for name, text in files().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
            if not words:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if words and stale:
        print(f"stale: {', '.join(stale)}; run `python tools/lua_types.py`")
        return 1
    return 0


def files() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        "test_harness.lua": _file("harness/test_api/bindings.py", _harness_blocks()),
        "framework.lua": _file("its own tables", _framework_blocks()),
    }


def _file(source: str, blocks: Iterator[list[str]]) -> str:
    head = ["---@meta", f"-- Written by tools/lua_types.py from {source}: change those instead."]
    return "\n\n".join("\n".join(lines) for lines in [head, *blocks]) + "\n"


# What the bindings say.


def _harness_blocks() -> Iterator[list[str]]:
    config = resolve({"headless": True, "game": "none"}, (), str(ROOT), {}, needs_suite=False)
    fields = tuple(f"{name} {_type_of(value)}" for name, value in test_args(config).items())
    yield class_lines(Class("test_harness.args", fields, "What this run was started with."))
    words = "What a test does to the game and sees of it."
    own = Class("test_harness", ("args test_harness.args",), words, (), "test_harness")
    yield class_lines(own)
    for binding in BINDINGS:
        for param in binding.params:
            if param.fields:
                yield class_lines(_options_class(binding, param))
        yield function_lines(_function(binding))
    constants = {name: code for name, (code, _) in KEYS.items()} | MOUSE_BUTTONS
    yield [f"{name}, test_harness.{name} = {n}, {n}" for name, n in constants.items()]


def _function(binding: Binding) -> Function:
    params = tuple(_param(param, _param_type(binding, param)) for param in binding.params)
    return Function(binding.name, params, _returns(binding.returns), binding.words)


def _param_type(binding: Binding, param: Param) -> str:
    return _options_name(binding, param) if param.fields else TYPES[param.type]


def _options_class(binding: Binding, param: Param) -> Class:
    fields = tuple(_param(field, TYPES[field.type]) for field in param.fields)
    return Class(_options_name(binding, param), fields, f"Options of {binding.name}.")


def _options_name(binding: Binding, param: Param) -> str:
    return f"test_harness.{binding.name.removeprefix('test_harness.')}.{param.name}"


def _param(param: Param, type_: str) -> str:
    return f"{param.name}{'' if param.required else '?'} {type_} {_limits(param)}".rstrip()


def _limits(param: Param) -> str:
    parts = []
    if param.filled:
        parts.append("not empty")
    if param.min is not None and param.max is not None:
        parts.append(f"from {param.min} to {param.max}")
    elif param.min is not None:
        parts.append(f"at least {param.min}")
    elif param.max is not None:
        parts.append(f"at most {param.max}")
    if param.default is not None:
        parts.append(f"default {json.dumps(param.default)}")
    return "; ".join(parts)


def _returns(text: str) -> tuple[str, ...]:
    """Return the types; a text after `… | nil` is the message that comes with `nil`."""
    types = [_return_type(part) for part in text.split(", ")] if text else []
    if len(types) == 2 and text.endswith("| nil, string"):
        types[1] = "string? message"
    return tuple(types)


def _return_type(text: str) -> str:
    bare = text.removesuffix(" | nil")
    if bare == "value":
        return "any"
    return bare if bare == text else f"{bare}?"


def _type_of(value: Any) -> str:
    return {bool: "boolean", int: "integer", float: "number", str: "string"}[type(value)]


# What the framework adds.


def _framework_blocks() -> Iterator[list[str]]:
    yield class_lines(TEST_OPTIONS)
    for function in SUITE:
        yield function_lines(function)
    yield [f"{alias} = {name}" for alias, name in ALIASES.items()]
    yield class_lines(
        Class("test_harness.assert", (*_chains(), *_fields(ASSERTIONS, "any")),
              "busted's assertions: words join by dots or underscores.",
              ("fun(value: any, message?: any, ...: any): any",), "assert")
    )  # fmt: skip
    for function in ASSERT_METHODS:
        yield function_lines(function)
    for item in SPIES:
        yield class_lines(item) if isinstance(item, Class) else function_lines(item)
    yield class_lines(
        Class("test_harness.matcher", (), "Stands for any value that fits.",
              ("fun(value: any): boolean",))
    )  # fmt: skip
    fields = ("_ test_harness.matcher Any value.", *_fields(MATCHERS, "test_harness.matcher"))
    words = "Matchers, among the arguments that called_with expects."
    yield class_lines(Class("test_harness.match_library", fields, words, (), "match"))
    words = "Whether the value is a matcher."
    yield function_lines(Function("match.is_matcher", ("value any",), ("boolean",), words))


def _chains() -> Iterator[str]:
    for word in [*NEGATIVE, *NEGATIVE.values(), "no", "Not"]:
        yield f"{word} test_harness.assert"
    for word, (params, words) in MODIFIERS.items():
        yield f"{word} fun({params}): test_harness.assert {words}"


def _fields(rows: tuple[Word, ...], result: str) -> Iterator[str]:
    for row in rows:
        type_ = f"fun({row.params}): {result}"
        for name in f"{row.names} {row.others}".split():
            words = row.words.format(name)
            yield f"{name.capitalize() if name in KEYWORDS else name} {type_} {words}"
            for prefix in row.prefixes.split() if name in row.names.split() else ():
                yield f"{prefix}_{name} {type_} {words}"
                yield f"{NEGATIVE[prefix]}_{name} {type_} Not: {words[0].lower()}{words[1:]}"


# Lines of Lua.


def class_lines(row: Class) -> list[str]:
    """Return a class, and the global that is one."""
    lines = [f"---{row.words}", f"---@class {row.name}"]
    lines += [f"---@field {field}" for field in row.fields]
    lines += [f"---@overload {overload}" for overload in row.overloads]
    return [*lines, f"{row.variable} = {{}}"] if row.variable else lines


def function_lines(row: Function) -> list[str]:
    """Return a function without a body."""
    lines = [f"---{row.words}"]
    lines += [f"---@param {param}" for param in row.params]
    lines += [f"---@return {returned}" for returned in row.returns]
    lines += [f"---@overload {overload}" for overload in row.overloads]
    names = ", ".join(re.split(r"\??\s", param)[0] for param in row.params)
    return [*lines, f"function {row.name}({names}) end"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
