"""Windows beside `pygame.display`: `pygame.Window` of pygame-ce, and renderers of `pygame._sdl2`.

`Window.flip` or `Renderer.present` shows what was drawn, and ends a frame as `pygame.display.flip`
does. Of several windows, the picture is that of the one shown last.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import pygame

from harness.seam import originals
from harness.seam.boundary import Boundary
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches
from harness.seam.presented import Presented, empty_picture

_NO_LOGICAL_SIZE, _NO_SCALE = (0, 0), (1, 1)


class OwnWindows:
    """`resized` gets the size of the window that is shown."""

    def __init__(
        self,
        boundary: Boundary,
        patches: Patches,
        resized: Callable[[tuple[int, int]], None],
        presented: Presented,
    ) -> None:
        self._boundary = boundary
        self._patches = patches
        self._resized = resized
        self._presented = presented
        self._closes_at_quit = False
        window = getattr(pygame, "Window", None)
        if window is not None:
            self._replace(window, "flip", self._flipping)
            self._watch_window(window)

    def watch(self, late: LateImports) -> None:
        """Watch renderers once the program imports them."""
        late.when_imported("pygame._sdl2.video", self._watch_video)

    def _watch_video(self, video: Any) -> None:
        self._replace(video.Renderer, "present", self._presenting)
        if hasattr(video, "messagebox"):
            self._patches.replace(video, "messagebox", _messagebox)
        if video.Window is not getattr(pygame, "Window", None):
            self._watch_window(video.Window)

    def _watch_window(self, window: Any) -> None:
        self._replace(window, "destroy", self._closing)
        self._patches.replace_in_type(window, "opacity", _kept_opacity())

    def _replace(self, owner: Any, name: str, watching: Callable[[Any], Any]) -> None:
        really = getattr(owner, name)
        self._patches.replace_in_type(owner, name, functools.wraps(really)(watching(really)))

    def _flipping(self, really: Callable[[Any], None]) -> Callable[[Any], None]:
        def flip(window: Any) -> None:
            if window.opengl:
                from harness.seam.framebuffer import read

                self._show(window, window.size, read)
                really(window)
            else:
                really(window)
                self._show_surface(window.get_surface())
            self._boundary.updated()

        return flip

    def _presenting(self, really: Callable[[Any], None]) -> Callable[[Any], None]:
        def present(renderer: Any) -> None:
            if renderer.target is None:  # otherwise SDL shows nothing
                self._show(renderer, _size(renderer), functools.partial(_read, renderer))
            really(renderer)
            self._boundary.updated()

        return present

    def _closing(self, really: Callable[[Any], None]) -> Callable[[Any], None]:
        def destroy(window: Any) -> None:
            self._presented.close()
            really(window)

        return destroy

    def _show(
        self, source: Any, size: tuple[int, int], read: Callable[[pygame.Surface], None]
    ) -> None:
        if not self._presented.shows(source, size):
            self._presented.open_drawn(source, empty_picture(size), read)
            self._opened(size)
        self._presented.flip()

    def _show_surface(self, surface: pygame.Surface) -> None:
        size = surface.get_size()
        if not self._presented.shows(surface, size):
            self._presented.open(surface)
            self._opened(size)
        self._presented.flip()

    def _opened(self, size: tuple[int, int]) -> None:
        if not self._closes_at_quit:
            pygame.register_quit(self._quit)
            self._closes_at_quit = True
        self._resized(size)

    def _quit(self) -> None:
        self._closes_at_quit = False
        self._presented.close()


def _kept_opacity() -> property:
    """Return an attribute that keeps what is set; SDL refuses it for what no desktop shows."""
    opacities: dict[int, float] = {}

    def get(window: Any) -> float:
        return opacities.get(window.id, 1.0)

    def set_(window: Any, value: float) -> None:
        opacities[window.id] = min(max(float(value), 0.0), 1.0)

    return property(get, set_)


def _messagebox(*_: Any, return_button: int = 0, **__: Any) -> int:
    """Answer as the Return key does, as `pygame.display.message_box` does it."""
    return return_button


def _size(renderer: Any) -> tuple[int, int]:
    """Return the size of what a renderer draws on, in pixels."""
    with _whole(renderer):
        size: tuple[int, int] = renderer.get_viewport().size
        return size


def _read(renderer: Any, picture: pygame.Surface) -> None:
    with _whole(renderer):
        surface = renderer.to_surface()
    surface.set_alpha(None)
    originals.blit(picture, surface, (0, 0))


@contextlib.contextmanager
def _whole(renderer: Any) -> Iterator[None]:
    """Have a renderer draw on the whole window, pixel by pixel, as `to_surface` needs it.

    With a logical size or a scale, that function writes past the surface's end (pygame 2.6).
    """
    target, logical, scale = renderer.target, renderer.logical_size, renderer.scale
    if target is not None:
        renderer.target = None
    viewport = renderer.get_viewport()
    if tuple(logical) != _NO_LOGICAL_SIZE:
        renderer.logical_size = _NO_LOGICAL_SIZE
    if tuple(scale) != _NO_SCALE:
        renderer.scale = _NO_SCALE
    renderer.set_viewport(None)
    try:
        yield
    finally:
        if tuple(logical) != _NO_LOGICAL_SIZE:
            renderer.logical_size = logical
        if tuple(renderer.scale) != tuple(scale):
            renderer.scale = scale
        if renderer.get_viewport() != viewport:
            renderer.set_viewport(viewport)
        if target is not None:
            renderer.target = target
