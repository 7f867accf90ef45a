"""Games that differ from run to run from frame 20 on, each for a reason of its own, and one that
uses all that looks like one and does not.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import random
import secrets
import sqlite3
import threading
import time
from typing import Any

import pygame

FAULT_FRAME = 20
HERE = os.path.dirname(os.path.abspath(__file__))


def _now() -> str:
    return dt.datetime.now().isoformat()  # noqa: DTZ005 - games ask like this


class Thing:
    def __init__(self, number: int) -> None:
        self.number = number


class Game:
    """`world.value` is 0 until the fault shows; everything else is as it must be."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.frame = 0
        self.value: Any = 0
        self.draws = 0
        self.moved = 0.0

    def handle_event(self, event: pygame.event.Event) -> None:
        pass

    def update(self, dt: float) -> None:
        self.frame += 1
        self.moved += dt * pygame.key.get_pressed()[pygame.K_RIGHT]
        if self.frame == FAULT_FRAME:
            self.value = self.fault()

    def draw(self, surface: pygame.Surface) -> None:
        pass

    def fault(self) -> Any:
        return 1

    def expose(self, api: Any) -> None:
        api.property("world.frame", lambda: self.frame)
        api.property("world.value", lambda: self.value)
        api.property("hero.moved", lambda: self.moved)


class SetOfObjects(Game):
    def fault(self) -> Any:
        things = {Thing(number) for number in range(50)}
        return [thing.number for thing in things]


class SetOfTexts(Game):
    def fault(self) -> Any:
        return {"names": list({f"name {number}" for number in range(50)})}


class ClockOfADatabase(Game):
    """Whole seconds: two runs that start at once would share them."""

    def fault(self) -> Any:
        return sqlite3.connect(":memory:").execute("select datetime('now')").fetchone()[0]


class WallClock(Game):
    """Past Python's own functions, which are sealed."""

    def fault(self) -> Any:
        moment = (ctypes.c_long * 2)()
        ctypes.CDLL(None).gettimeofday(moment, None)
        return list(moment)


class NumpyOfTheSystem(Game):
    def fault(self) -> Any:
        import numpy as np

        return float(np.random.default_rng(secrets.randbits(64)).random())


class ThreadRace(Game):
    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.count = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            self.count += 1

    def fault(self) -> Any:
        return self.count


class ListingOrder(Game):
    def fault(self) -> Any:
        levels = {name: len(name) for name in os.listdir(os.path.join(HERE, "levels"))}
        return list(levels)


class WorkingFolder(Game):
    def fault(self) -> Any:
        return os.getcwd()


class DrawThatMoves(Game):
    def draw(self, surface: pygame.Surface) -> None:
        if self.frame >= FAULT_FRAME:
            self.value += 1


class Clean(Game):
    """Uses what is sealed, and keeps what differs to itself."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.things = {Thing(number) for number in range(50)}
        self.clock = pygame.time.Clock()
        self.seen: list[Any] = []
        self.stream = context.random("clean")
        context.submit(self.load, frames=7)
        self.loaded = 0.0

    def load(self) -> None:
        self.loaded = random.random()
        self.context.ready("level")

    def update(self, dt: float) -> None:
        super().update(dt)
        self.clock.tick(60)
        now = [time.time(), time.monotonic(), pygame.time.get_ticks(), self.clock.get_time()]
        drawn = [random.random(), random.Random().random(), self.stream.random(), random.gauss()]
        self.seen = [*now, *drawn, _now(), sorted(os.listdir(HERE))]

    def draw(self, surface: pygame.Surface) -> None:
        surface.fill((random.randrange(256), 0, 0))

    def fault(self) -> Any:
        import numpy as np

        generator = np.random.default_rng()
        files = [len(files) for _, _, files in os.walk(os.path.join(HERE, "levels"))]
        return [float(generator.random()), float(np.random.random()), files,
                sum(thing.number for thing in self.things)]  # fmt: skip

    def expose(self, api: Any) -> None:
        super().expose(api)
        api.property("world.seen", lambda: self.seen)
        api.property("world.loaded", lambda: self.loaded)
        api.property("world.sizes", lambda: {str(thing.number): 1 for thing in self.things})
