"""A display with `pygame.OPENGL`: a window of SDL's, or memory when headless.

Headless, SDL's driver without windows has no OpenGL. The one that draws off the screen has it, by
way of EGL; it takes the other one's place when a program opens such a display. Mesa's software
renderer draws the same pixels there as in a window under Xvfb, in every process.
"""

from __future__ import annotations

import functools
import re
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
_FOR_WANT_OF_PACKAGES = re.compile("GL|offscreen")
"""Is in what SDL says where a library or its driver is missing."""
_SDL_EVENTS = 0x4000
_MOST_SAMPLES = 4
"""Samples of a pixel that Mesa's software renderer has."""
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
        pygame.register_quit(self.forget)

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
            surface = self._open(size, flags, is_headless)
        except pygame.error as error:
            if not is_headless or not _FOR_WANT_OF_PACKAGES.search(str(error)):
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

    def _open(self, size: Any, flags: int, is_headless: bool) -> pygame.Surface:
        """Open the display with the best of the buffers that there are.

        GLX chooses the deepest depth buffer, EGL the shallowest one, with which other pixels win
        where depths are nearly equal: headless, the deepest ones are asked for. Mesa's software
        renderer has fewer samples than graphics cards.
        """
        depth = self._attributes.get(pygame.GL_DEPTH_SIZE, _DEPTH_OF_SDL)
        depths = [each for each in _DEPTHS if is_headless and each > depth]
        samples = self._attributes.get(pygame.GL_MULTISAMPLESAMPLES, 0)
        for count in (samples, _MOST_SAMPLES) if samples > _MOST_SAMPLES else (samples,):
            self._set_attribute(pygame.GL_MULTISAMPLESAMPLES, count)
            for bits in (*depths, depth):
                self._set_attribute(pygame.GL_DEPTH_SIZE, bits)
                try:
                    surface: pygame.Surface = self._set_mode(size, flags)
                except pygame.error as error:
                    refused = error
                else:
                    return surface
        raise refused

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


def refuse_opengl(patches: Patches) -> None:
    """Refuse such a display to a hosted game, which draws on a surface that it gets."""
    really = pygame.display.set_mode

    @functools.wraps(really)
    def set_mode(
        size: Any = (0, 0), flags: int = 0, depth: int = 0, display: int = 0, vsync: int = 0
    ) -> pygame.Surface:
        if flags & pygame.OPENGL:
            raise pygame.error(
                "a game that is hosted by a factory draws on the surface that draw() gets; to test "
                "a program with an OPENGL display, name the program itself: --game path/to/main.py"
            )
        return really(size, flags, depth, display, vsync)

    patches.replace(pygame.display, "set_mode", set_mode)


def _require_software() -> None:
    """Refuse a graphics card, whose pixels are those of one machine."""
    from harness.seam.framebuffer import renderer

    name = renderer()
    if not any(word in name.lower() for word in _SOFTWARE):
        raise pygame.error(f"no display with OPENGL opens: {name!r} would draw it; {_PACKAGES}")
