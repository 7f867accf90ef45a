"""A game that leaves behind what it is told to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from typing import Any

held: list[Any] = []


class Leaking:
    """Holds a thread and a file from its start on, which are its own."""

    starts = 0

    def __init__(self, context: Any) -> None:
        Leaking.starts += 1
        self.own = open(__file__)  # noqa: SIM115
        threading.Thread(target=threading.Event().wait, name="own", daemon=True).start()

    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.command("do", lambda what: getattr(self, what)())
        api.command("raise", self._raise)
        api.query("starts", lambda: Leaking.starts)

    def _raise(self) -> None:
        self.file()
        os._exit(1)

    def nothing(self) -> None:
        pass

    def thread(self) -> None:
        threading.Thread(target=threading.Event().wait, name="loader", daemon=True).start()

    def unnamed_threads(self) -> None:
        for _ in range(2):
            threading.Thread(target=threading.Event().wait, daemon=True).start()

    def thread_that_ends(self) -> None:
        threading.Thread(target=lambda: sum(range(100_000)), name="brief").start()

    def process(self) -> None:
        held.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"]))

    def process_that_ends(self) -> None:
        held.append(subprocess.Popen([sys.executable, "-c", ""]))
        held[-1].wait()

    def process_unheard(self) -> None:
        process = subprocess.Popen(["true"])
        process.poll()
        held.append(process)

    def file(self) -> None:
        held.append(open(__file__))  # noqa: SIM115

    def file_that_is_closed(self) -> None:
        with open(__file__):
            pass

    def file_in_a_cycle(self) -> None:
        cycle: list[Any] = [open(__file__)]  # noqa: SIM115
        cycle.append(cycle)

    def file_in_place_of_another(self) -> None:
        self.own.close()
        self.own = open(os.path.join(os.path.dirname(__file__), "probe.py"))  # noqa: SIM115

    def sockets(self) -> None:
        held.append(socket.socketpair())

    def pipe(self) -> None:
        held.append(os.pipe())

    def temporary_file(self) -> None:
        descriptor, _ = tempfile.mkstemp(prefix="save-", suffix=".dat")
        os.close(descriptor)

    def temporary_folder(self) -> None:
        tempfile.mkdtemp(prefix="level-")

    def temporary_that_goes(self) -> None:
        with tempfile.TemporaryDirectory() as folder, open(f"{folder}/file", "w") as file:
            file.write("x")
        with tempfile.NamedTemporaryFile(), tempfile.TemporaryFile():
            pass

    def named_by_hand(self) -> None:
        with open(os.path.join(tempfile.gettempdir(), "by-hand.txt"), "w"):
            pass

    def own_output(self) -> None:
        with open("output.txt", "w") as file:
            file.write("in the project")


def create(context: Any) -> Leaking:
    return Leaking(context)
