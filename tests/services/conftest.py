"""A folder with a file of services, the real command in it, and a look at what survives."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.processes import process_table
from harness.processes.control import ask

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30
"""How long anything may take before a test fails: machines that run tests are busy."""
_numbers = itertools.count(1)


def wait_until(is_so: Callable[[], object], what: str = "", seconds: float = SECONDS) -> None:
    """Wait for what another process does; nothing reports it."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)


class Command:
    """A running supervisor, or another program that logs lines."""

    def __init__(self, folder: Path, words: list[str], **options) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, stdin=subprocess.DEVNULL, **options,
        )  # fmt: skip
        self.pid = self.process.pid
        self.lines: list[str] = []
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def until(self, *texts: str, seconds: float = SECONDS) -> str:
        """Wait for a line that holds all `texts`, among those that were not looked at yet."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = None
            assert line is not None, f"no line with {texts} in:\n{self.text}"
            self.lines.append(line)
            if all(text in line for text in texts):
                return line

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self, seconds: float = SECONDS) -> int:
        """Wait for the end; return the exit code. `lines` then has everything."""
        code = self.process.wait(seconds)
        while (line := self._queue.get(timeout=seconds)) is not None:
            self.lines.append(line)
        return code

    def stop(self) -> int:
        self.signal(signal.SIGTERM)
        return self.ended()

    def close(self) -> None:
        """Let go of a process that has ended, and whose pipe nothing holds any more."""
        self._reader.join(SECONDS)
        self.process.stdout.close()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._queue.put(line.rstrip("\n"))
        self._queue.put(None)


class Folder:
    """A folder with `services.toml`. `token` is in the command line of all that is started."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.token = f"7{os.getpid():07}{next(_numbers):03}"
        self.file = path / "services.toml"
        self.commands: list[Command] = []

    def write(self, text: str) -> None:
        """Write the file; SLEEP is a long sleep with the token, PYTHON the interpreter."""
        self.file.write_text(self.filled(text))

    def filled(self, text: str) -> str:
        return text.replace("SLEEP", f"sleep {self.token}").replace("PYTHON", sys.executable)

    def start(self, *flags: str, **options) -> Command:
        """Start `supervise`."""
        return self.run([sys.executable, "-m", "harness", "supervise", str(self.file), *flags],
                        **options)  # fmt: skip

    def run(self, words: list[str], **options) -> Command:
        command = Command(self.path, words, **options)
        self.commands.append(command)
        return command

    def supervise(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a request to its end."""
        return subprocess.run(
            [sys.executable, "-m", "harness", "supervise", *words], cwd=self.path,
            capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, request: str, *names: str) -> dict:
        return ask(str(self.path / "logs" / "control.sock"),
                   {"command": request, "names": list(names)})  # fmt: skip

    def status(self) -> dict[str, dict]:
        return {row["name"]: row for row in self.ask("status")["services"]}

    def log(self, name: str) -> str:
        return (self.path / "logs" / f"{name}.log").read_text()

    def survivors(self) -> list[int]:
        """Return the processes that have the token in their command line, zombies apart."""
        found = []
        for pid, process in process_table.table().items():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
                if self.token.encode() in words and not process.is_zombie:
                    found.append(pid)
        return found

    def clean(self) -> None:
        for command in self.commands:
            if command.process.poll() is None:
                command.signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    command.process.wait(10)
            if command.process.poll() is None:
                command.process.kill()
                command.process.wait()
        for pid in self.survivors():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for command in self.commands:
            command.close()


@pytest.fixture
def services(tmp_path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    folder.clean()


def events(command: Command) -> list[dict]:
    """Return what `--json` has printed."""
    return [json.loads(line) for line in command.lines]
