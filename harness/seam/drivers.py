"""SDL's drivers of video and sound are those that the run has chosen, whatever a game sets.

So is what draws OpenGL: Mesa's software renderer, whose pixels are the same on every machine.

A game that sets `os.environ["SDL_AUDIODRIVER"]` finds it there. SDL reads the environment of the
process instead, where these variables keep their values; so do the processes that inherit it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from harness.seam.patches import Patches

DUMMY, OFFSCREEN = "dummy", "offscreen"
"""SDL's video drivers without a window; the second one has OpenGL."""

SOFTWARE_OPENGL = {
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "GALLIUM_DRIVER": "llvmpipe",
    # Without AVX and fused multiplication, which would round otherwise on processors that have it.
    "LP_NATIVE_VECTOR_WIDTH": "128",
    "__GLX_VENDOR_LIBRARY_NAME": "mesa",
}
"""What selects Mesa's software renderer. The number of its threads changes no pixel."""
_MESA_EGL = "/usr/share/glvnd/egl_vendor.d/50_mesa.json"

_VIDEO = "SDL_VIDEODRIVER"
_putenv = os.putenv  # before it is replaced
_HELD = frozenset(
    {_VIDEO, "SDL_AUDIODRIVER", "SDL_VIDEO_DRIVER", "SDL_AUDIO_DRIVER", *SOFTWARE_OPENGL}
)  # with an underscore more in SDL 3, and in SDL 2 on top of it


def drawing_variables(headless: bool) -> dict[str, str]:
    """Return the environment in which software draws: SDL's renderers and Mesa's OpenGL.

    Headless, contexts of OpenGL are those of EGL, which PyOpenGL has to know.
    """
    variables = {"SDL_RENDER_DRIVER": "software", **SOFTWARE_OPENGL}
    if os.path.exists(_MESA_EGL):
        variables["__EGL_VENDOR_LIBRARY_FILENAMES"] = _MESA_EGL
    if headless:
        variables["PYOPENGL_PLATFORM"] = "egl"
    return variables


@contextlib.contextmanager
def select_video(driver: str) -> Iterator[None]:
    """Have SDL's video system begin with another driver, which no other process sees."""
    _putenv(_VIDEO, driver)
    try:
        yield
    finally:
        _putenv(_VIDEO, DUMMY)


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
