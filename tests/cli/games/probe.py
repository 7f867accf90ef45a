"""A game that records what reaches it and does the worst it is asked to."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from typing import Any, Literal

import pygame

How = Literal[
    "raise", "system_exit", "exit", "segv", "abrt", "kill", "real_segv", "spin", "sleep",
    "close_stdout", "exit_0",
]  # fmt: skip


def doom(how: str) -> None:
    """Do the worst in one of several ways."""
    if how in ("segv", "abrt", "kill"):
        os.kill(os.getpid(), getattr(signal, f"SIG{how.upper()}"))
    elif how == "real_segv":
        ctypes.string_at(8)
    elif how == "system_exit":
        sys.exit(5)
    elif how.startswith("exit"):
        os._exit(0 if how == "exit_0" else 7)
    elif how == "sleep":
        time.sleep(100)
    elif how == "close_stdout":
        os.close(1)
    while how == "spin":
        pass
    if how == "raise":
        raise RuntimeError("the probe was told to raise")


class Probe:
    """Counts frames, keeps events, and polls the keyboard in each frame."""

    starts = 0
    doomed_start = ""

    def __init__(self, context: Any) -> None:
        if Probe.doomed_start:
            doom(Probe.doomed_start)
        Probe.starts += 1
        self.context = context
        self.frame = 0
        self.events: list[dict[str, Any]] = []
        self.held: list[dict[str, Any]] = []
        self.watched = [pygame.K_a, pygame.K_b, pygame.K_LSHIFT, pygame.K_RIGHT]
        self.place = self.how = ""
        self.count = 0
        context.log(f"start {Probe.starts}")

    def handle_event(self, event: Any) -> None:
        self._meet_doom("handle_event")
        if event.type in (pygame.KEYDOWN, pygame.KEYUP):
            kind = "down" if event.type == pygame.KEYDOWN else "up"
            self.events.append(
                {
                    "frame": self.frame + 1,
                    "kind": kind,
                    "key": pygame.key.name(event.key),
                    "mod": event.mod,
                    "unicode": event.unicode,
                    "scancode": event.scancode,
                }
            )

    def update(self, dt: float) -> None:
        self.frame += 1
        self._meet_doom("update")
        pressed = pygame.key.get_pressed()
        names = [pygame.key.name(key) for key in self.watched if pressed[key]]
        if names:
            self.held.append(
                {"frame": self.frame, "keys": names, "mods": pygame.key.get_mods(), "dt": dt}
            )

    def draw(self, surface: Any) -> None:
        self._meet_doom("draw")

    def _meet_doom(self, place: str) -> None:
        if self.place == place:
            self.place = ""
            doom(self.how)

    def expose(self, api: Any) -> None:
        api.property("frame", lambda: self.frame)
        api.property("starts", lambda: Probe.starts)
        api.property("events", lambda: self.events)
        api.property("held", lambda: self.held)
        api.property("count", lambda: self.count, self.set_count)
        api.property("draws", lambda: [self.context.random("a").random() for _ in range(3)])
        api.query("pid", os.getpid)
        api.query("environment", os.environ.get)
        api.command("doom", self.order_doom)
        api.command("doom_now", doom)
        api.command("doom_factory", doom_the_factory)
        api.command("repeat_keys", pygame.key.set_repeat)
        api.command("say", say)

    def set_count(self, value: int) -> None:
        self.count = value

    def order_doom(self, place: Literal["handle_event", "update", "draw"], how: How) -> None:
        self.place, self.how = place, how


def doom_the_factory(how: str) -> None:
    """Have every later start of the game end so."""
    Probe.doomed_start = how


def say(how: Literal["print", "stderr", "logging", "warning", "partial"], text: str) -> None:
    if how == "print":
        print(text)
    elif how == "partial":
        print(text, end="")
    elif how == "stderr":
        print(text, file=sys.stderr)
    elif how == "logging":
        logging.getLogger("probe.part").info(text)
    else:
        logging.getLogger("probe.part").warning("%s!", text)


def create(context: Any) -> Probe:
    return Probe(context)
