"""SDL's drivers of video and sound are those that the run has chosen, whatever a game sets.

A game that sets `os.environ["SDL_AUDIODRIVER"]` finds it there. SDL reads the environment of the
process instead, where these variables keep their values; so do the processes that inherit it.
"""

from __future__ import annotations

import os
from typing import Any

from harness.seam.patches import Patches

_HELD = frozenset(
    {"SDL_VIDEODRIVER", "SDL_AUDIODRIVER", "SDL_VIDEO_DRIVER", "SDL_AUDIO_DRIVER"}
)  # with an underscore more in SDL 3, and in SDL 2 on top of it


class HeldDrivers:
    """From construction on; `os.environ` changes the environment by way of these two functions."""

    def __init__(self, patches: Patches) -> None:
        self._putenv, self._unsetenv = os.putenv, os.unsetenv
        patches.replace(os, "putenv", self.putenv)
        patches.replace(os, "unsetenv", self.unsetenv)

    def putenv(self, name: Any, value: Any, /) -> None:
        if os.fsdecode(name) not in _HELD:
            self._putenv(name, value)

    def unsetenv(self, name: Any, /) -> None:
        if os.fsdecode(name) not in _HELD:
            self._unsetenv(name)
