"""Watches what cannot be sealed: threads, processes, sockets, the system's randomness.

Each function does what it always did. If the code that called it lies in the game's folder, the
guard is told what was done and where.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

from harness.base.paths import inside, shown
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches

_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSTALLED = frozenset({"site-packages", "dist-packages"})

_THREAD, _PROCESS, _SOCKET = "starts a thread", "starts a process", "opens a socket"
_RANDOM = "asks the system for randomness"
_WATCHED: tuple[tuple[str, str, str, str], ...] = (
    ("_thread", "", _THREAD, "start_new_thread start_new start_joinable_thread"),
    ("threading", "Thread", _THREAD, "start"),
    ("concurrent.futures.thread", "ThreadPoolExecutor", _THREAD, "submit map"),
    ("concurrent.futures.process", "ProcessPoolExecutor", _PROCESS, "submit map"),
    ("multiprocessing.process", "BaseProcess", _PROCESS, "start"),
    ("multiprocessing.context", "BaseContext", _PROCESS, "Pool"),
    ("subprocess", "Popen", _PROCESS, "__init__"),
    ("subprocess", "", _PROCESS, "run call check_call check_output getoutput getstatusoutput"),
    ("os", "", _PROCESS, "system popen startfile fork forkpty posix_spawn posix_spawnp"),
    ("os", "", _PROCESS, "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe"),
    ("os", "", _RANDOM, "urandom getrandom"),
    ("random", "SystemRandom", _RANDOM, "random getrandbits randbytes randint randrange choice"),
    ("random", "SystemRandom", _RANDOM, "choices sample shuffle uniform triangular gauss"),
    ("random", "SystemRandom", _RANDOM, "normalvariate lognormvariate expovariate betavariate"),
    ("secrets", "", _RANDOM, "token_bytes token_hex token_urlsafe choice randbelow randbits"),
    ("uuid", "", _RANDOM, "uuid1 uuid4 uuid6 uuid7 uuid8"),
    ("socket", "socket", _SOCKET, "__init__"),
    ("socket", "", _SOCKET, "create_connection create_server socketpair"),
    ("urllib.request", "", _SOCKET, "urlopen urlretrieve"),
)
"""What is watched: module, class if any, what using it means, and the names that may be there."""


class Guards:
    """Tells `guard` what the code in `folder` does, and the place as it is shown from `root`."""

    def __init__(
        self, guard: Callable[[str, str], None], folder: str, root: str, patches: Patches
    ) -> None:
        self._guard = guard
        self._root = os.path.realpath(root)
        self._folder = os.path.realpath(folder)
        self._patches = patches
        self._shown: dict[str, str] = {}

    def watch(self, late: LateImports) -> None:
        for module, holder, what, names in _WATCHED:
            action = functools.partial(self._watch_names, holder, what, names.split())
            late.when_imported(module, action)

    def _watch_names(self, holder: str, what: str, names: list[str], module: Any) -> None:
        owner = getattr(module, holder) if holder else module
        for name in names:
            if hasattr(owner, name):
                parts = [module.__name__, *(part for part in (holder, name) if part)]
                full_name = ".".join(parts).removesuffix(".__init__")
                watched = self._watched(getattr(owner, name), f"{what} ({full_name})")
                self._patches.replace(owner, name, watched)

    def _watched(self, original: Any, what: str) -> Any:
        """Return the function; one that becomes no method where a class takes it stays so."""

        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            self._notice(what, sys._getframe(1))  # noqa: SLF001 - there is no other way
            return original(*args, **kwargs)

        return call if isinstance(original, FunctionType) else staticmethod(call)

    def _notice(self, what: str, caller: FrameType) -> None:
        file = caller.f_code.co_filename
        if file not in self._shown:
            self._shown[file] = shown(file, self._root) if self._is_games(file) else ""
        if self._shown[file]:
            self._guard(what, f"{self._shown[file]}:{caller.f_lineno}")

    def _is_games(self, file: str) -> bool:
        """Tell whether a file is the game's own, which an environment in its folder is not."""
        if file.startswith("<"):
            return False  # Python's own, such as its import system
        path = os.path.realpath(file)
        if not inside(path, self._folder) or inside(path, _HARNESS):
            return False
        parts = os.path.relpath(path, self._folder).split(os.sep)
        prefix = os.path.realpath(sys.prefix)
        in_environment = inside(prefix, self._folder) and inside(path, prefix)
        return not in_environment and _INSTALLED.isdisjoint(parts)
