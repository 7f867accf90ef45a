"""The window of a program that opened it itself, watched by a person."""

from __future__ import annotations

import pygame

from harness.display import Display
from harness.hosting.terminal import Terminal
from harness.hosting.window import Window
from harness.session import Session

_get_surface = pygame.display.get_surface


class ProgramWindow:
    """A `Window` around whatever display the program has open."""

    def __init__(self, session: Session, terminal: Terminal) -> None:
        self._session = session
        self._terminal = terminal
        self._window: Window | None = None
        self._surface: pygame.Surface | None = None

    def show(self) -> None:
        """Bring what the program has drawn to the window, and wait until the next frame is due."""
        shown, surface = pygame.display.get_surface(), _get_surface()
        if shown is None or surface is None:
            return
        window = self._window_of(surface)
        if self._surface is not None and shown is not self._surface:
            self._surface.blit(shown, (0, 0))
        window.show()

    def hold_if_asked(self) -> None:
        if self._window is not None:
            self._window.hold_if_asked()

    def _window_of(self, surface: pygame.Surface) -> Window:
        """Return the window around a surface: programs may open another one."""
        if self._window is None or surface is not self._surface:
            config = self._session.config
            display = Display(
                surface.get_size(),
                config.fixed_fps,
                headless=False,
                audio=config.audio,
                speed=config.speed,
                surface=surface,
            )
            self._surface = surface
            self._window = Window(self._session, display, self._terminal)
        return self._window
