"""What a program asks for in a pass, and the frames that come of it; answers are the queue's."""

import pygame
import pytest

from harness.seam import own_loop
from harness.seam.boundary import Boundary
from harness.seam.events import EventQueue
from harness.seam.own_loop import OwnLoop

USER = pygame.USEREVENT


class Desk:
    """A boundary that counts; what `comes` tells for a frame arrives when that frame begins."""

    def __init__(self, patches):
        self.frames, self.comes, self.queue = 0, {}, EventQueue()
        self.boundary = Boundary(self.next_frame, 60)
        OwnLoop(self.queue, self.boundary, patches)

    def next_frame(self):
        self.frames += 1
        for number in self.comes.get(self.frames, ()):
            self.queue.post(pygame.event.Event(USER, n=number))


@pytest.fixture
def desk(display_patches):
    return Desk(display_patches)


def until_empty():
    while pygame.event.poll().type != pygame.NOEVENT:
        pass


# ruff: noqa: PLW0108 - the functions are looked up when they have been replaced
LOOKS = {
    "events": (lambda: pygame.event.get(), 2),
    "events of two kinds": (lambda: (pygame.event.get(USER), pygame.event.get(USER + 1)), 2),
    "events but some": (lambda: pygame.event.get(exclude=[USER]), 2),
    "events until there are none": (until_empty, 2),
    "whether there are some": (lambda: pygame.event.peek(USER), 2),
    "nothing": (lambda: pygame.event.pump(), 0),
    "clearing": (lambda: pygame.event.clear(), 2),
    "keys": (lambda: pygame.key.get_pressed(), 0),
    "modifiers": (lambda: pygame.key.get_mods(), 0),
    "the mouse": (lambda: (pygame.mouse.get_pos(), pygame.mouse.get_rel()), 0),
    "names": (lambda: pygame.key.name(pygame.K_a), 0),
}


@pytest.mark.parametrize("name", LOOKS)
def test_frames_of_three_passes_that_show_nothing(desk, name):
    look, frames = LOOKS[name]
    for _ in range(3):
        look()
    assert desk.frames == frames


@pytest.mark.parametrize("name", sorted(set(LOOKS) - {"names"}))
def test_frames_of_three_passes_that_show_something(desk, name):
    look, _ = LOOKS[name]
    for _ in range(3):
        desk.boundary.updated()
        look()
    assert desk.frames == 3


def test_what_comes_with_a_frame_is_in_the_answer_that_has_ended_the_last_one(desk):
    desk.comes = {1: [1, 2], 2: [3]}
    desk.boundary.updated()
    assert [event.n for event in pygame.event.get()] == [1, 2]
    assert desk.frames == 1
    desk.boundary.updated()
    assert [event.n for event in pygame.event.get()] == [3]
    assert desk.frames == 2


def test_a_queue_that_is_polled_until_it_is_empty_is_one_pass(desk):
    desk.comes = {1: [1, 2, 3]}
    for frames in (1, 2, 3):
        desk.boundary.updated()
        until_empty()
        assert desk.frames == frames


@pytest.mark.parametrize(
    ("timeout", "comes_in", "kind", "frames"),
    [(0, 1, USER, 1), (0, 40, USER, 40), (10_000, 40, USER, 40), (1, None, pygame.NOEVENT, 1)],
)
def test_waiting_for_an_event(desk, monkeypatch, timeout, comes_in, kind, frames):
    monkeypatch.setattr(own_loop, "_now_ms", lambda: desk.frames * 17)
    desk.comes = {comes_in: [7]}
    assert pygame.event.wait(timeout).type == kind
    assert desk.frames == frames


def test_what_is_there_is_not_waited_for(desk):
    desk.queue.post(pygame.event.Event(USER, n=1))
    assert pygame.event.wait().n == 1
    assert desk.frames == 0


@pytest.mark.parametrize("name", ["get", "poll", "peek", "pump", "clear", "wait"])
def test_without_a_display_the_errors_are_pygames(desk, name):
    pygame.display.quit()
    with pytest.raises(pygame.error, match="video system not initialized"):
        getattr(pygame.event, name)()
    assert desk.frames == 0
