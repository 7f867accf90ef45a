"""`pygame.display` and the pointer's shape, for a program that opens a window itself.

It gets pygame's own surface, in memory or in a window, of the size it asked for, whatever the
machine and its screens are.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pygame

from harness.seam.boundary import Boundary
from harness.seam.flavour import IS_CE
from harness.seam.mouse import require_video
from harness.seam.opengl_display import OPENGL_FLAGS, OpenGlDisplay
from harness.seam.patches import Patches
from harness.seam.presented import Presented, empty_picture

_REFRESH_RATE = 60
_KEPT_FLAGS = pygame.FULLSCREEN | pygame.RESIZABLE | pygame.NOFRAME
"""What a display's surface reports of the flags that were asked for."""
_NO_RECTANGLES = (
    f"update requires a rectstyle or {'an iterable' if IS_CE else 'sequence'} of rectstyles"
)
_NO_PARTS = "Cannot update an OPENGL display"
_NOT_OPEN, _NO_WINDOW = "Display mode not set", "No open window"


class OwnDisplay:
    """`pygame.display`. `resized` gets the size of the window; the desktop has that of the run.

    What the program shows comes to `presented` alone: the run itself paints a window.
    """

    def __init__(
        self,
        boundary: Boundary,
        patches: Patches,
        size: tuple[int, int],
        resized: Callable[[tuple[int, int]], None],
        presented: Presented,
    ) -> None:
        self._boundary = boundary
        self._size = size
        self._position = (0, 0)
        self._resized = resized
        self._presented = presented
        self._flags = self._opengl_flags = 0
        self._set_mode = pygame.display.set_mode
        self._quit = pygame.display.quit
        self._get_surface = pygame.display.get_surface
        self._window_size = pygame.display.get_window_size
        self._opengl = OpenGlDisplay(patches, self._set_mode)
        self._real_info = pygame.display.Info
        self._surface_flags = pygame.Surface.get_flags
        own = {
            "Info": self.info,
            "set_mode": self.set_mode,
            "quit": self.quit,
            "flip": self.flip,
            "update": self.update,
            "toggle_fullscreen": self.toggle_fullscreen,
            "is_fullscreen": self.is_fullscreen,
            "get_window_size": self.get_window_size,
            "list_modes": self.list_modes,
            "get_desktop_sizes": self.get_desktop_sizes,
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
        patches.replace_in_type(pygame.Surface, "get_flags", self._flags_of())

    def set_mode(
        self, size: Any = (0, 0), flags: int = 0, depth: int = 0, display: int = 0, vsync: int = 0
    ) -> pygame.Surface:
        """Open a plain display; how it would fill a real screen is not the frame's affair.

        As in pygame, the surface of a display that is open already is the same one, resized.
        """
        wanted = self._wanted(size)
        opengl_flags = flags & OPENGL_FLAGS if flags & pygame.OPENGL else 0
        if opengl_flags:
            surface = self._opengl.set_mode(wanted, opengl_flags)
        else:
            surface = self._set_mode(wanted)
        self._flags, self._opengl_flags = flags & _KEPT_FLAGS, opengl_flags
        self._open(surface)
        pygame.register_quit(self._presented.close)
        self._resized(self._window_size())
        return surface

    def _open(self, surface: pygame.Surface) -> None:
        """Have the display be what is shown."""
        if self._opengl_flags:
            from harness.seam.framebuffer import read

            self._presented.open_drawn(surface, empty_picture(self._window_size()), read)
        else:
            self._presented.open(surface)

    def _wanted(self, size: Any) -> Any:
        """Return width and height with those of the desktop for 0; what pygame refuses as it is."""
        try:
            width, height = pygame.Rect((0, 0), size).size
        except TypeError:
            return size
        return width or self._size[0], height or self._size[1]

    def resize(self, size: tuple[int, int]) -> None:
        """Follow the window, as pygame's display does where it has been opened RESIZABLE."""
        if self._flags & pygame.RESIZABLE and self._get_surface() is not None:
            self.set_mode(size, self._flags | self._opengl_flags)

    def quit(self) -> None:
        self._presented.close()
        self._opengl.forget()
        self._quit()

    def flip(self) -> None:
        self._require_shown()
        self._presented.flip()
        if self._opengl_flags:
            self._opengl.flip()
        self._boundary.updated()

    def update(self, *rectangles: Any) -> None:
        self._require_shown()
        parts = updated_parts(rectangles)
        if parts is None:
            self.flip()
            return
        if self._opengl_flags:
            raise pygame.error(_NO_PARTS)
        self._presented.update(parts)
        self._boundary.updated()

    def toggle_fullscreen(self) -> int:
        self._require_window()
        self._flags ^= pygame.FULLSCREEN
        return 1

    def is_fullscreen(self) -> bool:
        self._require_window()
        return bool(self._flags & pygame.FULLSCREEN)

    def get_window_size(self) -> tuple[int, int]:
        if self._get_surface() is None:
            raise pygame.error(_NO_WINDOW)
        return self._window_size()

    def list_modes(
        self, depth: int = 0, flags: int = pygame.FULLSCREEN, display: int = 0
    ) -> list[tuple[int, int]]:
        require_video()
        return [self._size]

    def get_desktop_sizes(self) -> list[tuple[int, int]]:
        require_video()
        return [self._size]

    def _require_shown(self) -> None:
        """Refuse a display that is not open; show it where another window was shown."""
        surface = self._require_window(_NOT_OPEN)
        if not self._presented.shows(surface, self._window_size()):
            self._open(surface)

    def _require_window(self, otherwise: str = _NO_WINDOW) -> pygame.Surface:
        """Refuse what pygame refuses before there is a window."""
        require_video()
        surface = self._get_surface()
        if surface is None:
            raise pygame.error(otherwise)
        return surface

    def _flags_of(self) -> Callable[[pygame.Surface], int]:
        """Return a method that reports how the program has asked for its display."""
        get_flags, get_surface = self._surface_flags, self._get_surface

        def flags(surface: pygame.Surface) -> int:
            found = get_flags(surface)
            return found & ~_KEPT_FLAGS | self._flags if surface is get_surface() else found

        return functools.wraps(get_flags)(flags)

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
        real, surface = self._real_info(), self._get_surface()
        return Info(real, self._size if surface is None else self._window_size())


def updated_parts(arguments: tuple[Any, ...]) -> list[pygame.Rect] | None:
    """Return the rectangles that `pygame.display.update` is called with; `None` for the whole."""
    if not arguments or arguments[0] is None:
        return None
    with contextlib.suppress(TypeError):
        return [pygame.Rect(*arguments)]
    many: Any = arguments[0]
    if len(arguments) > 1 or not isinstance(many, Iterable if IS_CE else Sequence):
        raise ValueError(_NO_RECTANGLES)
    try:
        return [pygame.Rect(part) for part in many if part is not None]
    except TypeError:
        raise ValueError("update_rects requires a single list of rects") from None


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
