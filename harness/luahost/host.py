"""The tests' VM: one LuaJIT runtime that holds one test file. The only door to lupa.

The VM has no JIT, a memory cap and a count hook; it gets plain functions and plain values, so that
no Python object reaches a test. `bootstrap.lua` builds what test files see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lupa.luajit21 import LuaError, LuaRuntime

from harness.base.raised import words
from harness.errors import HarnessError, LuaFailure, LuaRunaway, Place
from harness.luahost.conversion import to_lua
from harness.luahost.loader import framework_source
from harness.records.outcome import PASSED, Outcome

MEMORY_LIMIT_BYTES = 256 * 1024 * 1024


class DeclaredTest(NamedTuple):
    suite: tuple[str, ...]
    name: str | None
    """`None` for a script: the file is the test."""
    line: int
    tags: tuple[str, ...]
    only: bool
    retries: int | None


class Vm:
    """Runs the tests of one file.

    `functions` maps names to what Lua may call, `values` to plain values. `start`, `resume` and
    `close` return the frame in which to call again, or an `Outcome`.
    """

    def __init__(
        self, functions: Mapping[str, Callable[..., Any]], values: Mapping[str, Any]
    ) -> None:
        self._blocks: list[tuple[str, ...]] = [()]
        self._tests: list[DeclaredTest] = []
        runtime = LuaRuntime(
            unpack_returned_tuples=True,
            register_eval=False,
            register_builtins=False,
            attribute_filter=_deny,
            max_memory=MEMORY_LIMIT_BYTES,
        )
        null = _run(runtime, "framework.null")
        host = runtime.table_from(dict(values), recursive=True)
        host["null"] = null
        for name, function in {**functions, **self._own()}.items():
            host[name] = function
        host["call"] = runtime.table_from(
            {name: _guarded(function, runtime, null) for name, function in functions.items()}
        )
        engine = _run(runtime, "framework.bootstrap", host)
        self._load, self._select = engine["load"], engine["select"]
        self._start, self._resume, self._close = engine["start"], engine["resume"], engine["close"]
        self._evaluate, self._problem = engine["evaluate"], engine["problem"]
        self._runtime = runtime

    def load(self, display: str, source: bytes) -> list[DeclaredTest]:
        """Run the file's top level and return the tests it declares; a script is one test.

        Raises `LuaFailure` for a file that does not load.
        """
        try:
            kind, *problem = _several(self._load(display, source))
        except LuaError as error:
            raise LuaFailure(str(error)) from None
        if kind in ("error", "runaway"):
            message, lines, file, line = problem
            place = _place(file, line)
            if kind == "error":
                raise LuaFailure(message, lines, place)
            words = "the top level of the file did not end; is there a loop?"
            raise LuaRunaway(f"{message}: {words}", lines, place)
        return self._tests

    def select(self, indices: list[int]) -> None:
        """Tell which of the file's tests will run; indices count from 1."""
        self._select(self._runtime.table_from(indices))

    def start(self, index: int, frame: int) -> int | Outcome:
        return _step(self._start, index, frame)

    def resume(self, frame: int) -> int | Outcome:
        return _step(self._resume, frame)

    def close(self, index: int, frame: int) -> int | Outcome:
        return _step(self._close, index, frame)

    def evaluate(self, line: str, frame: int) -> tuple[bool, str]:
        """Run a line that a person has typed while a test is held.

        Return whether it went well, and the results or what was wrong with it.
        """
        try:
            ok, text = self._evaluate(line, frame)
        except LuaError as error:
            return False, str(error)
        return ok, text

    def problem(self) -> str:
        """Return what has gone wrong so far with the test that runs, or nothing."""
        return self._problem() or ""

    def _own(self) -> dict[str, Callable[..., Any]]:
        return {
            "framework_source": framework_source,
            "declare_block": self._declare_block,
            "declare_test": self._declare_test,
        }

    def _declare_block(self, outer: int, name: str) -> int:
        self._blocks.append((*self._blocks[outer], name))
        return len(self._blocks) - 1

    def _declare_test(
        self, block: int, name: str | None, line: int, tags: str, only: bool, retries: int | None
    ) -> None:
        unique = tuple(dict.fromkeys(tags.split(","))) if tags else ()
        self._tests.append(DeclaredTest(self._blocks[block], name, line, unique, only, retries))


def _run(runtime: LuaRuntime, module: str, *args: Any) -> Any:
    """Run a module of the framework as the VM's own code; return its value."""
    source = framework_source(module)
    if source is None:
        raise HarnessError("the framework's Lua files are missing: reinstall the harness")
    return runtime.execute(source, *args, name=f"@lua/{module.replace('.', '/')}.lua")


def _step(function: Callable[..., Any], *args: int) -> int | Outcome:
    try:
        result = function(*args)
    except LuaError as error:
        return Outcome("broken", "error", str(error))
    if result is True:
        return PASSED
    if isinstance(result, int):
        return result
    _, *fields, file, line = result
    return Outcome(*fields)._replace(place=_place(file, line))


def _place(file: str | None, line: int | None) -> Place | None:
    return None if file is None or line is None else Place(file, line)


def _several(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


def _deny(*_: Any) -> str:
    raise AttributeError("Python objects have no attributes in Lua")


def _guarded(function: Callable[..., Any], runtime: LuaRuntime, null: Any) -> Callable[..., Any]:
    """Return `function` as Lua calls it: `true` and its values, or `false` and a message.

    A Python exception must not cross into Lua, where it would be an object and where pcall would
    swallow KeyboardInterrupt and SystemExit.
    """

    def call(*args: Any) -> Any:
        try:
            result = function(*args)
        except HarnessError as error:
            return False, str(error)
        except UnicodeDecodeError:
            return False, f"{function.__name__}: a text in the arguments is not valid UTF-8"
        except (Exception, SystemExit) as error:
            return False, words(error)
        if type(result) is tuple:
            return (True, *result)
        return True, to_lua(result, runtime, null)

    return call
