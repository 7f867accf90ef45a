"""What is run: the suite or the scripts, the game, and what belongs to a program.

Paths that were typed begin at the working folder, those of the configuration at the project's root.
Below this module a game is a real, absolute path (a file, a folder or an archive), the dotted name
of a module, or `none`; `:factory` follows where the game is hosted.
"""

from __future__ import annotations

import os

from harness.base import paths
from harness.config.flags import DEFAULT_SUITE
from harness.config.settings import Options, Setting, label, read_value
from harness.errors import FlagError, UsageError

NO_GAME = "none"
"""`--game none`: tests of the framework itself, and benches."""
OF_PROGRAMS = ("adapter", "program_cwd", "program_args")
"""Keys of the flags that only a program without a factory has a use for."""
EXPECTED = (
    "expected package.module:factory or path/to/file.py:factory; for a program that runs on its "
    "own path/to/main.py, a folder with __main__.py or package.module; or none"
)

_MAIN = "__main__.py"
_SETTINGS = ("harness.toml", "pyproject.toml")
_RUNNABLE = (".py", ".pyw", ".pyc", ".pyz", ".zip")
"""Endings that no module's name has, whether the file is there or not."""
OWN_FOLDER, _ROOT = "file", "root"


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


def scripts_of(
    scripts: tuple[str, ...], options: Options, settings: dict[str, Setting], folder: str
) -> tuple[str, ...]:
    """Return the real paths of the files that are run, each once, if any are named."""
    found = []
    for script in scripts:
        path = os.path.realpath(os.path.join(folder, script))
        where = label("test_script", options, settings, script)
        if not os.path.isfile(path):
            raise UsageError(f"{where}: no such file")
        if not path.endswith((".lua", ".toml")) or os.path.basename(path) in _SETTINGS:
            raise UsageError(f"{where}: expected a .lua file, or a scenario in a .toml file")
        found.append(path)
    return tuple(dict.fromkeys(found))


def game_of(options: Options, settings: dict[str, Setting], folder: str, root: str) -> str | None:
    """Return the game; what was typed starts at `folder`, what is configured at `root`."""
    game: str | None = read_value("game", options, settings)
    if game is None:
        if options.get("list_tests"):
            return None
        raise UsageError(
            "no game is named: pass --game package.module:factory, path/to/file.py:factory or "
            "none, or set `game` in harness.toml or [tool.harness]"
        )
    if "game" not in options:
        return named_game(game, root, label("game", options, settings, game))
    try:
        return named_game(game, folder)
    except UsageError as error:
        raise FlagError(str(error)) from None


def named_game(game: str, folder: str, where: str = "") -> str:
    """Return the game that a text names: the one place that tells paths from modules.

    What is there is a path, whatever its name. `where` begins messages. Raises `UsageError` for a
    text that can name nothing; what is only missing is found when it is started.
    """
    whole = os.path.realpath(os.path.join(folder, game))
    if game == NO_GAME or os.path.isfile(whole):
        return game if game == NO_GAME else whole
    where = where or f"--game {game}"
    target, factory = _split(game, where)
    path = os.path.realpath(os.path.join(folder, target))
    if factory and os.path.isfile(path) and _is_archive(path):
        raise UsageError(f"{where}: {target} is an archive, which has no factory; {EXPECTED}")
    if os.path.isfile(path) or _looks_like_a_path(target):
        return path + factory
    is_module = all(part.isidentifier() for part in target.split("."))
    if not factory and _is_program_folder(path) and not (is_module and _is_package(path)):
        return path
    if not is_module:
        raise UsageError(f"{where}: there is no file {target!r}, nor can a module be called so")
    return target + factory


def shown_game(game: str, root: str, relative_to: str = "") -> str:
    """Return a game as reports name it: `named_game` with `root` as the folder reads it back."""
    target, factory = split_game(game)
    if os.path.isabs(target):
        ending = "/" if os.path.isdir(target) else ""
        target = paths.typed(target, root, relative_to) + ending
    return target + factory


def program_cwd_of(value: str | None, folder: str, root: str) -> str:
    """Return the folder that a program runs in, or an empty text for its own."""
    if value in (None, OWN_FOLDER):
        return ""
    path = root if value == _ROOT else os.path.realpath(os.path.join(folder, value or ""))
    if not os.path.isdir(path):
        raise UsageError(f"--program-cwd {value}: expected file, root or a folder that is there")
    return path


def adapter_of(value: str | None, folder: str) -> str | None:
    """Return the real path of the adapter."""
    if value is None:
        return None
    path = os.path.realpath(os.path.join(folder, value))
    if not os.path.isfile(path):
        raise UsageError(f"--adapter {value}: no such file")
    return path


def refuse_without_program(
    options: Options, settings: dict[str, Setting], game: str | None
) -> None:
    """Raise `UsageError` for what only a program without a factory can use.

    What is configured for another game than a typed one is left alone.
    """
    given = options if "game" in options else {**settings, **options}
    for key in OF_PROGRAMS if game is not None and not owns_loop(game) else ():
        if key in given:
            raise FlagError(
                f"{label(key, options, settings, '')}: it is for a program without a factory "
                "(--game path/to/main.py); a game with a factory declares its state in `expose`"
            )


def owns_loop(game: str | None) -> bool:
    """Tell whether a game is a program with a loop of its own, and not made by a factory."""
    return game not in (None, NO_GAME) and not split_game(game or "")[1]


def split_game(game: str) -> tuple[str, str]:
    """Return the module or path of a game, and `:factory` or nothing."""
    target, separator, name = game.rpartition(":")
    if not (separator and name.isidentifier()) or (os.path.isabs(game) and os.path.isfile(game)):
        return game, ""
    return target, separator + name


def is_path(target: str) -> bool:
    """Tell whether a game's target is a file, folder or archive, and not a module."""
    return os.path.isabs(target)


def _split(game: str, where: str) -> tuple[str, str]:
    target, colon, factory = game.rpartition(":")
    if not colon or "/" in factory or os.sep in factory:
        return game, ""
    if not target:
        raise UsageError(f"{where}: the module or file is missing before the colon; {EXPECTED}")
    if not factory.isidentifier():
        raise UsageError(f"{where}: {factory!r} cannot be the name of a factory; {EXPECTED}")
    return target, f":{factory}"


def _looks_like_a_path(target: str) -> bool:
    separated = "/" in target or os.sep in target
    return separated or target in (".", "..") or target.endswith(_RUNNABLE)


def _is_program_folder(path: str) -> bool:
    return os.path.isfile(os.path.join(path, _MAIN))


def _is_package(path: str) -> bool:
    return os.path.isfile(os.path.join(path, "__init__.py"))


def _is_archive(path: str) -> bool:
    import zipimport  # Python looks the same way; zipfile takes longer to load than all else here

    try:
        zipimport.zipimporter(path)
    except zipimport.ZipImportError:
        return False
    return True
