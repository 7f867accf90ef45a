"""A display with `pygame.OPENGL`: a window of SDL's, or memory when headless.

Headless, SDL's driver without windows has no OpenGL. The one that draws off the screen has it, by
way of EGL; it takes the other one's place when a program opens such a display. Mesa's software
renderer draws the same pixels there as in a window under Xvfb, in every process.
"""

from __future__ import annotations

import contextlib
from typing import Any

import pygame

from harness.seam import originals
from harness.seam.drivers import DUMMY, OFFSCREEN, select_video
from harness.seam.patches import Patches

OPENGL_FLAGS = pygame.OPENGL | pygame.DOUBLEBUF
_SOFTWARE = ("llvmpipe", "softpipe", "software", "swrast", "swiftshader")
_PACKAGES = (
    "headless, Mesa's software renderer draws it, which Debian has in the packages "
    "libgl1-mesa-dri, libegl1 and libgl1"
)
_SDL_EVENTS = 0x4000
_DEPTHS, _DEPTH_OF_SDL = (32, 24), 16
"""Sizes of depth buffers in bits, the largest one first, and what SDL asks for otherwise."""


class OpenGlDisplay:
    """`set_mode` is the next one after the program's, which begins pygame's time."""

    def __init__(self, patches: Patches, set_mode: Any) -> None:
        self._set_mode = set_mode
        self._set_attribute = pygame.display.gl_set_attribute
        self._attributes: dict[int, int] = {}
        patches.replace(pygame.display, "gl_set_attribute", self.set_attribute)

    def set_attribute(self, flag: int, value: int, /) -> None:
        self._set_attribute(flag, value)
        self._attributes[flag] = value

    def forget(self) -> None:
        """Forget the attributes, as SDL does when its video system is closed."""
        self._attributes.clear()

    def set_mode(self, size: Any, flags: int) -> pygame.Surface:
        """Open the display, or change its size: textures and all that is in the context stay."""
        if not pygame.display.get_init():
            originals.init_display()
        is_headless = pygame.display.get_driver() in (DUMMY, OFFSCREEN)
        try:
            if is_headless:
                self._leave_dummy()
                surface: pygame.Surface = self._open_in_memory(size, flags)
            else:
                surface = self._set_mode(size, flags)
        except pygame.error as error:
            if not is_headless:
                raise
            raise pygame.error(f"no display with OPENGL opens: {error}; {_PACKAGES}") from None
        if is_headless:
            from harness.seam.egl_memory import fit_memory

            _require_software()
            # The surface of a display that was open before keeps its size (pygame 2.6).
            fit_memory(originals.window_size())
        return surface

    def flip(self) -> None:
        """Bring what is drawn to the window."""
        from harness.seam.framebuffer import flush

        originals.flip_display()
        flush()

    def _open_in_memory(self, size: Any, flags: int) -> Any:
        """Open the display with the deepest depth buffer, which a window gets from GLX.

        EGL chooses the shallowest one, with which other pixels win where depths are nearly equal.
        """
        asked = self._attributes.get(pygame.GL_DEPTH_SIZE, 0)
        for bits in (each for each in _DEPTHS if each > asked):
            self._set_attribute(pygame.GL_DEPTH_SIZE, bits)
            with contextlib.suppress(pygame.error):
                return self._set_mode(size, flags)
        self._set_attribute(pygame.GL_DEPTH_SIZE, asked or _DEPTH_OF_SDL)
        return self._set_mode(size, flags)

    def _leave_dummy(self) -> None:
        """Change SDL's driver. Nothing of what a program may have set before is lost."""
        if pygame.display.get_driver() != DUMMY:
            return
        from harness.seam.framebuffer import sdl

        title, library = originals.get_caption(), sdl()
        library.SDL_InitSubSystem(_SDL_EVENTS)  # keeps which events are blocked
        originals.quit_display()
        try:
            with select_video(OFFSCREEN):
                originals.init_display()
        finally:
            library.SDL_QuitSubSystem(_SDL_EVENTS)
        if title:
            originals.set_caption(*title)
        for flag, value in self._attributes.items():
            self._set_attribute(flag, value)


def _require_software() -> None:
    """Refuse a graphics card, whose pixels are those of one machine."""
    from harness.seam.framebuffer import renderer

    name = renderer()
    if not any(word in name.lower() for word in _SOFTWARE):
        raise pygame.error(f"no display with OPENGL opens: {name!r} would draw it; {_PACKAGES}")
