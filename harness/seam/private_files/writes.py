"""What a program writes goes to a private folder, and is seen as if it had been written in place.

Functions that take paths get them translated (`overlay`), and their errors name what was asked for.
Not seen: other processes; `io.FileIO` and C code that opens files by itself, other than named here;
`dir_fd` where the system does not tell a descriptor's path; imports, whose files and bytecode are
the import system's own business. A folder that the program may not write into is writable.
"""

from __future__ import annotations

import builtins
import functools
import io
import os
from collections.abc import Iterable
from types import FunctionType
from typing import Any

from harness.seam.flavour import replace_public
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches
from harness.seam.private_files.listing import MergedListings
from harness.seam.private_files.overlay import Overlay
from harness.seam.private_files.paths import PATHS, Path, Translating

_READ, _WRITE = (Path("path", "read"),), (Path("path", "write"),)
_LOOK, _TAKE = (Path("path", "look"),), (Path("path", "take"),)
_OS: dict[str, tuple[Path, ...]] = {
    "stat access statvfs getxattr listxattr": _READ,
    "lstat readlink": _LOOK,
    "chmod chown truncate utime setxattr removexattr chflags": _WRITE,
    "lchmod lchown lchflags mkdir mkfifo mknod remove unlink": _TAKE,
    "rmdir": (Path("path", "move"),),
    "rename replace": (Path("src", "move", "src_dir_fd"), Path("dst", "move", "dst_dir_fd")),
    "link": (Path("src", "take", "src_dir_fd"), Path("dst", "take", "dst_dir_fd")),
    "symlink": (Path("src", ""), Path("dst", "take")),
}
_OS_PATH: dict[str, tuple[Path, ...]] = {
    "exists isfile isdir": _READ,
    "lexists islink isjunction": _LOOK,
}
"""Those of Python itself ask `os.stat`; those in C, as on Windows, are replaced."""

_NAMES = "filename file fileobj name file_path font"
_FILE, _MADE = Path(_NAMES, "file"), Path(_NAMES, "made")
_DATABASE = Path("database filename", "database")
_LATE: dict[str, dict[str, tuple[Path, ...]]] = {
    "pygame.image": {
        "load load_basic load_extended load_sized_svg": (_FILE,),
        "save save_extended": (Path("surface", ""), _MADE),
    },
    "pygame.mixer_music": {"load queue": (_FILE,)},
    "pygame.mixer": {"Sound": (_FILE,)},
    "pygame.font": {"Font": (_FILE,)},
    "pygame.freetype": {"Font": (_FILE,)},
    "sqlite3": {"connect": (_DATABASE,)},
    "sqlite3.dbapi2": {"connect": (_DATABASE,)},
    "dbm.gnu": {"open": (_DATABASE,)},
    "dbm.ndbm": {"open": (_DATABASE,)},
}
_TOOK_OPEN = ("bz2", "tarfile")
_SUPPORTS = ("supports_fd", "supports_dir_fd", "supports_follow_symlinks", "supports_effective_ids")

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEW = os.O_CREAT | os.O_EXCL
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_OPENED = ("read", "look", "write", "take")
_OPENER = 6
"""The place of `opener` among the arguments of `open`, after the first."""


class PrivateWrites:
    """Has what is written below `folders` and the user's home go to `private`, but for `exempt`.

    From construction until `patches.remove()`. What is listed is sorted.
    """

    def __init__(
        self,
        patches: Patches,
        folders: Iterable[str],
        private: str,
        exempt: Iterable[str] = (),
    ) -> None:
        self._patches = patches
        self._overlay = Overlay((*folders, os.path.expanduser("~")), private, exempt)
        self.keep, self.restart = self._overlay.keep, self._overlay.restart
        self.discard = self._overlay.discard
        self.translate_read = self._overlay.translate_read
        self.translate_write = self._overlay.translate_write
        self._open, self._chdir, self._unlink = open, os.chdir, os.unlink
        self._chdir_read = self._translating(os.chdir, _READ)
        self._os_open = {how: self._translating(os.open, (Path("path", how),)) for how in _OPENED}
        merged = MergedListings(
            self._overlay,
            self._translating(os.listdir, _READ),
            self._translating(os.scandir, _READ),
        )
        self._translate(_OS, os)
        self._translate(_OS_PATH, os.path, only_c=True)
        self._replace(os, "open", self._open_descriptor)
        self._replace(os, "listdir", merged.listdir)
        self._replace(os, "scandir", merged.scandir)
        self._replace(os, "chdir", self._change_folder)
        self._replace(os, "getcwd", self._overlay.folder)
        self._replace(os, "getcwdb", lambda: os.fsencode(self._overlay.folder()))
        for owner in (builtins, io):
            self._replace(owner, "open", self._open_file)

    def watch(self, late: LateImports) -> None:
        """Replace what modules have that may be imported later."""
        for module, functions in _LATE.items():
            late.when_imported(module, functools.partial(self._translate, functions))
        for module in _TOOK_OPEN:
            late.when_imported(module, self._replace_open)
        late.when_imported("tempfile", self._replace_unlink)
        late.when_imported("glob", self._replace_in_classes)

    def _open_file(self, file: Any, *args: Any, **kwargs: Any) -> Any:
        """As `open`, which is given an opener, so that a file has the name it was asked for by."""
        if len(args) > _OPENER and args[_OPENER] is None:
            args = args[:_OPENER]
        if isinstance(file, PATHS) and len(args) <= _OPENER and kwargs.get("opener") is None:
            kwargs["opener"] = self._opener
        return self._open(file, *args, **kwargs)

    def _opener(self, path: Any, flags: int) -> int:
        return self._open_descriptor(path, flags, 0o666)

    def _open_descriptor(
        self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> int:
        itself = flags & _NEW == _NEW or flags & _NO_LINK
        how = _OPENED[bool(flags & _WRITING) * 2 + bool(itself)]
        descriptor: int = self._os_open[how](path, flags, mode, dir_fd=dir_fd)
        return descriptor

    def _change_folder(self, path: Any) -> None:
        """Go to a folder on disk where there is one, for those that see nothing of the overlay."""
        if isinstance(path, PATHS) and os.fspath(path):
            real = self._overlay.real(os.fsdecode(path), follow=True)
            if self._overlay.is_on_disk(real):
                return self._chdir(real)
        self._chdir_read(path)
        return None

    def _translate(
        self, functions: dict[str, tuple[Path, ...]], owner: Any, only_c: bool = False
    ) -> None:
        for names, parameters in functions.items():
            for name in names.split():
                original = getattr(owner, name, None)
                if original and not (only_c and isinstance(original, FunctionType)):
                    self._replace(owner, name, self._translating(original, parameters))

    def _translating(self, original: Any, parameters: tuple[Path, ...]) -> Any:
        if not isinstance(original, type):
            return Translating(self._overlay, original, parameters)

        class Translated(original):  # type: ignore[misc]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                initialise(self, *args, **kwargs)

        whole: Any = original.__init__  # type: ignore[misc]
        initialise = Translating(self._overlay, whole, (Path("self", ""), *parameters))
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(Translated, name, getattr(original, name))
        return Translated

    def _replace(self, owner: Any, name: str, value: Any) -> None:
        original = getattr(owner, name)
        replace_public(self._patches, owner, name, value)
        value = getattr(owner, name)
        for functions in (getattr(os, supports) for supports in _SUPPORTS):
            if original in functions:
                functions.add(value)
                self._patches.on_removal(functools.partial(functions.discard, value))

    def _replace_open(self, module: Any) -> None:
        """Replace the `open` that a module of Python has taken."""
        for name, taken in list(vars(module).items()):
            if taken is self._open:
                self._patches.replace(module, name, open)

    def _replace_unlink(self, tempfile: Any) -> None:
        """Replace the `unlink` that closes temporary files."""
        for function in vars(tempfile._TemporaryFileCloser).values():  # noqa: SLF001 - it is kept there
            taken = getattr(function, "__defaults__", None) or ()
            if self._unlink in taken:
                function.__defaults__ = tuple(
                    os.unlink if value is self._unlink else value for value in taken
                )
                self._patches.on_removal(
                    functools.partial(setattr, function, "__defaults__", taken)
                )

    def _replace_in_classes(self, glob: Any) -> None:
        """Replace what classes have taken, as those of Python 3.13 have."""
        for holder in [value for value in vars(glob).values() if isinstance(value, type)]:
            for name in ("lstat", "scandir"):
                taken = vars(holder).get(name)
                real = self._unwound(getattr(os, name))
                if isinstance(taken, staticmethod) and self._unwound(taken.__func__) is real:
                    setattr(holder, name, staticmethod(real))
                    self._patches.replace(holder, name, staticmethod(getattr(os, name)))

    def _unwound(self, function: Any) -> Any:
        originals = {id(patch.value): patch.original for patch in self._patches}
        while id(function) in originals:
            function = originals[id(function)]
        return function
