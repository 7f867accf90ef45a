"""What a thread waits for, as its stack shows it, with and without the waits that are replaced."""

import sys
import threading
import time

import pytest

from harness.base.clock import FrameClock
from harness.seam.boundary import Boundary
from harness.seam.patches import Patches
from harness.seam.thread_time import ThreadTime
from harness.seam.threads import waits_for_threads
from harness.seam.timed_waits import TimedWaits


@pytest.fixture(params=["real", "replaced"])
def patches(request):
    patches = Patches()
    if request.param == "replaced":
        threads = ThreadTime(patches, FrameClock(60), Boundary(lambda: None, 60), 5)
        threads.let_go()
        TimedWaits(patches, threads)
    yield patches
    patches.remove()


class Begun(threading.Event):
    """A thread's `_started`, set once `event` is."""

    def __init__(self, event):
        super().__init__()
        self._event = event

    def set(self):
        self._event.wait()
        super().set()


def start(event):
    """Start a thread that has not begun before the event is set."""
    thread = threading.Thread(target=lambda: None)
    thread._started = Begun(event)
    thread.start()


WAITS = {
    "an event": (lambda event: event.wait(), True),
    "a start": (start, False),
}


@pytest.mark.parametrize("name", WAITS)
@pytest.mark.usefixtures("patches")
def test_waiting_for_threads(name):
    wait, expected = WAITS[name]
    event = threading.Event()
    thread = threading.Thread(target=wait, args=[event])
    thread.start()
    while sys._current_frames()[thread.ident].f_code.co_name != "wait":
        time.sleep(0.001)
    seen = waits_for_threads(thread.ident)
    event.set()
    thread.join()
    assert seen == expected
