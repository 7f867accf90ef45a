"""Our event queue against the real one: the same operations give the same results."""

from __future__ import annotations

import pygame
import pytest

from harness.seam.install import EVENTS

DOWN, UP, USER = pygame.KEYDOWN, pygame.KEYUP, pygame.USEREVENT


def event(kind, **fields):
    return pygame.event.Event(kind, **fields)


POSTED = [event(DOWN, key=1), event(USER, x=1), event(UP, key=1), event(USER, x=2)]


@pytest.fixture(autouse=True)
def real_queue():
    pygame.display.init()
    pygame.event.set_blocked(None)
    pygame.event.set_allowed(None)
    pygame.event.clear()
    yield
    pygame.event.set_allowed(None)
    pygame.event.clear()


def attempt(operation, queue):
    """Return what an operation gives: a value, or the type of what it raises."""
    try:
        return operation(queue)
    except Exception as error:
        return type(error)


def left(queue):
    return queue.get()


OPERATIONS = {
    "get": lambda q: q.get(),
    "get none": lambda q: q.get(None),
    "get one type": lambda q: q.get(USER),
    "get by name": lambda q: q.get(eventtype=USER, pump=False),
    "get types": lambda q: q.get([DOWN, UP]),
    "get tuple": lambda q: q.get((UP,)),
    "get no types": lambda q: q.get([]),
    "get absent": lambda q: q.get(pygame.QUIT),
    "get twice": lambda q: (q.get(USER), q.get(USER)),
    "exclude": lambda q: q.get(exclude=USER),
    "exclude nothing": lambda q: q.get(exclude=[]),
    "include and exclude": lambda q: q.get(USER, exclude=UP),
    "get text": lambda q: q.get("x"),
    "get texts": lambda q: q.get(["x"]),
    "get last": lambda q: q.get(pygame.NUMEVENTS - 1),
    "get number of types": lambda q: q.get(pygame.NUMEVENTS),
    "get float": lambda q: q.get(1.5),
    "get set": lambda q: q.get({USER}),
    "get dict": lambda q: q.get({USER: 1}),
    "get below": lambda q: q.get(-1),
    "get above": lambda q: q.get(70000),
    "exclude text": lambda q: q.get(exclude="x"),
    "poll": lambda q: [q.poll() for _ in range(6)],
    "poll with argument": lambda q: q.poll(1),
    "wait": lambda q: q.wait(),
    "wait a while": lambda q: q.wait(timeout=5),
    "peek": lambda q: q.peek(),
    "peek empty": lambda q: (q.clear(), q.peek()),
    "peek one type": lambda q: q.peek(USER),
    "peek absent": lambda q: q.peek(pygame.QUIT),
    "peek types": lambda q: q.peek([pygame.QUIT, UP]),
    "peek no types": lambda q: q.peek([]),
    "peek text": lambda q: q.peek("x"),
    "peek above": lambda q: q.peek(70000),
    "clear": lambda q: q.clear(),
    "clear type": lambda q: q.clear(USER),
    "clear types": lambda q: q.clear([DOWN, USER]),
    "clear text": lambda q: q.clear("x"),
    "clear above": lambda q: q.clear(70000),
    "pump": lambda q: q.pump(),
    "post": lambda q: q.post(event(USER, x=3)),
    "post noevent": lambda q: q.post(event(pygame.NOEVENT)),
    "post number": lambda q: q.post(3),
    "post none": lambda q: q.post(None),
    "post same twice": lambda q: (q.post(POSTED[0]), q.post(POSTED[0]), q.get(DOWN)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_same_results(name):
    real, ours = pygame.event, EVENTS()
    results = []
    for queue in (real, ours):
        for posted in POSTED:
            assert queue.post(posted)
        results.append((attempt(OPERATIONS[name], queue), left(queue)))
    assert results[0] == results[1]


@pytest.mark.parametrize("blocked", [USER, [USER, UP], [DOWN]])
def test_blocked_types_are_dropped_when_posted(blocked):
    pygame.event.set_blocked(blocked)
    ours = EVENTS()
    results = [
        ([queue.post(posted) for posted in POSTED], queue.get()) for queue in (pygame.event, ours)
    ]
    assert results[0] == results[1]


def test_what_was_excluded_keeps_its_order():
    """pygame puts it back type by type."""
    ours = EVENTS()
    for posted in POSTED:
        ours.post(posted)
    assert ours.get(exclude=[USER, UP]) == POSTED[:1]
    assert ours.get() == POSTED[1:]


def test_an_empty_queue_does_not_wait():
    assert EVENTS().wait().type == pygame.NOEVENT
