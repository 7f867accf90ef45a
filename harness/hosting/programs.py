"""Runs a program as Python would: a file, a folder, an archive or a module, as `__main__`."""

from __future__ import annotations

import builtins
import os
import runpy
import sys
from importlib.machinery import PathFinder, SourceFileLoader, SourcelessFileLoader
from pkgutil import get_importer
from types import ModuleType
from typing import Any

from harness.base.paths import inside
from harness.base.raised import text
from harness.base.regular_files import open_regular
from harness.base.suggest import did_you_mean
from harness.config.targets import is_path
from harness.errors import GameUnavailable
from harness.hosting.games import working_folder

_MAIN = "__main__"
_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_ENDINGS = (".py", ".pyw", ".pyz")
_run_as_main: Any = vars(runpy)["_run_module_as_main"]
"""What Python itself runs modules, folders and archives with."""


class Program:
    """The program that `--game` names without a factory, as `targets.named_game` returns it.

    `folder` is where it runs: `cwd`, or else its own folder, or the root for a module. Raises
    `GameUnavailable` for what is not there.
    """

    def __init__(self, game: str, root: str, cwd: str = "", args: tuple[str, ...] = ()) -> None:
        self._game = game
        self._root = root
        self._args = args
        self._is_path = is_path(game)
        if self._is_path:
            self._check_file()
        self._is_importable = self._is_path and get_importer(game) is not None
        if self._is_path:
            self._check_main()
        else:
            _find_module(game, root)
        self.folder = cwd or self.own_folder()
        self._main = _bare_main()
        self._has_begun = False
        self._ours = [entry for entry in (root, *working_folder()) if entry not in sys.path]

    @property
    def namespace(self) -> ModuleType:
        """The module that runs as `__main__`; an empty one before the program has begun."""
        return sys.modules[_MAIN] if self._has_begun else self._main

    def enter(self) -> None:
        """Make folder, modules, arguments and path what they are when it starts."""
        os.chdir(self.folder)
        self._forget_our_path()
        sys.modules[_MAIN], self._has_begun = self._main, True
        sys.argv = [self._game if self._is_path else "-m", *self._args]
        if self._is_importable:
            sys.path.insert(0, self._game)
        else:
            _enter_path(os.path.dirname(self._game) if self._is_path else self._root)

    def run(self) -> None:
        """Run it to its end, after `enter`. What it raises is raised."""
        if not self._is_path:
            _run_as_main(self._game, alter_argv=True)
        elif self._is_importable:
            _run_as_main(_MAIN, alter_argv=False)
        else:
            self._run_file()

    def call_hook(self, error: BaseException) -> None:
        """Call the `sys.excepthook` that the program has set, as Python does with what it raised.

        The traceback begins in the program.
        """
        if sys.excepthook is sys.__excepthook__:
            return
        trace = error.__traceback__
        while trace is not None and inside(trace.tb_frame.f_code.co_filename, _HARNESS):
            trace = trace.tb_next
        error.__traceback__ = trace
        try:
            sys.excepthook(type(error), error, trace)
        except SystemExit:
            return
        except BaseException as raised:
            print(f"Error in sys.excepthook: {type(raised).__name__}: {raised}", file=sys.stderr)

    def hint(self, error: BaseException) -> str:
        """Return what to do where an error says that the file is part of a package."""
        if not self._is_path or not text(error).startswith("attempted relative import"):
            return ""
        path = os.path.relpath(self._game, self._root).removesuffix(".py")
        module = path.removesuffix(os.sep + _MAIN).replace(os.sep, ".")
        return f"; the file is part of a package, so name the module: --game {module}"

    def own_folder(self) -> str:
        """Return the folder whose modules the program imports first."""
        if not self._is_path:
            return self._root
        return self._game if os.path.isdir(self._game) else os.path.dirname(self._game)

    def _forget_our_path(self) -> None:
        """Take what the harness was started with out of `sys.path`; what an adapter added stays."""
        for entry in self._ours:
            if entry in sys.path:
                sys.path.remove(entry)

    def _check_file(self) -> None:
        if not os.path.exists(self._game):
            folder = os.path.dirname(self._game)
            beside = _programs(folder)
            near = did_you_mean(os.path.basename(self._game), beside) if beside else ""
            raise GameUnavailable(f"--game {self._game}: no such file{near}")
        if not os.path.isdir(self._game):
            try:
                open_regular(self._game).close()
            except OSError as error:
                reason = error.strerror or error
                raise GameUnavailable(f"--game {self._game}: cannot be read: {reason}") from None

    def _check_main(self) -> None:
        if self._is_importable and not _has_main(self._game):
            what = "folder" if os.path.isdir(self._game) else "archive"
            raise GameUnavailable(
                f"--game {self._game}: it is a {what} without {_MAIN}.py; name the file or the "
                "module that starts the program"
            )

    def _run_file(self) -> None:
        """Run a source file, or a compiled one, as Python's C code does."""
        is_compiled = self._game.endswith(".pyc")
        loader = (SourcelessFileLoader if is_compiled else SourceFileLoader)(_MAIN, self._game)
        if isinstance(loader, SourcelessFileLoader):
            code = loader.get_code(_MAIN)
        else:
            source = loader.get_data(self._game)
            _refuse_null_bytes(source, self._game)
            code = compile(source, self._game, "exec", dont_inherit=True)
        assert code is not None
        module = vars(self._main)
        module.update(__file__=self._game, __cached__=None, __loader__=loader)
        exec(code, module)  # noqa: S102 - running it is what we are for


def _bare_main() -> ModuleType:
    """Return a `__main__` as Python furnishes it before it knows what will run."""
    module = ModuleType(_MAIN)
    vars(module)["__builtins__"] = builtins
    if "__annotations__" in vars(sys.modules[_MAIN]):
        vars(module)["__annotations__"] = {}
    return module


def _refuse_null_bytes(source: bytes, path: str) -> None:
    """Raise Python's error with the place, which `compile` leaves out."""
    before, null, _ = source.partition(b"\0")
    if null:
        line = before.count(b"\n") + 1
        words = "source code cannot contain null bytes"
        raise SyntaxError(words, (path, line, None, None))


def _enter_path(folder: str) -> None:
    if not sys.flags.safe_path:
        sys.path.insert(0, folder)


def _has_main(path: str) -> bool:
    importer: Any = get_importer(path)
    return importer.find_spec(_MAIN) is not None


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
        return [name for name in os.listdir(folder) if name.endswith(_ENDINGS)]
    except OSError:
        return []
