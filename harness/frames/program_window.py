"""The window of a program that opened it itself, watched by a person."""

from __future__ import annotations

import pygame

from harness.config.resolve import RunConfig
from harness.frames.window import Window
from harness.hosting.display import Display
from harness.hosting.terminal import Terminal
from harness.running.session import Session
from harness.seam import originals
from harness.seam.presented import Presented, copy_pixels


class ProgramWindow:
    """A `Window` around whatever display the program has open."""

    def __init__(self, session: Session, terminal: Terminal, presented: Presented) -> None:
        self._session = session
        self._terminal = terminal
        self._presented = presented
        self._window: Window | None = None
        self._picture: pygame.Surface | None = None

    def show(self) -> None:
        """Bring what the program has shown to the window, and wait until the next frame is due."""
        picture = self._presented.picture()
        if picture is not None and self._presented.is_open:
            self._window_of(picture).show()

    def hold_if_asked(self) -> None:
        if self._window is not None:
            self._window.hold_if_asked()

    def _window_of(self, picture: pygame.Surface) -> Window:
        """Return the window around a picture: programs may open another one."""
        if self._window is None or picture is not self._picture:
            self._picture = picture
            display = ProgramDisplay(self._session.config, picture, self._presented)
            self._window = Window(self._session, display, self._terminal)
        return self._window


class ProgramDisplay(Display):
    """A display whose surface is a copy: the program has the one that belongs to the window."""

    def __init__(self, config: RunConfig, picture: pygame.Surface, presented: Presented) -> None:
        super().__init__(
            picture.get_size(),
            config.fixed_fps,
            headless=False,
            audio=config.audio,
            speed=config.speed,
            surface=picture,
        )
        self._presented = presented
        self._drawn = originals.copy(picture)

    def flip(self) -> None:
        """Show the picture, and leave the program's surface as it was.

        Any other window shows what the program has brought there itself: one drawn by OpenGL or a
        renderer, or a `pygame.Window`.
        """
        surface = originals.display_surface()
        if (
            surface is None
            or surface.get_size() != self.size
            or surface is not self._presented.surface
        ):
            return
        copy_pixels(surface, self._drawn)
        copy_pixels(self.surface, surface)
        super().flip()
        copy_pixels(self._drawn, surface)
