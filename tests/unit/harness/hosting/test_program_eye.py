"""Pictures of whatever display a program has open, as RGBA, and their hashes."""

import pygame
import pytest

from harness.errors import HarnessError
from harness.hosting.program_eye import ScreenEye
from harness.running.session import Session
from harness.seam.boundary import Boundary
from harness.seam.own_display import OwnDisplay
from harness.seam.patches import Patches
from harness.seam.presented import Presented


@pytest.fixture
def eye(configure):
    session = Session(configure(), lambda *_: None, lambda: None)
    pygame.display.quit()
    pygame.display.init()
    patches, boundary = Patches(), Boundary(lambda: None, 60)
    presented = Presented(session.clock, lambda: 0)
    OwnDisplay(boundary, patches, (64, 48), lambda _size: None, presented)
    yield ScreenEye(session, presented)
    patches.remove()
    session.trace.close()
    pygame.display.quit()


@pytest.mark.parametrize(
    "fill", [(1, 2, 3), (255, 0, 7, 0), "white"], ids=["plain", "transparent", "by name"]
)
def test_a_picture_is_opaque_rgba_row_by_row(eye, fill):
    screen = pygame.display.set_mode((3, 2))
    screen.fill(fill)
    screen.set_at((2, 0), (9, 8, 7))
    pygame.display.flip()
    ground = bytes([*pygame.Color(fill)[:3], 255])
    assert eye.size == (3, 2)
    assert bytes(eye.look("a")) == ground * 2 + bytes([9, 8, 7, 255]) + ground * 3


def test_a_program_opens_another_window(eye):
    for size in ((4, 3), (3, 4), (8, 1)):
        pygame.display.set_mode(size).fill("red")
        pygame.display.flip()
        assert eye.size == size
        assert bytes(eye.look("a")) == bytes([255, 0, 0, 255]) * size[0] * size[1]


def test_a_clip_of_the_program_hides_nothing(eye):
    screen = pygame.display.set_mode((2, 1))
    screen.fill("red")
    screen.set_clip((0, 0, 1, 1))
    pygame.display.flip()
    assert bytes(eye.look("a")) == bytes([255, 0, 0, 255]) * 2


def test_hashes_tell_pictures_apart(eye):
    screen = pygame.display.set_mode((3, 2))
    hashes = [eye.hash_pixels(), eye.hash_pixels()]
    screen.set_at((0, 0), (0, 0, 1))
    hashes.append(eye.hash_pixels())
    pygame.display.flip()
    hashes.append(eye.hash_pixels())
    screen.set_at((0, 0), (0, 0, 0))
    pygame.display.flip()
    hashes.append(eye.hash_pixels())
    assert [hashes.index(each) for each in hashes] == [0, 0, 0, 3, 0]


@pytest.mark.parametrize("quit_first", [False, True])
def test_without_a_window(eye, quit_first):
    if quit_first:
        pygame.display.quit()
    assert eye.hash_pixels() == ""
    with pytest.raises(HarnessError, match="has no window"):
        eye.look("a")


def test_what_a_window_has_shown_that_is_closed(eye):
    assert eye.last_shown() is None
    pygame.display.set_mode((2, 1)).fill("red")
    pygame.display.flip()
    pygame.display.quit()
    assert bytes(eye.last_shown()) == bytes([255, 0, 0, 255]) * 2
