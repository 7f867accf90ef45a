"""A game that asks the clocks, the dice and the disk in every way that Python and pygame have."""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from datetime import datetime as moment
from pathlib import Path
from random import gauss, randint
from time import monotonic
from typing import Any

import pygame

FROM_THE_IMPORT = random.random(), random.Random().random()
FOREVER = random.Random()
UTC = dt.UTC


class Sealed:
    """Keeps what it has seen in each frame."""

    starts = 0

    def __init__(self, context: Any) -> None:
        Sealed.starts += 1
        self.context = context
        self.clock = pygame.time.Clock()
        self.dice = random.Random()
        self.started = random.random()
        self.frames: list[dict[str, Any]] = []
        self.ticked: list[int] = []
        self.slept = 0.0

    def update(self, step: float) -> None:
        if self.slept:
            time.sleep(self.slept)
            self.slept = 0.0
        self.frames.append(
            {
                "time": time.time() - 946684800,
                "monotonic": monotonic(),
                "perf_counter": time.perf_counter(),
                "ticks": pygame.time.get_ticks(),
                "tick": self.clock.tick(60),
                "now": moment.now(UTC).isoformat(),
                "today": str(dt.date.today()),  # noqa: DTZ011 - it is sealed
                "ctime": time.strftime("%H:%M:%S"),
                "dice": [random.random(), gauss(0, 1), random.Random().random()],
            }
        )

    def draw(self, surface: Any) -> None:
        """Throw dice to paint: what is seen must not change what happens."""
        surface.fill((randint(0, 255), random.Random().randint(0, 255), int(abs(gauss(0, 9)))))

    def handle_event(self, event: Any) -> None:
        if event.type == pygame.USEREVENT:
            self.ticked.append(len(self.frames) + 1)

    def expose(self, api: Any) -> None:
        api.property("frames", lambda: self.frames)
        api.property("ticked", lambda: self.ticked)
        api.query("starts", lambda: Sealed.starts)
        api.query("dice", self.throw)
        api.query("numpy", throw_numpy)
        api.query("listing", lambda: listing("listed"))
        api.command("sleep", self.sleep)
        api.command("set_timer", lambda millis: pygame.time.set_timer(pygame.USEREVENT, millis))

    def throw(self) -> list[Any]:
        """Return a number from each kind of dice."""
        numbers = list(range(20))
        random.shuffle(numbers)
        random.seed(7)
        seeded = random.random()
        random.seed()
        return [
            *FROM_THE_IMPORT, self.started, randint(1, 10**9), gauss(0, 1), numbers, seeded,
            random.random(), random.Random().random(), self.dice.random(), FOREVER.random(),
            random.Random(5).random(), random.choice("abcdef"), random.uniform(0, 1),
        ]  # fmt: skip

    def sleep(self, seconds: float) -> None:
        self.slept = seconds


def throw_numpy() -> list[Any]:
    import numpy as np

    return [
        float(np.random.rand()), float(np.random.standard_normal()),
        float(np.random.default_rng().random()), float(np.random.default_rng(5).random()),
        int(np.random.SeedSequence().generate_state(1)[0]),
    ]  # fmt: skip


def listing(folder: str) -> list[list[str]]:
    """Return the names in a folder as each way of listing has them."""
    return [
        os.listdir(folder),
        [entry.name for entry in os.scandir(folder)],
        next(os.walk(folder))[2],
        [path.name for path in Path(folder).iterdir()],
        [path.name for path in Path(folder).glob("*")],
    ]


def create(context: Any) -> Sealed:
    return Sealed(context)
