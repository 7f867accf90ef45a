"""Finds the game that `--game` names and makes it ready to be hosted."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any

from harness.base.raised import describe
from harness.base.rng import Streams
from harness.base.suggest import did_you_mean
from harness.config.targets import is_path, split_game
from harness.errors import GameCrashed, GameUnavailable
from harness.logs.buffer import GameLog, LogBuffer
from harness.running.jobs import Jobs
from harness.test_api.registry import Registry

if TYPE_CHECKING:
    import random

Factory = Callable[["GameContext"], Any]


class GameContext:
    """Implements `harness.contract.Context`."""

    def __init__(
        self,
        size: tuple[int, int],
        log: LogBuffer,
        streams: Streams,
        jobs: Jobs,
        registry: Registry,
    ) -> None:
        self.size = size
        self.log = GameLog(log)
        self.submit = jobs.submit
        self._streams = streams
        self._ready = registry.ready

    def random(self, name: str) -> random.Random:
        return self._streams.stream(name)

    def ready(self, name: str, value: bool = True) -> None:
        if value:
            self._ready.add(name)
        else:
            self._ready.discard(name)


def find_factory(game: str, root: str) -> Factory:
    """Return the factory that `package.module:factory` or `path/to/file.py:factory` names.

    Raises `GameUnavailable`.
    """
    target, factory = split_game(game)
    name = factory[1:]
    load = _import_file if is_path(target) else _import
    module = load(target, game, root)
    found = getattr(module, name, None)
    if not callable(found):
        public = [key for key, value in vars(module).items() if callable(value) and key[0] != "_"]
        raise GameUnavailable(
            f"--game {game}: {target} has no function {name!r}{did_you_mean(name, public)}"
        )
    return found  # type: ignore[no-any-return]


def enter_path(game: str, root: str) -> None:
    """Have the game's modules be found, which `find_factory` imports."""
    _make_importable(import_folders(game, root)[0])


def game_folder(game: str, root: str) -> str:
    """Return the folder in which the game's own code lies, without importing it."""
    target, _ = split_game(game)
    if is_path(target):
        return target if os.path.isdir(target) else os.path.dirname(target)
    _make_importable(root)
    with contextlib.suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(target.partition(".")[0])
        if spec is not None and spec.origin is not None:
            return os.path.dirname(os.path.abspath(spec.origin))
        if spec is not None and spec.submodule_search_locations:
            return os.path.abspath(next(iter(spec.submodule_search_locations)))
    return root


def import_folders(game: str, root: str) -> list[str]:
    """Return the folders that the game's modules are imported from before any others."""
    target, _ = split_game(game)
    folder = os.path.dirname(os.path.abspath(target)) if is_path(target) else root
    return [folder, *working_folder()]


def working_folder() -> list[str]:
    """Return what `python -m` has on the path of imports for the folder that it is started in."""
    return [] if sys.flags.safe_path else [os.getcwd()]


def start(factory: Factory, context: GameContext, root: str) -> Any:
    """Make a game. Raises `GameCrashed` if the factory raises or returns no game."""
    game = call(root, "factory", factory, context)
    for method in ("update", "draw"):
        if not callable(getattr(game, method, None)):
            raise GameCrashed(f"{type(game).__name__} is no game: it has no method {method!r}")
    return game


def call(root: str, what: str, function: Callable[..., Any], *args: Any) -> Any:
    """Call the game. Raises `GameCrashed` for whatever it raises."""
    try:
        return function(*args)
    except BaseException as error:
        raise crash(f"the game's {what}", error, root) from error


def crash(what: str, error: BaseException, root: str) -> GameCrashed:
    """Return what `error`, raised by the game, means; frames of the harness are left out."""
    raised = describe(error, root)
    message = raised.message(f"{what} raised")
    return GameCrashed(message, "\n".join(raised.lines), raised.place)


def _import(target: str, game: str, root: str) -> ModuleType:
    _make_importable(root)
    module: ModuleType = _guarded(game, root, lambda: importlib.import_module(target))
    return module


def _make_importable(folder: str) -> None:
    """Have modules be found in a folder, as `python -m` there does, and the working folder."""
    if folder not in sys.path:
        sys.path[:0] = dict.fromkeys([folder, *working_folder()])


def _import_file(path: str, game: str, root: str) -> ModuleType:
    if not os.path.isfile(path):
        raise GameUnavailable(f"--game {game}: no such file")
    _make_importable(os.path.dirname(os.path.abspath(path)))
    name = _module_name(path)
    loader = SourceFileLoader(name, path)  # whatever the file's name ends with
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    _guarded(game, root, lambda: loader.exec_module(module))
    return module


def _module_name(path: str) -> str:
    """Return the file's name, unless a module that others may need is called so."""
    name = os.path.splitext(os.path.basename(path))[0]
    taken = name in sys.modules or name in sys.stdlib_module_names
    return f"game_{name}" if taken else name


def _guarded(game: str, root: str, load: Callable[[], Any]) -> Any:
    """Import; what goes wrong is the user's game, so it is told with the place in it."""
    try:
        return load()
    except ModuleNotFoundError as error:
        raise GameUnavailable(f"--game {game}: there is no module named {error.name!r}") from None
    except BaseException as error:
        raise GameUnavailable(f"--game {game}: {crash('importing it', error, root)}") from None
