"""The display of a program that opens it itself: a plain surface of the size it asked for."""

import pygame
import pytest

from harness.seam.boundary import Boundary
from harness.seam.own_display import OwnDisplay, Pointer

DESKTOP = (320, 200)


class Desk:
    def __init__(self, patches):
        self.frames, self.size = 0, None
        self.boundary = Boundary(self.next_frame, 60)
        OwnDisplay(self.boundary, patches, DESKTOP, self.resized)
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


def test_before_a_window(desk):
    assert pygame.display.get_surface() is None
    assert pygame.display.Info().current_w == DESKTOP[0]
    assert pygame.display.list_modes() == pygame.display.get_desktop_sizes() == [DESKTOP]


def test_opengl_is_refused(desk):
    with pytest.raises(pygame.error, match="a display with OPENGL has none"):
        pygame.display.set_mode((64, 48), pygame.OPENGL)


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
