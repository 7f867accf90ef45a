"""The surface a game draws on: a window, or memory alone when headless.

A window's own events, those of the desktop and of the person in front of it, are read here with
pygame's real functions, which are captured before the game's are replaced.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable, Iterator, Sequence

import pygame

from harness.base import clock as wall
from harness.errors import UsageError
from harness.seam.drivers import DUMMY, drawing_variables

_events = pygame.event
_get, _pump = _events.get, _events.pump
_get_blocked, _set_blocked, _set_allowed = (
    _events.get_blocked,
    _events.set_blocked,
    _events.set_allowed,
)

_flip = pygame.display.flip
_init_joysticks, _Joystick = pygame.joystick.init, pygame.joystick.Joystick

_HEARD = (
    pygame.QUIT, pygame.KEYDOWN, pygame.KEYUP, pygame.TEXTINPUT, pygame.MOUSEMOTION,
    pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEWHEEL, pygame.WINDOWEXPOSED,
    pygame.JOYDEVICEADDED, pygame.JOYDEVICEREMOVED, pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP,
    pygame.JOYAXISMOTION, pygame.JOYHATMOTION,
)  # fmt: skip
"""What a window's events are about; a game that blocks some of them blocks them for itself."""
_SLICE_SECONDS = 0.015
"""How long a window that waits goes without looking at its events."""


class Display:
    """Opened once a process. A window goes at `speed` times real time; infinity does not wait.

    `draws_every` is 1 where every frame is drawn, as in a window, 0 where none is unless somebody
    asks for it, and N for every N-th. A program that opens a window itself has its `surface`. The
    title of a window is the `name` of the game, until the game sets another one.
    """

    def __init__(
        self,
        size: tuple[int, int],
        fps: int,
        headless: bool,
        audio: bool,
        draws_every: int = 0,
        speed: float = 1.0,
        surface: pygame.Surface | None = None,
        name: str = "pygame window",
    ) -> None:
        if surface is None:
            choose_drivers(headless, audio, name)
        self.size = size
        self.draws_every = draws_every if headless else 1
        self.surface = surface or _open(size, name)
        self._frame_seconds = self.frame_seconds(fps, speed, headless)
        self._due = 0.0

    @staticmethod
    def frame_seconds(fps: int, speed: float, headless: bool) -> float:
        """Return how long a frame lasts in real time at least, in seconds."""
        return 0.0 if headless or math.isinf(speed) else 1 / (fps * speed)

    def show(self) -> None:
        """Bring the drawn frame to the window, at the pace of real time."""
        self.flip()
        _pump()
        self.pace(lambda: False)

    def flip(self) -> None:
        """Bring what is drawn to the window."""
        _flip()

    def pace(self, enough: Callable[[], bool]) -> None:
        """Wait until the next frame is due. A long wait asks now and then whether it is enough."""
        now = wall.monotonic()
        self._due = max(self._due + self._frame_seconds, now)
        while (left := self._due - now) > 2 * _SLICE_SECONDS:
            wall.sleep(_SLICE_SECONDS)
            if enough():
                return
            now = wall.monotonic()
        if left > 0:
            wall.sleep(left)

    def rest(self) -> None:
        """Wait for a moment in which nothing moves."""
        wall.sleep(_SLICE_SECONDS)
        self._due = 0.0

    def events(self) -> Sequence[pygame.event.Event]:
        """Take the window's own events, which the game under test never sees."""
        blocked = [kind for kind in _HEARD if _get_blocked(kind)]
        if not blocked:
            return _get()
        _set_allowed(blocked)
        try:
            return _get()
        finally:
            _set_blocked(blocked)


def choose_drivers(headless: bool, audio: bool, name: str) -> None:
    """Have SDL open no window and no sound, where none is wanted.

    The desktop groups windows by `name`. When pygame is imported, it writes the file that Python
    runs there, which is one of the harness.

    A window is shown from memory: SDL's way through OpenGL takes fifty times as long where that is
    computed, as under Xvfb, and gains nothing for a picture that is in memory anyway.
    """
    if headless:
        os.environ["SDL_VIDEODRIVER"] = DUMMY
    os.environ.update(drawing_variables(headless))
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    os.environ["SDL_VIDEO_X11_WMCLASS"] = os.environ["SDL_VIDEO_WAYLAND_WMCLASS"] = name
    if not audio:
        os.environ["SDL_AUDIODRIVER"] = "dummy"


def use_display(display: str) -> None:
    """Have windows open on an X display by its name; an empty one changes nothing."""
    if display:
        os.environ.update(DISPLAY=display, SDL_VIDEODRIVER="x11")
        os.environ.pop("WAYLAND_DISPLAY", None)


def video_driver(headless: bool) -> str:
    """Return the name of SDL's video driver. `pygame.display` is not initialised afterwards.

    Raises `UsageError` where no display opens.
    """
    if headless:
        return DUMMY
    _init_display()
    driver = pygame.display.get_driver()
    pygame.display.quit()
    return driver


def hear_joysticks() -> None:
    """Have real gamepads be among a window's events."""
    _init_joysticks()


def open_joystick(index: int) -> pygame.joystick.JoystickType:
    """Return the real gamepad at a place in SDL's list. It tells of itself while it is kept."""
    return _Joystick(index)


def _open(size: tuple[int, int], name: str) -> pygame.Surface:
    _init_display()
    pygame.font.init()
    pygame.display.set_caption(name.encode("utf-8", "replace").decode())
    with _refused():
        return pygame.display.set_mode(size, vsync=0)


def _init_display() -> None:
    with _refused():
        pygame.display.init()


@contextlib.contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except pygame.error as error:
        raise UsageError(
            f"no display opens: {error}; run tests with --headless or --xvfb, other commands under "
            "xvfb-run"
        ) from None
