"""Runs a program as Python would: a file, or a module, as `__main__`, in its own folder."""

from __future__ import annotations

import os
import runpy
import sys
from importlib.machinery import PathFinder
from types import CodeType, ModuleType
from typing import Any

from harness.errors import GameUnavailable
from harness.raised import text
from harness.suggest import did_you_mean

_MAIN = "__main__"


class Program:
    """The program that `--game` names without a factory: `path/to/main.py`, or `package.module`."""

    def __init__(self, game: str, root: str) -> None:
        self.is_file = game.endswith(".py")
        self.folder = os.path.dirname(game) if self.is_file else root
        self._game = game
        self._root = root
        if not self.is_file:
            _find_module(game, root)
        elif not os.path.isfile(game):
            near = did_you_mean(os.path.basename(game), _programs(self.folder))
            raise GameUnavailable(f"--game {game}: no such file{near}")

    @property
    def namespace(self) -> ModuleType:
        """The module that runs as `__main__`."""
        return sys.modules[_MAIN]

    def run(self) -> None:
        """Run it to its end. What it raises is raised."""
        os.chdir(self.folder)
        sys.argv = [self._game]
        sys.path.insert(0, self.folder)
        if self.is_file:
            self._run_file()
        else:
            runpy.run_module(self._game, run_name=_MAIN, alter_sys=True)

    def hint(self, error: BaseException) -> str:
        """Return what to do where an error says that the file is part of a package."""
        if not self.is_file or not text(error).startswith("attempted relative import"):
            return ""
        path = os.path.relpath(self._game, self._root).removesuffix(".py")
        module = path.removesuffix(os.sep + _MAIN).replace(os.sep, ".")
        return f"; the file is part of a package, so name the module: --game {module}"

    def _run_file(self) -> None:
        with open(self._game, "rb") as file:
            code: CodeType = compile(file.read(), self._game, "exec", dont_inherit=True)
        module: Any = ModuleType(_MAIN)
        module.__file__ = self._game
        module.__builtins__ = __builtins__
        sys.modules[_MAIN] = module
        exec(code, vars(module))  # noqa: S102 - running it is what we are for


def _find_module(name: str, root: str) -> None:
    """Refuse a module that is not there. Nothing of it is imported yet."""
    spec, places, found = None, [root, *sys.path], ""
    for part in name.split("."):
        spec = PathFinder.find_spec(part, places)
        if spec is None:
            within = f" in {found}" if found else ""
            raise GameUnavailable(f"--game {name}: there is no module named {part!r}{within}")
        found = f"{found}.{part}".lstrip(".")
        places = list(spec.submodule_search_locations or [])
    if places and PathFinder.find_spec(_MAIN, places) is None:
        raise GameUnavailable(
            f"--game {name}: it is a folder without {_MAIN}.py; name the file or the module that "
            "starts the program"
        )


def _programs(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(".py")]
    except OSError:
        return []
