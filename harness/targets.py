"""What is run: the suite or the script, the game, and the adapter of a program.

Paths that were typed begin at the working folder, those of the configuration at the project's root.
"""

from __future__ import annotations

import os

from harness.errors import UsageError
from harness.flags import DEFAULT_SUITE
from harness.settings import Options, Setting, label, read_value

NO_GAME = "none"
"""`--game none`: tests of the framework itself, and benches."""

_SETTINGS = ("harness.toml", "pyproject.toml")


def suite_of(
    options: Options, settings: dict[str, Setting], folder: str, root: str, needed: bool
) -> str:
    """Return the folder that full names are relative to; typed paths start at `folder`."""
    if "test_suite" in options:
        suite = os.path.realpath(os.path.join(folder, options["test_suite"]))
    else:
        suite = default_suite(settings, root)
    if needed and not os.path.isdir(suite):
        where = label("test_suite", options, settings, DEFAULT_SUITE)
        raise UsageError(f"{where}: no such folder; name a folder that holds tests")
    return suite


def default_suite(settings: dict[str, Setting], root: str) -> str:
    """Return the suite that runs where none is named."""
    setting = settings.get("test_suite", Setting(DEFAULT_SUITE, ""))
    return os.path.realpath(os.path.join(root, setting.value))


def script_of(
    script: str | None, options: Options, settings: dict[str, Setting], folder: str
) -> str | None:
    """Return the real path of the one file that is run, if one is named."""
    if script is None:
        return None
    path = os.path.realpath(os.path.join(folder, script))
    where = label("test_script", options, settings, script)
    if not os.path.isfile(path):
        raise UsageError(f"{where}: no such file")
    if not path.endswith((".lua", ".toml")) or os.path.basename(path) in _SETTINGS:
        raise UsageError(f"{where}: expected a .lua file, or a scenario in a .toml file")
    return path


def game_of(options: Options, settings: dict[str, Setting], folder: str, root: str) -> str | None:
    """Return the game with its path made real; typed paths start at `folder`, others at `root`."""
    game: str | None = read_value("game", options, settings)
    if game is None:
        if options.get("list_tests"):
            return None
        raise UsageError(
            "no game is named: pass --game package.module:factory, path/to/file.py:factory or "
            "none, or set `game` in harness.toml or [tool.harness]"
        )
    target, factory = split_game(game)
    if target.endswith(".py"):
        base = folder if "game" in options else root
        target = os.path.realpath(os.path.join(base, target))
    return target + factory


def adapter_of(value: str | None, game: str | None, folder: str) -> str | None:
    """Return the real path of the adapter, which only a program that owns its loop may have."""
    if value is None:
        return None
    path = os.path.realpath(os.path.join(folder, value))
    if not os.path.isfile(path):
        raise UsageError(f"--adapter {value}: no such file")
    if not owns_loop(game):
        raise UsageError(
            f"--adapter {value}: a game with a factory declares its state in `expose`; an adapter "
            "is for a program that nobody prepared (--game path/to/main.py)"
        )
    return path


def owns_loop(game: str | None) -> bool:
    """Tell whether a game is a program with a loop of its own, and not made by a factory."""
    return game not in (None, NO_GAME) and not split_game(game or "")[1]


def split_game(game: str) -> tuple[str, str]:
    """Return the module or file of a game, and `:factory` or nothing."""
    target, separator, name = game.rpartition(":")
    return (target, separator + name) if name.isidentifier() and separator else (game, "")
