"""Calls functions with the places that an overlay has for the paths they are given."""

from __future__ import annotations

import functools
import os
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from harness.seam.private_files.overlay import Overlay

PATHS = (str, bytes, os.PathLike)
_BESIDE = ("-wal", "-journal", ".db", ".dir", ".pag")
"""What databases have beside the file that they are named for."""


class Path(NamedTuple):
    """A parameter that is a path, by position and names, and what becomes of it.

    `read` and `write` follow a link; `look` and `take` mean the link itself, `move` all that is
    below it as well. A `file` (to be read) and a `made` one (to be written) may be something else
    than a path, bytes for example; a `database` has other files beside it.
    """

    names: str
    how: str
    dir_fd: str = "dir_fd"


class Translating:
    """A function that translates paths. Its errors name what was asked for.

    Unlike a function it becomes no method where a class takes it, as a builtin one does not.
    """

    def __init__(self, overlay: Overlay, original: Any, parameters: tuple[Path, ...]) -> None:
        functools.update_wrapper(self, original)
        self._overlay, self._original, self._parameters = overlay, original, parameters

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        given = list(args)
        asked: dict[Any, Any] = {}
        for index, parameter in enumerate(self._parameters):
            holder, key = _found(given, kwargs, index, parameter)
            if holder is not None:
                path = holder[key]
                place = self._place(parameter, path, kwargs)
                if place is not path:
                    holder[key] = place
                    asked[place] = path
        try:
            return self._original(*given, **kwargs)
        except OSError as error:
            _tell(error, asked)
            raise

    def _place(self, parameter: Path, path: Any, kwargs: dict[str, Any]) -> Any:
        how = parameter.how
        if not (how and isinstance(path, PATHS)):
            return path
        if kwargs.get(parameter.dir_fd) is not None and not os.path.isabs(path):
            folder = self._overlay.of_descriptor(kwargs[parameter.dir_fd])
            if not self._overlay.covers(folder):
                return path
            kwargs[parameter.dir_fd] = None
            path = os.path.join(folder, os.fsdecode(path))
        try:
            if how in ("read", "look"):
                follow = how == "read" and kwargs.get("follow_symlinks", True)
                return self._overlay.translate_read(path, follow)
            if how in ("write", "take", "move"):
                follow = how == "write" and kwargs.get("follow_symlinks", True)
                return self._overlay.translate_write(path, follow, whole=how == "move")
        except ValueError:
            return path
        return self._other(how, path, kwargs)

    def _other(self, how: str, path: Any, kwargs: dict[str, Any]) -> Any:
        if how == "database":
            return self._database(path, bool(kwargs.get("uri")))
        if isinstance(path, bytes):
            return path
        translate = self._overlay.translate_read if how == "file" else self._overlay.translate_write
        return translate(path)

    def _database(self, path: Any, uri: bool) -> Any:
        text = os.fsdecode(path)
        if uri and text.startswith("file:"):
            parts = urlsplit(text)
            name = unquote(parts.path)
            if name in ("", ":memory:") or "mode=memory" in parts.query:
                return path
            place = quote(self._database(name, uri=False))
            return f"file:{place}?{parts.query}" if parts.query else f"file:{place}"
        if text in ("", ":memory:"):
            return path
        for beside in _BESIDE:
            self._overlay.translate_write(text + beside)
        return self._overlay.translate_write(path)


def _found(
    given: list[Any], kwargs: dict[str, Any], index: int, parameter: Path
) -> tuple[Any, Any]:
    """Return what holds the argument, and under which key."""
    if index < len(given):
        return given, index
    for name in parameter.names.split():
        if name in kwargs:
            return kwargs, name
    return None, None


def _tell(error: OSError, asked: dict[Any, Any]) -> None:
    """Have an error name what was asked for."""
    for name in ("filename", "filename2"):
        value = getattr(error, name)
        if value in asked:
            setattr(error, name, asked[value])
    if error.filename is None:
        for place, path in asked.items():
            error.args = tuple(
                part.replace(str(place), str(path)) if isinstance(part, str) else part
                for part in error.args
            )
