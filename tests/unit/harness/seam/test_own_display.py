"""The display of a program that opens it itself: a plain surface of the size it asked for."""

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.seam.boundary import Boundary
from harness.seam.own_display import OwnDisplay, Pointer, updated_parts
from harness.seam.presented import Presented

DESKTOP = (320, 200)


class Desk:
    def __init__(self, patches):
        self.frames, self.size = 0, None
        self.boundary = Boundary(self.next_frame, 60)
        self.presented = Presented(FrameClock(60), lambda: 0)
        OwnDisplay(self.boundary, patches, DESKTOP, self.resized, self.presented)
        Pointer(patches)

    def next_frame(self):
        self.frames += 1

    def resized(self, size):
        self.size = size


@pytest.fixture
def desk(display_patches):
    return Desk(display_patches)


@pytest.mark.parametrize(
    ("args", "size"),
    [
        ((), DESKTOP),
        (((0, 0),), DESKTOP),
        (((64, 0),), (64, 200)),
        (((64, 48), pygame.FULLSCREEN | pygame.SCALED), (64, 48)),
        (([64.9, 48],), (64, 48)),
    ],
)
def test_sizes(desk, args, size):
    screen = pygame.display.set_mode(*args)
    assert screen.get_size() == desk.size == pygame.display.get_window_size() == size
    assert pygame.display.get_surface() is screen
    assert (pygame.display.Info().current_w, pygame.display.Info().current_h) == size


def test_another_size_is_the_same_surface(desk):
    screen = pygame.display.set_mode((64, 48))
    for size in ((64, 48), (32, 90), DESKTOP):
        screen.fill("red")
        assert pygame.display.set_mode(size) is screen
        assert type(screen) is pygame.Surface
        assert (screen.get_size(), screen.get_clip().size) == (size, size)
        assert screen.get_at((0, 0)) == pygame.Color("black")


@pytest.mark.parametrize(
    "flags",
    [0, pygame.FULLSCREEN, pygame.RESIZABLE, pygame.NOFRAME, pygame.FULLSCREEN | pygame.SCALED],
)
def test_flags(desk, flags):
    screen = pygame.display.set_mode((64, 48), flags)
    others = pygame.Surface((3, 3), flags), screen.copy(), screen.subsurface((0, 0, 3, 3))
    asked = flags & ~pygame.SCALED
    assert screen.get_flags() & (pygame.FULLSCREEN | pygame.RESIZABLE | pygame.NOFRAME) == asked
    assert not any(other.get_flags() & pygame.FULLSCREEN for other in others)
    assert pygame.display.is_fullscreen() == bool(flags & pygame.FULLSCREEN)
    assert pygame.display.set_mode((64, 48)).get_flags() & asked == 0


def test_toggling_fullscreen(desk):
    screen = pygame.display.set_mode((64, 48), pygame.RESIZABLE)
    for expected in (True, False):
        assert pygame.display.toggle_fullscreen() == 1
        assert pygame.display.is_fullscreen() == expected
        assert bool(screen.get_flags() & pygame.FULLSCREEN) == expected
        assert screen.get_flags() & pygame.RESIZABLE
        assert screen.get_size() == (64, 48)


def test_methods_come_off(display_patches):
    get_flags = vars(pygame.Surface)["get_flags"]
    Desk(display_patches)
    display_patches.remove()
    assert vars(pygame.Surface)["get_flags"] is get_flags


@pytest.mark.parametrize("size", [(-1, 5), (3,), 5, (3, 4, 5), ("a", 3), None])
def test_sizes_that_pygame_refuses(display_patches, size):
    expected = error_of(pygame.display.set_mode, size)
    Desk(display_patches)
    assert error_of(pygame.display.set_mode, size) == expected


PART = (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), None),
        ((None,), None),
        (([],), []),
        ((PART,), [PART]),
        (PART, [PART]),
        (((1, 2), (3, 4)), [PART]),
        ((pygame.Rect(PART),), [PART]),
        (([PART, None, pygame.Rect(5, 6, 7, 8)],), [PART, (5, 6, 7, 8)]),
        (("x",), ValueError),
        ((5,), ValueError),
        (([5],), ValueError),
        ((PART, PART), ValueError),
        (((0, 0),), ValueError),
        ((pygame.Rect(PART), None), ValueError),
    ],
)
def test_what_an_update_is_called_with(display_patches, arguments, parts):
    pygame.display.set_mode((64, 48))
    if parts is ValueError:
        expected = error_of(pygame.display.update, *arguments)
        assert error_of(updated_parts, arguments) == expected
    else:
        assert pygame.display.update(*arguments) is None
        assert updated_parts(arguments) == parts


def error_of(function, *args):
    """Return kind and words of the error that a call raises."""
    with pytest.raises(Exception, match=r".") as raised:
        function(*args)
    return raised.type, str(raised.value)


def test_before_a_window(desk):
    assert pygame.display.get_surface() is None
    assert pygame.display.Info().current_w == DESKTOP[0]
    assert pygame.display.list_modes() == pygame.display.get_desktop_sizes() == [DESKTOP]
    for function in (pygame.display.flip, pygame.display.update):
        assert error_of(function) == (pygame.error, "Display mode not set")
    for name in ("get_window_size", "toggle_fullscreen", "is_fullscreen"):
        assert error_of(getattr(pygame.display, name)) == (pygame.error, "No open window")


def test_updates_make_a_frame_due(desk):
    pygame.display.set_mode((64, 48))
    pygame.display.flip()
    pygame.display.update((0, 0, 1, 1))
    assert (desk.frames, desk.boundary.is_due) == (0, True)
    desk.boundary.take_due()
    assert (desk.frames, desk.boundary.is_due) == (1, False)


def test_without_a_display_the_errors_are_pygames(desk):
    pygame.display.quit()
    for function in (pygame.display.flip, pygame.display.update, pygame.mouse.get_cursor):
        with pytest.raises(pygame.error, match="video system not initialized"):
            function()


def test_the_pointer_keeps_its_shape(desk):
    pygame.mouse.set_cursor(pygame.SYSTEM_CURSOR_HAND)
    assert pygame.mouse.get_cursor() == pygame.cursors.Cursor(pygame.SYSTEM_CURSOR_HAND)
    pygame.mouse.set_cursor(pygame.cursors.diamond)
    with pytest.raises((TypeError, ValueError)):
        pygame.mouse.set_cursor("none")
