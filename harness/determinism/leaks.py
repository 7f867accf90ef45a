"""What a test leaves behind: threads, processes, open files, temporary files.

What is there when an attempt begins, its game included, is compared with what is there when it
ends. What one test has left is there when the next one begins, and so it is told once. A file that
pygame itself has opened, a font or a piece of music, is an asset and no leak. Threads are
asked for everywhere; the others where the system tells: Linux. Messages hold nothing that differs
from run to run: no numbers of processes, sockets or threads, and `*` for a random name.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import shlex
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

from harness.base.clock import monotonic, sleep
from harness.base.paths import inside, shown

_GRACE_SECONDS = 0.05
"""How long what is about to end anyway may take, once something is suspected."""
_POLL_SECONDS = 0.002
_DESCRIPTORS = "/proc/self/fd"
_TASKS = "/proc/self/task"
_LONGEST_COMMAND = 120
_DEFAULT_FOLDER = "/tmp"  # noqa: S108 - it is watched, not used

_NUMBERED_THREAD = re.compile(r"^(Thread|ThreadPoolExecutor)-\d+")
_NUMBERED = re.compile(r"^(?:anon_inode:)?(\[?\w+\]?)(?::\[\d+\])?$")
_OURS = ("/memfd:", "/dev/null", "/dev/urandom", "/proc/")
_DELETED = " (deleted)"
_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The originals: `os` is sealed while a game is hosted.
_listdir, _fstat, _readlink, _lexists = os.listdir, os.fstat, os.readlink, os.path.lexists
_open = open

Identity = tuple[int, int]


class _There(NamedTuple):
    """What is there at one moment."""

    threads: frozenset[threading.Thread]
    children: frozenset[int]
    descriptors: dict[int, Identity]


class Leaks:
    """`note` receives the name and the description of each thing that an attempt has left.

    What a game writes may be in the folder `private`, a level below it: that is no leak.
    """

    def __init__(
        self, note: Callable[[str, str], None], roots: tuple[str, ...], private: str = ""
    ) -> None:
        self._note = note
        self._private = os.path.realpath(private) if private else ""
        self._root = roots[0]
        self._game: object = None
        self._there: _There | None = None
        self._runs = False
        self._created = _Created((*roots, self._private) if private else roots)
        _Hook.listen(self._created)

    def begin_attempt(self, game: object) -> None:
        """Take what is there as given. In the same game that is what was there at the end."""
        if self._there is None or game is not self._game:
            self._there, self._game = _there(), game
        self._runs = True
        self._created.begin()

    def end_attempt(self) -> None:
        """Tell what is there now and was not when the attempt began."""
        before, created = self._there, self._created.take()
        if before is None or not self._runs:
            return  # its game did not even start
        after = _there()
        if after != before and _left(before, after):
            gc.collect()  # a file that nobody holds any more is none
            after = _settled(before)
            self._tell(before, after)
        self._there, self._runs = after, False
        for path, name in created.items():
            if _lexists(path):
                kind = "folder" if os.path.isdir(path) else "file"
                self._note(name, f"left the temporary {kind} {name} behind")

    def _tell(self, before: _There, after: _There) -> None:
        threads = after.threads - before.threads
        names = sorted(_NUMBERED_THREAD.sub(r"\1", thread.name) for thread in threads)
        self._tell_each(names, "left the thread {} running")
        commands = sorted(map(self._command, after.children - before.children))
        self._tell_each(commands, "left the process {} running")
        opened = [self._target(number) for number in _new_descriptors(before, after)]
        self._tell_each(sorted(filter(None, opened)), "left {} open")

    def _tell_each(self, names: list[str], words: str) -> None:
        for name in dict.fromkeys(names):
            count = names.count(name)
            times = f" ({count} times)" if count > 1 else ""
            self._note(name, words.format(name) + times)

    def _command(self, process: int) -> str:
        try:
            with _open(f"/proc/{process}/cmdline", "rb") as file:
                words = file.read().decode("utf-8", "replace").rstrip("\0").split("\0")
        except OSError:
            words = []
        command = shlex.join(words).replace(self._root + os.sep, "")
        return command[:_LONGEST_COMMAND] or "without a name"

    def _target(self, descriptor: int) -> str:
        """Return what a descriptor leads to, or nothing if that is no concern of the game's."""
        try:
            target = _readlink(f"{_DESCRIPTORS}/{descriptor}")
        except OSError:
            return ""
        numbered = _NUMBERED.match(target)
        if numbered:
            return f"a {numbered[1].strip('[]')}"
        if target.startswith(_OURS):
            return ""
        if target.endswith(_DELETED):
            return "a deleted file"
        if not self._created.is_python(target) or _is_pygames(target):
            return ""
        return self._created.name(target) or shown(self._in_place(target), self._root)

    def _in_place(self, path: str) -> str:
        """Return the path by which the game knows what may be in its private folder."""
        if not self._private or not inside(path, self._private):
            return path
        return os.sep + path[len(self._private) + 1 :].partition(os.sep)[2]


class _Hook:
    """The one audit hook of the process: Python lets none be taken away again."""

    _listener: _Created | None = None
    _is_installed = False

    @classmethod
    def listen(cls, listener: _Created) -> None:
        """Have the latest listener hear of what is made."""
        cls._listener = listener
        if not cls._is_installed:
            cls._is_installed = True
            sys.addaudithook(cls.hear)

    @classmethod
    def hear(cls, event: str, args: tuple[Any, ...]) -> None:
        """Look at one of Python's audit events. There are many: most end here."""
        if event in _MAKING and cls._listener is not None:
            cls._listener.hear(event, args)


class _Created:
    """Hears of files that Python makes in the folder for temporary ones.

    `tempfile` makes names up; what it is asked for stands in its frame.
    """

    def __init__(self, roots: tuple[str, ...]) -> None:
        self._roots = roots
        self._active = False
        self._opened_here: set[str] = set()
        self._new: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def begin(self) -> None:
        self._new, self._opened_here, self._active = {}, set(), True

    def take(self) -> dict[str, str]:
        """Return the files made since `begin`: path and the name to tell."""
        self._active = False
        return self._new

    def is_python(self, path: str) -> bool:
        """Tell whether Python has opened a file since `begin`, and not a library in C."""
        return any(os.path.realpath(opened) == path for opened in self._opened_here)

    def name(self, path: str) -> str:
        """Return the name to tell for a file that was made here, or nothing."""
        return self._names.get(path, "")

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Take an event of `_MAKING`."""
        if not self._active:
            return
        if event == "open":
            path, _, flags = args
            if type(path) in (str, bytes):
                path = os.path.abspath(os.fsdecode(path))
                self._opened_here.add(path)
                if flags & os.O_CREAT:
                    self._opened(path)
        elif event == "os.mkdir":
            if type(args[0]) in (str, bytes):
                self._opened(os.path.abspath(os.fsdecode(args[0])))
        else:
            self._made(os.fsdecode(args[0]), sys._getframe(2))  # noqa: SLF001 - only it knows

    def _opened(self, path: str) -> None:
        folder = getattr(sys.modules.get("tempfile"), "tempdir", None) or _DEFAULT_FOLDER
        if path.startswith(str(folder)) and path not in self._new and not _lexists(path):
            self._add(path, path)

    def _made(self, path: str, caller: FrameType) -> None:
        """Take a file of `tempfile`, told before it is made."""
        values = caller.f_locals
        prefix = values.get("pre", values.get("prefix"))
        suffix = values.get("suf", values.get("suffix"))
        folder = os.path.dirname(os.path.abspath(path))
        known = isinstance(prefix, str) and isinstance(suffix, str)
        name = f"{prefix}*{suffix}" if known else "*"
        place = _place(caller, self._roots[0])
        self._add(os.path.abspath(path), os.path.join(folder, name) + place)

    def _add(self, path: str, name: str) -> None:
        if not any(inside(path, root) for root in self._roots):
            self._new[path] = self._names[path] = name


_MAKING = frozenset(("open", "os.mkdir", "tempfile.mkstemp", "tempfile.mkdtemp"))


def _is_pygames(path: str) -> bool:
    """Tell whether a file came with pygame, as the font that it opens by itself."""
    file: str = getattr(sys.modules.get("pygame"), "__file__", None) or ""
    return bool(file) and inside(path, os.path.dirname(os.path.realpath(file)))


def _place(frame: FrameType | None, root: str) -> str:
    """Return where the project's code called from, if it did."""
    environment = sys.prefix if inside(sys.prefix, root) else _HARNESS
    while frame is not None:
        file = frame.f_code.co_filename
        if inside(file, root) and not inside(file, _HARNESS) and not inside(file, environment):
            return f" (made at {shown(file, root)}:{frame.f_lineno})"
        frame = frame.f_back
    return ""


def _there() -> _There:
    return _There(frozenset(threading.enumerate()), _children(), _descriptors())


def _left(before: _There, after: _There) -> bool:
    return bool(
        after.threads - before.threads
        or after.children - before.children
        or _new_descriptors(before, after)
    )


def _settled(before: _There) -> _There:
    """Return what is there once what was ending anyway has ended."""
    deadline = monotonic() + _GRACE_SECONDS
    while True:
        after = _there()
        waits = after.threads - before.threads or after.children - before.children
        if not waits or monotonic() > deadline:
            return after
        sleep(_POLL_SECONDS)


def _children() -> frozenset[int]:
    """Return the processes that this one has started and that run."""
    if not hasattr(os, "waitid"):
        return frozenset()
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except OSError as error:
        if error.errno == errno.ECHILD:
            return frozenset()  # the common case costs one call
    found: set[int] = set()
    try:
        for task in _listdir(_TASKS):
            with _open(f"{_TASKS}/{task}/children", "rb") as file:
                found.update(map(int, file.read().split()))
    except OSError:
        return frozenset()
    return frozenset(child for child in found if _runs(child))


def _runs(process: int) -> bool:
    try:
        with _open(f"/proc/{process}/stat", "rb") as file:
            return file.read().rpartition(b") ")[2][:1] not in (b"Z", b"X")
    except OSError:
        return False


def _descriptors() -> dict[int, Identity]:
    """Return what is open, each with what tells it from another one of the same number."""
    try:
        numbers = _listdir(_DESCRIPTORS)
    except OSError:
        return {}
    found = {}
    for number in map(int, numbers):
        try:
            status = _fstat(number)
        except OSError:
            continue  # it was the listing itself
        found[number] = (status.st_dev, status.st_ino)
    return found


def _new_descriptors(before: _There, after: _There) -> list[int]:
    known = before.descriptors
    return [number for number, what in after.descriptors.items() if known.get(number) != what]
