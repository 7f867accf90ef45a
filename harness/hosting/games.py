"""Finds the game that `--game` names and makes it ready to be hosted."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from harness.errors import GameCrashed, GameUnavailable
from harness.log import GameLog, LogBuffer
from harness.rng import Streams
from harness.suggest import did_you_mean

if TYPE_CHECKING:
    import random

Factory = Callable[["GameContext"], Any]


class GameContext:
    """Implements `harness.contract.Context`."""

    def __init__(self, size: tuple[int, int], log: LogBuffer, streams: Streams) -> None:
        self.size = size
        self.log = GameLog(log)
        self._streams = streams

    def random(self, name: str) -> random.Random:
        return self._streams.stream(name)


def find_factory(game: str, root: str) -> Factory:
    """Return the factory that `package.module:factory` or `path/to/file.py:factory` names.

    Raises `GameUnavailable`.
    """
    target, separator, name = game.rpartition(":")
    if not separator or not name.isidentifier():
        raise GameUnavailable(
            f"--game {game}: expected package.module:factory or path/to/file.py:factory; "
            "programs without a factory cannot be run yet"
        )
    module = _import_file(target, game) if target.endswith(".py") else _import(target, game, root)
    factory = getattr(module, name, None)
    if not callable(factory):
        public = [key for key, value in vars(module).items() if callable(value) and key[0] != "_"]
        raise GameUnavailable(
            f"--game {game}: {target} has no function {name!r}{did_you_mean(name, public)}"
        )
    return factory  # type: ignore[no-any-return]


def start(factory: Factory, context: GameContext) -> Any:
    """Make a game. Raises `GameCrashed` if the factory raises or returns no game."""
    try:
        game = factory(context)
    except (Exception, SystemExit) as error:
        raise crash("the game's factory", error) from error
    for method in ("update", "draw"):
        if not callable(getattr(game, method, None)):
            raise GameCrashed(f"{type(game).__name__} is no game: it has no method {method!r}")
    return game


def crash(what: str, error: BaseException) -> GameCrashed:
    """Return what `error`, raised by the game, means; frames of the harness are left out."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.dirname(frame.filename) != os.path.dirname(__file__)
    ]
    lines = [f"{shown_file(frame.filename)}:{frame.lineno}: in {frame.name}" for frame in frames]
    place = f" at {lines[-1].split(': in ')[0]}" if lines else ""
    message = f"{what} raised {type(error).__name__}: {error}{place}"
    return GameCrashed(message, "\n".join(reversed(lines)))


def shown_file(path: str) -> str:
    """Return a source file's path relative to the working folder, where it is below it."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative.replace(os.sep, "/")


def _import(target: str, game: str, root: str) -> ModuleType:
    for folder in (root, os.getcwd()):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    module: ModuleType = _guarded(game, lambda: importlib.import_module(target))
    return module


def _import_file(path: str, game: str) -> ModuleType:
    if not os.path.isfile(path):
        raise GameUnavailable(f"--game {game}: no such file")
    folder = os.path.dirname(os.path.abspath(path))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise GameUnavailable(f"--game {game}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader = spec.loader
    _guarded(game, lambda: loader.exec_module(module))
    return module


def _guarded(game: str, load: Callable[[], Any]) -> Any:
    """Import; what goes wrong is the user's game, so it is told with the place in it."""
    try:
        return load()
    except ModuleNotFoundError as error:
        raise GameUnavailable(f"--game {game}: there is no module named {error.name!r}") from None
    except (Exception, SystemExit) as error:
        raise GameUnavailable(f"--game {game}: {crash('importing it', error)}") from None
