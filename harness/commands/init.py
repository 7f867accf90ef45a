"""`init`: what a project needs for its first test, written into it. Nothing is ever overwritten.

A file is written beside its target and then linked to the target's name, which fails where
something stands already, whatever it is and whenever it came.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
from collections.abc import Iterator
from typing import NamedTuple

from harness.base import paths
from harness.base.printable import visible_lines
from harness.commands.found_in_program import adapter_of, look_into, program_file
from harness.commands.observed import Observed, observe
from harness.config.arguments import Parser
from harness.config.settings import Setting, read_settings, read_value
from harness.config.targets import (
    EXPECTED,
    default_suite,
    is_path,
    named_game,
    owns_loop,
    split_game,
)
from harness.errors import HarnessError, UsageError
from harness.records.store import Store

_CONFIGURATION = "harness.toml"
_TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
_TYPES = "tests/lua_types"
_ADAPTER = "game_adapter.py"
_ADAPTED = f"{_ADAPTER}:create"
_PROGRAM_ADAPTER = "adapter.py"
_IGNORED = "/reports/\n/.harness/\n"


class _Game(NamedTuple):
    """The game that the first test is for."""

    name: str
    """As the configuration names it: a path begins at the project's root."""
    is_ours: bool
    """It is the adapter that `init` writes."""
    program: str | None = None
    """The file that starts it, if it is a program that owns its loop."""


def run(args: list[str], _source: object) -> int:
    """Write what is missing, say what was written or kept, and what to do next."""
    typed = _parse(args)
    folder = os.path.realpath(os.getcwd())
    root = _root(typed.folder, folder)
    settings = read_settings(root)
    game = _game(typed.game, folder, root, settings)
    observed = _observed(root, game)
    files = dict(_files(root, game, settings, observed))
    _check(root, files)
    if root != folder:
        print(f"project: {root}")
    if _CONFIGURATION not in files:
        print("kept pyproject.toml (it has [tool.harness])")
    store = Store((root,))
    for name, text in files.items():
        wrote = _create(store, os.path.join(root, name), text)
        print(f"wrote {name}" if wrote else f"kept {name} (it exists)")
    _say_what_is_next(game.name, folder, root)
    return 0


def _parse(args: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="python -m harness init",
        description="Write a configuration, an adapter and a first test into a project. "
        "What exists is kept.",
    )
    parser.add_argument(
        "--game",
        help="a game that can be hosted: package.module:factory or path/to/file.py:factory; or "
        "any pygame program: path/to/main.py or package.module",
    )
    parser.add_argument("--folder", help="the project (default: the one around this folder)")
    return parser.parse_args(args)


def _root(typed: str | None, folder: str) -> str:
    return paths.find_root(folder) if typed is None else os.path.realpath(typed or folder)


def _game(typed: str | None, folder: str, root: str, settings: dict[str, Setting]) -> _Game:
    """Return the game that was typed, else the configured one, else the adapter."""
    if typed is not None:
        named = _checked(typed, folder, root)
        return _Game(_written(named, root), is_ours=False, program=_program(named, root))
    name = read_value("game", {}, settings) or _ADAPTED
    return _Game(name, is_ours=name == _ADAPTED, program=_program(named_game(name, root), root))


def _program(named: str, root: str) -> str | None:
    """Return the file that starts a program."""
    return program_file(named, root) if owns_loop(named) else None


def _checked(game: str, folder: str, root: str) -> str:
    if not game:
        raise UsageError(f"--game {game}: {EXPECTED}")
    named = named_game(game, folder)
    target, factory = split_game(named)
    if is_path(target) and not (os.path.isfile if factory else os.path.exists)(target):
        what = "no such file" if factory else f"no such program; {EXPECTED}"
        raise UsageError(f"--game {game}: {what}")
    if owns_loop(named) and _program(named, root) is None:
        raise UsageError(f"--game {game}: no such program; {EXPECTED}")
    return named


def _observed(root: str, game: _Game) -> Observed:
    """Run a program that has no adapter yet for a moment, and say what came of it."""
    if game.program is None or os.path.lexists(os.path.join(root, _PROGRAM_ADAPTER)):
        return Observed(None)
    print(f"running {game.name} for a second, to see what lives in it", flush=True)
    observed = observe(named_game(game.name, root), root)
    if observed.living is None:
        problem = visible_lines(observed.problem)
        print(f"it could not be seen running: {problem}")
        print(f"{_PROGRAM_ADAPTER} lists what its source declares")
    return observed


def _files(
    root: str, game: _Game, settings: dict[str, Setting], observed: Observed
) -> Iterator[tuple[str, str]]:
    """Yield the files of a project, by their paths below its root, and what they hold."""
    own = os.path.lexists(os.path.join(root, _CONFIGURATION))
    if own or not paths.has_harness_table(os.path.join(root, "pyproject.toml")):
        yield _CONFIGURATION, _configuration(game, observed)
    # An adapter that was there before may be changed already: its test must suit any game.
    fresh = game.is_ours and not os.path.lexists(os.path.join(root, _ADAPTER))
    if game.is_ours:
        yield _ADAPTER, _template(_ADAPTER)
    read_value("test_suite", {}, settings)  # refuses what is no path
    suite = _relative(default_suite(settings, root), root)
    test = _template("first_test.lua" if fresh else "any_game_test.lua")
    if game.program is not None:
        test = _template("program_test.lua")
        found = look_into(game.program)
        text = adapter_of(found, observed.living, _template(_PROGRAM_ADAPTER))
        yield _PROGRAM_ADAPTER, text
    yield os.path.normpath(f"{suite}/first_test.lua").replace(os.sep, "/"), test
    types = os.path.join(paths.lua_folder(), "types")
    for name in sorted(os.listdir(types)):
        yield f"{_TYPES}/{name}", _read(os.path.join(types, name))
    yield ".luarc.json", _template("luarc.json")
    yield ".gitignore", _IGNORED


def _configuration(game: _Game, observed: Observed) -> str:
    more = f'\nadapter = "{_PROGRAM_ADAPTER}"' if game.program is not None else ""
    if observed.in_root:
        more += '\nprogram_cwd = "root"'
    return _template(_CONFIGURATION).replace("{game}", _quoted(game.name) + more)


def _template(name: str) -> str:
    return _read(os.path.join(_TEMPLATES, f"{name}.txt"))


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _check(root: str, names: dict[str, str]) -> None:
    """Refuse what cannot be written before anything is."""
    for name in names:
        target = os.path.join(root, name)
        if os.path.isdir(target):
            raise HarnessError(f"cannot write {name}: {target} is a folder")
        folder = os.path.dirname(target)
        paths.permitted(folder, (root,))
        while folder != os.path.dirname(folder):
            if os.path.lexists(folder) and not os.path.isdir(folder):
                raise HarnessError(f"cannot write {name}: {folder} is no folder")
            folder = os.path.dirname(folder)


def _create(store: Store, target: str, text: str) -> bool:
    """Write a file that is not there; tell whether it was written."""
    if os.path.lexists(target):
        return False
    fresh = f"{target}.{os.getpid()}.new"
    try:
        store.write(fresh, text)
        _place(fresh, target)
    except FileExistsError:
        return False
    except OSError as error:
        raise HarnessError(f"cannot write {target!r}: {error.strerror or error}") from None
    except HarnessError as error:
        raise HarnessError(str(error).replace(fresh, target)) from None
    finally:
        store.remove(fresh)
    return True


def _place(fresh: str, target: str) -> None:
    """Give a file its name, or raise `FileExistsError`, which a rename would not."""
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has hard links.
        with open(fresh, "rb") as source, open(target, "xb") as file:
            shutil.copyfileobj(source, file)


def _say_what_is_next(game: str, folder: str, root: str) -> None:
    """Print the command that runs the first test from `folder`."""
    here = folder if paths.inside(folder, root) else root
    command = "python -m harness --test-mode --headless"
    if read_value("game", {}, read_settings(root)) != game:
        command += f" --game {shlex.quote(_written(named_game(game, root), here))}"
        print(f"hint: with game = {_quoted(game)} in your configuration, --game can go")
    print("next:", command if here == folder else f"cd {shlex.quote(root)} && {command}")


def _written(named: str, folder: str) -> str:
    """Return a game as a command or a configuration in `folder` names it."""
    target, factory = split_game(named)
    if is_path(target):
        target = _relative(target, folder) + ("/" if os.path.isdir(target) else "")
    return target + factory


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def _relative(path: str, folder: str) -> str:
    """Return a path as it is written in a configuration: relative, with `/`."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path.replace(os.sep, "/")  # on another drive
