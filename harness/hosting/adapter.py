"""What tests see of a program that nobody prepared: what every program has, and what an adapter
tells of this one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pygame

from harness.errors import GameUnavailable, HarnessError
from harness.hosting.games import crash
from harness.hosting.garbage import Garbage
from harness.hosting.programs import Program
from harness.hosting.running import local_variable, local_variables
from harness.test_api.registry import Registry

_REQUIRED: Any = object()


class GameView:
    """What `expose(api, game)` of an adapter gets as `game`."""

    def __init__(self, program: Program, garbage: Garbage) -> None:
        self._program = program
        self._garbage = garbage

    @property
    def namespace(self) -> Namespace:
        """The program's main module; its globals are attributes, once it has set them."""
        return Namespace(self._program)

    def objects(self, class_name: str) -> list[Any]:
        """Return the living objects of a class, by its name, in the order of their creation."""
        return self._garbage.objects(class_name)

    def local(self, function: str, name: str, default: Any = _REQUIRED) -> Any:
        """Return a local variable of a function that runs now, by their names.

        Of several calls the innermost counts. Without a `default` raises `LookupError` where there
        is none.
        """
        try:
            return local_variable(function, name)
        except LookupError:
            if default is _REQUIRED:
                raise
            return default

    def locals(self, function: str) -> dict[str, Any]:
        """Return all local variables of a function that runs now, or raise `LookupError`."""
        return local_variables(function)


class Namespace:
    """The program's main module, looked up at each use.

    That module is replaced when the program begins, and a program may replace it itself.
    """

    __slots__ = ("_program",)

    def __init__(self, program: Program) -> None:
        object.__setattr__(self, "_program", program)

    def __getattribute__(self, name: str) -> Any:
        main = object.__getattribute__(self, "_program").namespace
        return vars(main) if name == "__dict__" else getattr(main, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_program").namespace, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(object.__getattribute__(self, "_program").namespace, name)

    def __dir__(self) -> list[str]:
        return dir(object.__getattribute__(self, "_program").namespace)


class Built:
    """The queries and properties that every program has."""

    def __init__(self, pixels: Callable[[], str], text: Callable[[], list[str]]) -> None:
        self.has_exited = False
        self._pixels = pixels
        self._text = text

    def expose(self, api: Registry) -> None:
        api.property("window.size", _size)
        api.property("window.caption", _caption)
        api.property("window.pixels", self._pixels)
        api.query("game_exited", lambda: self.has_exited)
        api.query("window_size", _size)
        api.query("window_caption", _caption)
        api.query("visible_text", self._text)


def load_adapter(path: str | None, root: str) -> Callable[[Registry, GameView], None]:
    """Return the function `expose` of an adapter's file; without a file, one that does nothing."""
    if path is None:
        return lambda _api, _game: None
    module = ModuleType("harness_adapter")
    module.__file__ = path
    sys.modules[module.__name__] = module
    try:
        with open(path, "rb") as file:
            exec(compile(file.read(), path, "exec"), vars(module))  # noqa: S102 - it is the user's
    except BaseException as error:
        raise GameUnavailable(f"--adapter {path}: {crash('importing it', error, root)}") from None
    expose = getattr(module, "expose", None)
    if not callable(expose):
        raise GameUnavailable(f"--adapter {path}: it has no function expose(api, game)")
    return expose  # type: ignore[no-any-return]


def unwatched() -> list[str]:
    """Stand for the texts where nobody takes note of them."""
    raise HarnessError(
        "visible_text is known only where a test's file, or a module that it requires at its top "
        "level, has that name in it; write it there"
    )


def _size() -> list[int] | None:
    surface = pygame.display.get_surface() if pygame.display.get_init() else None
    return None if surface is None else list(surface.get_size())


def _caption() -> str:
    return pygame.display.get_caption()[0] if pygame.display.get_init() else ""
