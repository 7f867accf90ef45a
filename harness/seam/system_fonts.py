"""The table of the system's fonts does not depend on how fast fontconfig answers.

pygame asks `fc-list` when a program first wants a font by its name, and gives up after a second.
Here it waits for the answer, whose order is that of fontconfig: by folders, and by names in each.
"""

from __future__ import annotations

import contextlib
import functools
import subprocess
from collections.abc import Callable
from typing import Any

from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches

_MODULE, _READER = "pygame.sysfont", "initsysfonts_unix"
_BEAT_SECONDS = 1.0
_MOST_BEATS = 120
"""After that it is a hang like any other, and is ended as one."""


class SystemFonts:
    """`beat` is called while an answer takes long, so that the frame does not count as a hang."""

    def __init__(self, patches: Patches, beat: Callable[[], None]) -> None:
        self._patches = patches
        self._beat = beat

    def watch(self, late: LateImports) -> None:
        late.when_imported(_MODULE, self._give_time)

    def _give_time(self, module: Any) -> None:
        read = getattr(module, _READER, None)
        if read is not None:
            self._patches.replace(module, _READER, self._patient(read))

    def _patient(self, read: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that reads the fonts by a `subprocess.run` without a limit."""
        module: Any = subprocess

        @functools.wraps(read)
        def call(*args: Any) -> Any:
            limited, module.run = module.run, self._run
            try:
                return read(*args)
            finally:
                module.run = limited

        return call

    def _run(
        self, command: Any, *, timeout: float, check: bool, **options: Any
    ) -> subprocess.CompletedProcess[Any]:
        with subprocess.Popen(command, **options) as process:
            out, err = self._answer(process)
        done = subprocess.CompletedProcess(command, process.returncode, out, err)
        if check:
            done.check_returncode()
        return done

    def _answer(self, process: subprocess.Popen[Any]) -> tuple[Any, Any]:
        for _ in range(_MOST_BEATS):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=_BEAT_SECONDS)
            self._beat()
        return process.communicate()
