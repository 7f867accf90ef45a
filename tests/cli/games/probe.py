"""A game that records what reaches it and does the worst it is asked to."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sys
import time
from typing import Any, Literal

import pygame

How = Literal[
    "raise", "system_exit", "exit", "segv", "abrt", "kill", "real_segv", "spin", "sleep",
    "close_stdout", "exit_0", "stop", "deaf", "c_sleep", "fpe", "bus", "overflow", "memory", "oom",
]  # fmt: skip


def doom(how: str) -> None:
    """Do the worst in one of several ways."""
    if how in ("segv", "abrt", "kill", "fpe", "bus"):
        os.kill(os.getpid(), getattr(signal, f"SIG{how.upper()}"))
    elif how == "real_segv":
        ctypes.string_at(8)
    elif how == "system_exit":
        sys.exit(5)
    elif how.startswith("exit"):
        os._exit(0 if how == "exit_0" else 7)
    elif how == "sleep":
        time.sleep(100)
    elif how == "overflow":
        overflow_the_stack()
    elif how in ("memory", "oom"):
        use_up_memory(in_c=how == "oom")
    elif how == "c_sleep":
        ctypes.CDLL(None).sleep(100)
    elif how == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif how == "close_stdout":
        os.close(1)
    elif how == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while how in ("spin", "deaf"):
        pass
    if how == "raise":
        raise RuntimeError("the probe was told to raise")


def overflow_the_stack() -> None:
    """Let C and Python call each other until no stack is left, of which there is little.

    From 3.12 on Python counts its calls in C, and raises before a stack of the usual size is full.
    """
    sys.setrecursionlimit(2**30)
    resource.setrlimit(resource.RLIMIT_STACK, (512 * 1024, resource.RLIM_INFINITY))
    kind = ctypes.CFUNCTYPE(None)

    def call() -> None:
        kind(call)()

    call()


def use_up_memory(in_c: bool) -> None:
    """Have no more than a little memory, and ask for more: Python raises, C gets nothing."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
    limit = pages * 4096 + 64 * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if in_c:
        malloc = ctypes.CDLL(None).malloc
        malloc.restype = ctypes.c_void_p
        ctypes.memset(malloc(ctypes.c_size_t(2**40)), 1, 1)
    held = []
    while True:
        held.append(bytearray(1024 * 1024))


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
        api.query("draw", lambda: self.context.random("a").random())
        api.query("pid", os.getpid)
        api.query("once", once)
        api.query("kill_parent", lambda: os.kill(os.getppid(), signal.SIGKILL))
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


def once(name: str) -> bool:
    """Tell whether this is asked for the first time of a file, which is made."""
    try:
        os.close(os.open(name, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


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
