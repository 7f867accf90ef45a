"""A game that does, on demand, what cannot be sealed."""

from __future__ import annotations

import os
import random
import secrets
import socket
import subprocess
import threading
import uuid
from typing import Any


def thread() -> None:
    worker = threading.Thread(target=int)
    worker.start()
    worker.join()


def open_socket() -> None:
    socket.socket().close()


FORBIDDEN = {
    "thread": thread,
    "urandom": lambda: os.urandom(4).hex(),
    "secret": lambda: secrets.token_hex(4),
    "uuid": lambda: str(uuid.uuid4()),
    "system_random": lambda: random.SystemRandom().random(),
    "socket": open_socket,
    "process": lambda: subprocess.run(["true"], check=True).returncode,
    "shell": lambda: os.system("true"),
}


class Guarded:
    """Does the thing it was ordered to do in its next frame."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.order = ""
        self.done: list[str] = []

    def update(self, dt: float) -> None:
        if self.order:
            order, self.order = self.order, ""
            FORBIDDEN[order]()
            self.done.append(order)

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.property("done", lambda: self.done)
        api.property("job", lambda: self.job.done and self.job.result())
        api.command("order", self.set_order)
        api.command("submit", self.submit)

    def set_order(self, name: str) -> None:
        self.order = name

    def submit(self) -> None:
        self.job = self.context.submit(sum, [1, 2])


def create(context: Any) -> Guarded:
    return Guarded(context)
