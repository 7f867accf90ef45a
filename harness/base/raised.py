"""Puts an exception of foreign code into words, whatever it is.

Its text may be missing, endless, not a text, or raise itself; its attributes may be replaced by
properties. Nothing here raises, and everything is cut to a bound. What led to an exception, its
causes and the members of a group, is part of the words: the last exception alone often says
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from types import FrameType, TracebackType
from typing import Any, NamedTuple, TypeVar

from harness.base.paths import inside, shown
from harness.errors import Place

LONGEST_TEXT = 4000
"""Characters of one exception's text."""
_MOST_NOTES = 10
"""Notes of one exception (`add_note`) that are shown."""
_MOST_LEADING = 10
"""Exceptions that are shown of those that led to one."""
_LONGEST_NAME = 100
_MOST_ENDS = 20
"""Lines of a stack that are shown from both of its ends: recursion may be a thousand deep."""
_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LIBRARIES = ("site-packages", "dist-packages")

_Value = TypeVar("_Value")


class Raised(NamedTuple):
    """What is reported of an exception."""

    text: str
    """`Class: text`."""
    place: Place | None
    """In the project, where the stack leads there."""
    lines: tuple[str, ...]
    """The stack, innermost first, without the harness."""
    leading: tuple[str, ...]
    """Its notes, and a line for each exception that led to it, with its place and its notes."""

    def message(self, beginning: str) -> str:
        """Return the whole message: `beginning`, the exception, its place and what led to it."""
        return "\n".join((f"{beginning} {self.text}{at(self.place)}", *self.leading))


def describe(error: BaseException, root: str = "") -> Raised:
    """Return what is reported of `error`; paths below `root` are relative to it."""
    place, lines = _stack(error, root)
    leading = (*_notes(error, "  "), *_leading(error, root))
    return Raised(words(error), place, lines, leading)


def words(error: BaseException) -> str:
    """Return `Class: text`, cut to a bound, or the class where there is no text."""
    said = text(error)
    return f"{name_of(error)}: {said}" if said else name_of(error)


def name_of(error: BaseException) -> str:
    return _safely(lambda: str(type(error).__name__)[:_LONGEST_NAME], "an exception")


def text(error: Any) -> str:
    """Return what `str` makes of a foreign object, in characters that every report can hold."""
    return _made(lambda: str(error))


def representation(value: Any) -> str:
    """Return what `repr` makes of a foreign object."""
    return _made(lambda: repr(value))


def at(place: Place | None) -> str:
    return f" at {place}" if place else ""


def _made(make: Callable[[], str]) -> str:
    try:
        made = make()
        cut = len(made) - LONGEST_TEXT
        shortened = f"{made[:LONGEST_TEXT]} … {cut} characters cut …" if cut > 0 else made
        return shortened.encode("utf-8", "backslashreplace").decode()
    except BaseException as error:
        return f"(its text cannot be made: that raised {name_of(error)})"


def _safely(make: Callable[[], _Value], default: _Value) -> _Value:
    """Call what may run foreign code."""
    try:
        return make()
    except BaseException:
        return default


def _stack(error: BaseException, root: str) -> tuple[Place | None, tuple[str, ...]]:
    """Return the place in the project and the stack."""
    frames = [frame for frame in _frames(error) if not _is_ours(frame[0])]
    places = [Place(_shown(filename, root), line) for filename, line, _ in frames]
    lines = [
        f"{place}: in {frame[2]}"
        for place, frame in zip(reversed(places), reversed(frames), strict=True)
    ]
    if len(lines) > 2 * _MOST_ENDS:
        cut = len(lines) - 2 * _MOST_ENDS
        lines[_MOST_ENDS:-_MOST_ENDS] = [f"… {cut} lines cut …"]
    syntax = _place_of_syntax(error, root)
    if syntax is not None:
        return syntax, (f"{syntax}: does not compile", *lines)
    own = [
        place for place, frame in zip(places, frames, strict=True) if _is_of_project(frame[0], root)
    ]
    innermost = own or places
    return (innermost[-1] if innermost else None), tuple(lines)


def _frames(error: BaseException) -> list[tuple[str, int, str]]:
    """Return file, line and function, innermost last; without sources, which take long to read."""
    return _safely(
        lambda: [
            (frame.f_code.co_filename, line or 0, frame.f_code.co_name)
            for frame, line in _walk(error.__traceback__)
        ],
        [],
    )


def _walk(stack: TracebackType | None) -> Iterator[tuple[FrameType, int | None]]:
    """Do what `traceback.walk_tb` does; that module takes longer to load than the rest of this."""
    while stack is not None:
        yield stack.tb_frame, stack.tb_lineno
        stack = stack.tb_next


def _place_of_syntax(error: BaseException, root: str) -> Place | None:
    """Return where a file does not compile: that is not on the stack."""
    if not isinstance(error, SyntaxError):
        return None
    name = _safely(lambda: error.filename, None)
    line = _safely(lambda: error.lineno, None)
    if not isinstance(name, str) or not isinstance(line, int):
        return None
    return Place(_shown(name, root), line)


def _leading(error: BaseException, root: str) -> Iterator[str]:
    """Yield a line for each exception that led to `error`, the nearest first."""
    told = {id(error)}
    waiting = _nearest(error, "  ")
    while waiting and len(told) <= _MOST_LEADING:
        indent, relation, other = waiting.pop(0)
        if id(other) in told:
            continue
        told.add(id(other))
        place, lines = _stack(other, root)
        function = f" in {lines[0].rpartition(': in ')[2]}" if place and ": in " in lines[0] else ""
        yield f"{indent}{relation} {words(other)}{at(place)}{function}"
        yield from _notes(other, indent + "  ")
        waiting = _nearest(other, indent) + waiting
    if waiting:
        yield f"  and {len(waiting)} more"


def _notes(error: BaseException, indent: str) -> Iterator[str]:
    """Yield what was added to an exception with `add_note`; Python lets anything be there."""
    nothing = list[Any]()
    notes = _safely(lambda: list(islice(error.__notes__, _MOST_NOTES + 1)), nothing)
    for note in notes[:_MOST_NOTES]:
        yield f"{indent}note: {text(note)}".replace("\n", f"\n{indent}")
    if len(notes) > _MOST_NOTES:
        yield f"{indent}more notes cut"


def _nearest(error: BaseException, indent: str) -> list[tuple[str, str, BaseException]]:
    """Return what led directly to an exception: members of a group, and its cause or context."""
    found: list[tuple[str, str, BaseException]] = []
    members = _members(error)
    for number, member in enumerate(members, 1):
        found += _one(indent + "  ", f"{number} of {len(members)}:", member)
    cause = _safely(lambda: error.__cause__, None)
    if cause is None and not _safely(lambda: error.__suppress_context__, False):
        context = _safely(lambda: error.__context__, None)
        return [*found, *_one(indent, "raised while handling", context)]
    return [*found, *_one(indent, "caused by", cause)]


def _one(indent: str, relation: str, error: Any) -> list[tuple[str, str, BaseException]]:
    return [(indent, relation, error)] if isinstance(error, BaseException) else []


def _members(error: BaseException) -> tuple[Any, ...]:
    if not isinstance(error, BaseExceptionGroup):
        return ()
    return _safely(lambda: tuple(error.exceptions), ())


def _is_ours(filename: str) -> bool:
    """Tell whether a frame belongs to the harness or to Python's import system."""
    return filename.startswith("<frozen ") or inside(os.path.abspath(filename), _HARNESS)


def _is_of_project(filename: str, root: str) -> bool:
    path = os.path.realpath(filename)
    return bool(root) and inside(path, root) and not any(part in path for part in _LIBRARIES)


def _shown(filename: str, root: str) -> str:
    """Return a path relative to the root; without one, the file's name."""
    if filename.startswith("<"):
        return filename
    return shown(filename, root) if root else os.path.basename(filename)
