"""When frames end, counted at the boundary itself."""

import threading
from time import sleep

import pytest

from harness.seam.boundary import Boundary

FPS = 60


class Desk:
    def __init__(self):
        self.frames = 0
        self.inside = lambda: None
        self.boundary = Boundary(self.next_frame, FPS)

    def next_frame(self):
        self.frames += 1
        self.inside()


@pytest.fixture
def desk():
    return Desk()


UPDATE = lambda b: b.updated()  # noqa: E731
GET = lambda b: b.ask("get")  # noqa: E731
POLL = lambda b: b.ask("poll")  # noqa: E731
LOOK = lambda b: b.look()  # noqa: E731
READ = lambda b: b.read_clock()  # noqa: E731
TAKE = lambda b: b.take()  # noqa: E731
DUE = lambda b: b.take_due()  # noqa: E731

CASES = {
    "an update alone": ([UPDATE], 0),
    "an update and a question": ([UPDATE, GET], 1),
    "an update and a look": ([UPDATE, LOOK], 1),
    "an update and a clock": ([UPDATE, READ], 0),
    "partial updates": ([UPDATE, UPDATE, UPDATE, GET], 1),
    "a question": ([GET], 0),
    "a question twice": ([GET, GET], 1),
    "two questions": ([GET, POLL], 0),
    "two questions twice": ([GET, POLL, GET, POLL], 1),
    "a pass": ([GET, UPDATE, GET, UPDATE, GET], 2),
    "looks": ([LOOK] * 200, 0),
    "too many looks": ([LOOK] * 201, 1),
    "too many looks, twice": ([LOOK] * 402, 2),
    "looks, in a program that waits": ([TAKE, *[LOOK] * 1000], 1),
    "too many looks, in a program that waits": ([TAKE, *[LOOK] * (1001 + 201)], 3),
    "a question twice, in a program that shows something": ([UPDATE, *[GET] * 3], 1),
    "a question twice, in a program that waits": ([TAKE, GET, GET, TAKE, GET, GET], 2),
    "nothing but a question, from then on": ([TAKE, *[GET] * 22, *[GET] * 3], 5),
    "updates": ([UPDATE] * 200, 0),
    "nothing but updates": ([UPDATE] * 250, 50),
    "what is due": ([UPDATE, DUE, DUE], 1),
    "nothing that is due": ([DUE], 0),
}


@pytest.mark.parametrize("name", CASES)
def test_how_many_frames_end(desk, name):
    moves, frames = CASES[name]
    for move in moves:
        move(desk.boundary)
    assert desk.frames == frames


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0, 1), (0.001, 1), (1 / 60, 1), (0.05, 3), (1, 60)]
)
def test_waits(desk, seconds, frames):
    desk.boundary.pass_time(seconds)
    assert desk.frames == frames


def test_a_clock_creeps_and_never_goes_back(desk):
    seen = []
    while desk.frames < 3:
        desk.boundary.read_clock()
        seen.append(desk.frames / FPS + desk.boundary.crept_seconds)
    assert seen == sorted(seen)
    assert seen[:3] == pytest.approx([1e-6, 2e-6, 3e-6])
    assert 500 < len(seen) / 3 < 1500


def test_nothing_ends_a_frame_within_the_end_of_one(desk):
    desk.inside = lambda: [move(desk.boundary) for move in (UPDATE, GET, GET, LOOK, READ)]
    desk.boundary.take()
    assert desk.frames == 1
    assert desk.boundary.crept_seconds == 0


def test_an_error_in_a_frame_leaves_the_boundary_in_order(desk):
    desk.inside = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        desk.boundary.take()
    desk.inside = lambda: None
    desk.boundary.take()
    assert desk.frames == 2


def run_in_thread(desk, moves, wait):
    def run():
        for move in moves:
            move(desk.boundary)

    thread = threading.Thread(target=run)
    thread.start()
    wait(thread)


def spin(thread):
    while thread.is_alive():
        sleep(0.001)


def test_another_thread_ends_no_frame(desk):
    run_in_thread(desk, [UPDATE, GET, GET], spin)
    assert desk.frames == 0


def test_a_thread_that_the_main_one_waits_for_ends_frames(desk):
    lock = threading.Lock()
    lock.acquire()
    run_in_thread(
        desk, [lambda _: lock.acquire(), UPDATE, GET], lambda t: lock.release() or t.join()
    )
    assert desk.frames == 1
    assert desk.boundary.is_here()
    desk.boundary.take()
    assert desk.frames == 2


def test_a_process_of_the_programs_own_ends_no_frame(desk):
    desk.boundary.let_go()
    desk.boundary.pass_time(1)
    assert not desk.boundary.is_here()
    assert desk.frames == 0
