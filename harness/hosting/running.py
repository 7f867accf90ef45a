"""What runs in a program now: its functions and their local variables."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from harness.base.paths import inside
from harness.base.suggest import nearest
from harness.seam.threads import other_threads

_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_TOP_LEVEL = "<module>"
_PYTHON = os.path.dirname(os.__file__)


def local_variables(function: str) -> dict[str, Any]:
    """Return the local variables of a running function, by its name or its qualified name.

    Of several calls the innermost counts: of the thread that asks, then of the others in the order
    of their start, then of the tasks of asyncio that wait. Raises `LookupError` with the names of
    the functions that run.
    """
    names: dict[str, None] = {}
    for frame in _frames():
        code = frame.f_code
        if function in (code.co_name, code.co_qualname):
            return dict(frame.f_locals)
        names[code.co_qualname] = None
    running = ", ".join(names) or "none of the program"
    raise LookupError(f"no function {function!r} is running; running: {running}")


def local_variable(function: str, name: str) -> Any:
    """Return one of `local_variables`, or raise `LookupError` with the nearest names."""
    variables = local_variables(function)
    if name not in variables:
        known = ", ".join(nearest(name, variables, limit=8)) or "none"
        raise LookupError(f"{function} has no local variable {name!r} now; nearest: {known}")
    return variables[name]


def running_functions() -> dict[str, dict[str, Any]]:
    """Return the functions that run, by qualified name, with their local variables."""
    found: dict[str, dict[str, Any]] = {}
    for frame in _frames():
        name = frame.f_code.co_qualname
        if name != _TOP_LEVEL:
            found.setdefault(name, dict(frame.f_locals))
    return found


def _frames() -> Iterator[FrameType]:
    """Yield the frames of the program, innermost first within a thread or a task."""
    yield from _outwards(_below_the_adapter(sys._getframe()))  # noqa: SLF001 - no other way
    for frame in other_threads():
        yield from _outwards(frame)
    yield from _waiting_in_asyncio()


def _below_the_adapter(frame: FrameType | None) -> FrameType | None:
    """Skip what asks: functions of ours, then those of the adapter, then ours that called it."""
    for is_ours in (True, False):
        while frame is not None and _is_ours(frame) == is_ours:
            frame = frame.f_back
    return frame


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        if _is_programs(frame):
            yield frame
        frame = frame.f_back


def _waiting_in_asyncio() -> Iterator[FrameType]:
    """Yield the frames of coroutines that wait, which are in no thread's stack."""
    asyncio = sys.modules.get("asyncio")
    try:
        tasks = asyncio.all_tasks() if asyncio else set()
    except RuntimeError:
        return  # no loop runs in this thread
    for task in sorted(tasks, key=lambda task: str(task.get_name())):
        chain, waits = [], task.get_coro()
        while getattr(waits, "cr_frame", None) is not None:
            chain.append(waits.cr_frame)
            waits = waits.cr_await
        yield from filter(_is_programs, reversed(chain))


def _is_programs(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return not (file.startswith("<frozen ") or _is_ours(frame) or inside(file, _PYTHON))


def _is_ours(frame: FrameType) -> bool:
    return inside(frame.f_code.co_filename, _HARNESS)
