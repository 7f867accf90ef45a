"""A picture is what was shown last, whatever the program has drawn since."""

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.seam.presented import Presented

SIZES = {"small": (64, 48), "large": (800, 600)}
RED, BLUE, WHITE, BLACK = (pygame.Color(name) for name in ("red", "blue", "white", "black"))


class Program:
    def __init__(self, size):
        self.clock, self.frames_to_look, self.size = FrameClock(60), 0, size
        self.presented = Presented(self.clock, lambda: self.frames_to_look)
        self.open()

    def open(self):
        self.screen = pygame.display.set_mode(self.size)
        self.presented.open(self.screen)

    def frame(self, colour, frames=1):
        """Draw all of the screen and show it."""
        self.clock.frame += frames
        self.screen.fill(colour)
        self.presented.flip()

    def shows(self, *places):
        picture = self.presented.picture()
        return [picture.get_at(place) for place in places or [(5, 5)]]


@pytest.fixture(params=SIZES.values(), ids=SIZES.keys())
def program(request, display_patches):
    return Program(request.param)


def test_what_was_shown_last(program):
    assert program.presented.picture().get_size() == program.size
    program.screen.fill("red")
    assert program.shows() == [BLACK]
    program.presented.flip()
    program.screen.fill("blue")
    assert program.shows() == [RED]
    program.frame("white")
    assert program.shows() == [WHITE]


def test_parts_of_the_screen(program):
    program.frame("blue")
    program.screen.fill("red")
    program.screen.fill("white", (0, 0, 20, 20))
    program.presented.update([pygame.Rect(-5, -5, 15, 15), pygame.Rect(9000, 0, 3, 3)])
    assert program.shows((5, 5), (12, 5), (40, 40)) == [WHITE, BLUE, BLUE]
    program.presented.update([pygame.Rect(12, 5, 1, 1)])
    assert program.shows((5, 5), (12, 5), (13, 5)) == [WHITE, WHITE, BLUE]
    program.presented.update([])
    assert program.shows((40, 40)) == [BLUE]


def test_a_display_that_opens_anew_is_black(program):
    program.frame("red")
    program.open()
    assert program.shows() == [BLACK]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda screen: screen.set_clip((0, 0, 2, 2)),
        lambda screen: screen.set_alpha(9),
        lambda screen: screen.set_colorkey("red"),
        lambda screen: screen.lock(),
    ],
    ids=["clip", "alpha", "colour key", "lock"],
)
def test_how_a_surface_would_be_drawn_elsewhere_does_not_matter(program, spoil):
    program.frame("blue")
    program.screen.fill("red")
    spoil(program.screen)
    program.presented.update([pygame.Rect(0, 0, 10, 10)])
    assert program.shows((5, 5), (20, 20)) == [RED, BLUE]
    program.presented.flip()
    assert program.shows((5, 5), (20, 20)) == [RED, RED]


def test_the_picture_of_a_display_that_is_closed(program):
    program.frames_to_look = 1000
    program.frame("red")
    program.frame("blue")
    program.presented.close()
    pygame.display.quit()
    assert program.shows() == [BLUE]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize(
    ("frames_to_look", "frames", "copied"),
    [(0, 1, True), (-3, 1, True), (30, 1, True), (31, 1, False), (1000, 30, True)],
)
def test_a_large_window_is_copied_where_it_may_be_looked_at(
    display_patches, size, frames_to_look, frames, copied
):
    program = Program(size)
    program.frame("red")
    program.frames_to_look = frames_to_look
    program.frame("blue", frames)
    program.screen.fill("white")
    is_right = program.shows() == [BLUE]
    assert is_right == (copied or size == SIZES["small"])


def test_parts_on_a_whole_that_was_not_copied(display_patches):
    program = Program(SIZES["large"])
    program.frame("red")
    program.frames_to_look = 1000
    program.frame("blue")
    program.presented.update([pygame.Rect(0, 0, 3, 3)])
    program.screen.fill("white")
    assert program.shows() == [BLUE]
    program.frame("red")
    program.screen.fill("white")
    assert program.shows() == [RED]


def test_those_who_watch(program):
    seen = []
    program.presented.watch(lambda surface, parts: seen.append((surface is program.screen, parts)))
    program.presented.flip()
    program.presented.update([pygame.Rect(1, 2, 3, 4)])
    assert seen == [(True, None), (True, [(1, 2, 3, 4)])]
