"""What a program has brought to the screen: the picture that a player sees.

A program continues to draw on the surface of its display after `flip`, so a picture of that surface
may be half of the next frame. What was shown is copied where a test may look at it, not in every
frame: a copy of a large window takes as long as drawing fifty shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pygame

from harness.base.clock import FrameClock
from harness.seam import originals

_ALWAYS_COPIED_PIXELS = 640 * 480
"""Windows up to this size are copied at every flip (0.1 ms): the program may raise at any time."""
_NEAR_FRAMES = 30
"""Larger ones are copied from so many frames before a test continues, and if they rarely change."""

_MASKS = (0xFF, 0xFF00, 0xFF0000, 0)

Watcher = Callable[[pygame.Surface | None, Sequence[pygame.Rect] | None], None]
"""Is called with a surface that has come to the screen, and the parts of it; `None` for all.

The surface is `None` where a window is drawn past pygame's surfaces.
"""


class Presented:
    """`frames_to_look` returns in how many frames someone may look at the screen."""

    def __init__(self, clock: FrameClock, frames_to_look: Callable[[], int]) -> None:
        self._clock = clock
        self._frames_to_look = frames_to_look
        self._source: Any = None
        self._surface: pygame.Surface | None = None
        self._read: Callable[[pygame.Surface], None] | None = None
        self._picture: pygame.Surface | None = None
        self._is_current = True
        self._always = False
        self._last_flip = 0
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> None:
        """Have a function called whenever something comes to the screen."""
        self._watchers.append(watcher)

    def open(self, surface: pygame.Surface) -> None:
        """Begin with what a window shows that has just opened."""
        self._surface = surface
        self._begin(surface, _plain_copy(surface), lambda picture: copy_pixels(surface, picture))

    def open_drawn(
        self, source: Any, picture: pygame.Surface, read: Callable[[pygame.Surface], None]
    ) -> None:
        """Begin with a window that is drawn past pygame's surfaces, by its `source`.

        `read` fills the picture, an `empty_picture` of the window's size, with what it shows.
        """
        self._surface = None
        self._begin(source, picture, read)

    def shows(self, source: Any, size: tuple[int, int]) -> bool:
        """Tell whether a surface, or another source, of this size is what was opened last."""
        return (
            self._source is source
            and self._picture is not None
            and self._picture.get_size() == size
        )

    @property
    def is_open(self) -> bool:
        """Whether there is a window that shows something."""
        return self._read is not None

    @property
    def surface(self) -> pygame.Surface | None:
        """The surface that the window shows; `None` if it is drawn otherwise, or is closed."""
        return self._surface

    def _begin(
        self, source: Any, picture: pygame.Surface, read: Callable[[pygame.Surface], None]
    ) -> None:
        width, height = picture.get_size()
        self._source = source
        self._picture = picture
        self._read = read
        self._is_current = True
        self._always = width * height <= _ALWAYS_COPIED_PIXELS
        self._last_flip = self._clock.frame - _NEAR_FRAMES
        self._tell(None)

    def flip(self) -> None:
        """Take note that all of the surface has come to the screen."""
        frame = self._clock.frame
        since, self._last_flip = frame - self._last_flip, frame
        if self._always or since >= _NEAR_FRAMES or self._frames_to_look() <= _NEAR_FRAMES:
            self._copy()
        else:
            self._is_current = False
        if self._watchers:
            self._tell(None)

    def update(self, rectangles: Sequence[pygame.Rect]) -> None:
        """Take note that parts of the surface have come to the screen."""
        self._tell(rectangles)
        if not self._is_current:
            self._always = True  # parts add to a whole, which has to be known
            self._copy()
            return
        surface, picture = self._surface, self._picture
        assert surface is not None
        assert picture is not None
        for rectangle in rectangles:
            _copy_part(surface, picture, rectangle.clip(picture.get_rect()))

    def close(self) -> None:
        """Keep the picture of a display that is about to be closed."""
        self._make_current()
        self._surface = self._read = self._source = None

    def picture(self) -> pygame.Surface | None:
        """Return what is on the screen, or was when the display was closed.

        `None` before a window has opened. It is the same surface until the next one opens.
        """
        self._make_current()
        return self._picture

    def _tell(self, parts: Sequence[pygame.Rect] | None) -> None:
        for watcher in self._watchers:
            watcher(self._surface, parts)

    def _make_current(self) -> None:
        """Copy a surface that was not copied when it was shown: nothing better is known."""
        if not self._is_current:
            self._copy()

    def _copy(self) -> None:
        assert self._read is not None
        assert self._picture is not None
        self._read(self._picture)
        self._is_current = True


def empty_picture(size: tuple[int, int]) -> pygame.Surface:
    """Return an opaque black surface whose pixels are red, green, blue and a byte without use."""
    return originals.Surface(size, 0, 32, _MASKS)


def copy_pixels(source: pygame.Surface, target: pygame.Surface) -> None:
    """Copy all pixels between surfaces of one size and format.

    Unlike a blit, this is not changed by locks, a clip, a colour key or transparency.
    """
    if source.get_pitch() == target.get_pitch():
        _bytes(target)[:] = _bytes(source)
    else:
        _copy_rows(source, target, source.get_rect())


def _copy_part(source: pygame.Surface, target: pygame.Surface, part: pygame.Rect) -> None:
    """Copy a rectangle inside of both surfaces; `target` has no clip."""
    if source.get_locked() or source.get_colorkey() or source.get_alpha() not in (None, 255):
        _copy_rows(source, target, part)
    else:
        originals.blit(target, source, part, part)


def _copy_rows(source: pygame.Surface, target: pygame.Surface, part: pygame.Rect) -> None:
    size, from_, to = source.get_bytesize(), _bytes(source), _bytes(target)
    length = part.width * size
    for y in range(part.top, part.bottom):
        begin = y * source.get_pitch() + part.left * size
        end = y * target.get_pitch() + part.left * size
        to[end : end + length] = from_[begin : begin + length]


def _bytes(surface: pygame.Surface) -> memoryview:
    """Return the pixels; the surface is locked as long as this lives."""
    return memoryview(surface.get_buffer())  # type: ignore[arg-type]


def _plain_copy(surface: pygame.Surface) -> pygame.Surface:
    copy = originals.copy(surface)
    copy.set_colorkey(None)
    copy.set_alpha(None)
    return copy
