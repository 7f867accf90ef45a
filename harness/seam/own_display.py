"""`pygame.display` and the pointer's shape, for a program that opens a window itself.

It gets a plain surface, in memory or in a window, whatever the machine and its screens are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pygame

from harness.seam.boundary import Boundary
from harness.seam.mouse import require_video
from harness.seam.patches import Patches

_LEFT_OUT = pygame.OPENGL
"""The flag of a display that no surface shows."""
_REFRESH_RATE = 60


class OwnDisplay:
    """`pygame.display`. `resized` is told the size of the window; the desktop has that of the run.

    Programs draw on a `screen` of their own, where somebody wants to know what they draw.
    """

    def __init__(
        self,
        boundary: Boundary,
        patches: Patches,
        size: tuple[int, int],
        resized: Callable[[tuple[int, int]], None],
        screen: type[pygame.Surface] | None = None,
    ) -> None:
        self._boundary = boundary
        self._size = size
        self._position = (0, 0)
        self._resized = resized
        self._set_mode = pygame.display.set_mode
        self._screen = screen
        self._surface: pygame.Surface | None = None
        self._real_surface = pygame.display.get_surface
        self._real_info = pygame.display.Info
        own = {
            "Info": self.info,
            "set_mode": self.set_mode,
            "get_surface": self.get_surface,
            "flip": self.flip,
            "update": self.update,
            "toggle_fullscreen": self.toggle_fullscreen,
            "get_window_size": self.get_window_size,
            "list_modes": lambda *_args, **_kwargs: [size],
            "get_desktop_sizes": lambda: [size],
            "_get_renderer_info": lambda: ("software", 1),
            "get_current_refresh_rate": lambda: _REFRESH_RATE,
            "get_desktop_refresh_rates": lambda: [_REFRESH_RATE],
            "is_vsync": lambda: False,
            "get_window_position": lambda: self._position,
            "set_window_position": self.set_window_position,
            "message_box": self.message_box,
        }
        for name, function in own.items():
            if hasattr(pygame.display, name):
                patches.replace(pygame.display, name, function)

    def set_mode(
        self, size: Any = (0, 0), flags: int = 0, depth: int = 0, display: int = 0, vsync: int = 0
    ) -> pygame.Surface:
        """Open a plain display; how it would fill a real screen is not the frame's affair."""
        if flags & _LEFT_OUT:
            raise pygame.error(
                "the harness shows surfaces of pygame: a display with OPENGL has none; run the "
                "program without that flag"
            )
        width, height = size
        wanted = (int(width) or self._size[0], int(height) or self._size[1])
        self._surface = self._set_mode(wanted)
        if self._screen is not None:
            self._surface = self._screen(wanted, 0, self._surface)
        self._resized(wanted)
        return self._surface

    def get_surface(self) -> pygame.Surface | None:
        return self._surface if self._real_surface() is not None else None

    def flip(self) -> None:
        require_video()
        self._boundary.updated()

    def update(self, *rectangles: Any) -> None:
        require_video()
        self._boundary.updated()

    def toggle_fullscreen(self) -> int:
        return 1

    def get_window_size(self) -> tuple[int, int]:
        require_video()
        surface = self.get_surface()
        return surface.get_size() if surface else self._size

    def set_window_position(self, position: Any) -> None:
        """Keep a position, and leave the window where the person at the desk has it."""
        x, y = position
        require_video()
        self._position = (int(x), int(y))

    def message_box(
        self,
        title: str,
        message: str | None = None,
        message_type: str = "info",
        parent_window: Any = None,
        buttons: Sequence[str] = ("OK",),
        return_button: int = 0,
        escape_button: int | None = None,
    ) -> int:
        """Answer as the Return key does: nobody reads it."""
        return return_button

    def info(self) -> Info:
        """Tell the size of the window, or of the desktop while there is none."""
        return Info(self._real_info(), self.get_window_size())


class Info:
    """What `pygame.display.Info()` returns."""

    def __init__(self, real: Any, size: tuple[int, int]) -> None:
        self._real = real
        self.current_w, self.current_h = size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class Pointer:
    """The pointer's shape, which is kept and shown nowhere: not every driver has all of them."""

    def __init__(self, patches: Patches) -> None:
        self._cursor = pygame.cursors.Cursor()
        patches.replace(pygame.mouse, "set_cursor", self.set_cursor)
        patches.replace(pygame.mouse, "get_cursor", self.get_cursor)

    def set_cursor(self, *shape: Any) -> None:
        cursor = pygame.cursors.Cursor(*shape)
        require_video()
        self._cursor = cursor

    def get_cursor(self) -> pygame.cursors.Cursor:
        require_video()
        return self._cursor
