"""The worker's end of the terminal, which the parent owns: says things, takes typed lines."""

from __future__ import annotations

import json
import os
from typing import NoReturn

from harness.base import clock as wall
from harness.wire.protocol import LEFT, SAID, EventWriter, ProgressFile, Said

_CHUNK_BYTES = 4096


class Terminal:
    """`descriptor` brings one JSON text a line; reading it never waits.

    `heard` tells whether a line has ever come, and `ended` that none will come any more.
    """

    def __init__(self, descriptor: int, writer: EventWriter, progress: ProgressFile) -> None:
        self.heard = False
        self.ended = False
        self._descriptor = descriptor
        self._writer = writer
        self._progress = progress
        self._rest = b""

    def say(self, text: str, typed: str | None = None, prompt: str = "") -> None:
        """Print `text`, after the line that it answers; ask for the next line with `prompt`."""
        said: Said = {"type": SAID, "typed": typed, "text": text, "prompt": prompt}
        self._writer.write_line(json.dumps(said))
        self._writer.flush()

    def take(self) -> str | None:
        """Return the next line that was typed, if there is one."""
        if b"\n" not in self._rest and not self.ended:
            self._read()
        line, newline, rest = self._rest.partition(b"\n")
        if not newline:
            return None
        self._rest = rest
        self.heard = True
        return str(json.loads(line))

    def hold(self, held: bool) -> None:
        """Tell the parent whether a person holds this process, which then may take any time."""
        self._progress.hold(held)

    def leave(self, message: str) -> NoReturn:
        """Have the parent end the run, which it does by ending this process."""
        self._writer.write_line(json.dumps({"type": LEFT, "message": message}))
        self._writer.flush()
        while True:
            wall.sleep(1)

    def _read(self) -> None:
        os.set_blocking(self._descriptor, False)  # the worker has waited for its first lines
        try:
            chunk = os.read(self._descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        self._rest += chunk
        self.ended = not chunk
