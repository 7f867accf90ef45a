"""The parent's standard input, read one line at a time and only when a line is asked for.

So a run that is never held leaves its input to others, and one whose input never ends is not
flooded with it. On a terminal, lines are edited with readline: Up brings the line before.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from harness.runs.line_editor import LineEditor, open_editor
from harness.runs.worker_process import Inbox, Typed

GO = ".go"
_CHUNK_BYTES = 4096
_LONGEST_LINE_BYTES = 64 * 1024


class Terminal:
    """Puts lines into `inbox`. `ended` tells that no more will come."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._descriptor = _standard_input()
        self._prompt = ""
        self._editor: LineEditor | None = None
        self.ended = self._descriptor < 0
        self._rest = b""
        self._reader: threading.Thread | None = None

    def ask(self, prompt: str = "") -> None:
        """Have the next line arrive; asking again before it has come changes nothing.

        `prompt` has been printed, and is printed again when the line is edited.
        """
        self._prompt = prompt
        if self._reader is None:
            _refuse_to_be_stopped()
            self._editor = open_editor(self._descriptor)
        if self._reader is None or not self._reader.is_alive():
            self._reader = threading.Thread(target=self._read, daemon=True)
            self._reader.start()

    def close(self) -> None:
        """Leave the terminal as it was, also where a line is being edited."""
        if self._editor is not None:
            self._editor.restore()

    def _read(self) -> None:
        line = self._editor.read(self._prompt) if self._editor else self._next_line()
        self.ended = self.ended or line is None
        if line is None and self._descriptor >= 0 and os.isatty(self._descriptor):
            self._inbox.put(Typed(GO))  # a person has typed Ctrl-D, and means something by it
        self._inbox.put(Typed(line))

    def _next_line(self) -> str | None:
        """Return the next line, or `None` where there is none and never will be.

        `os.read`, because a thread that sits in `sys.stdin` would not let the process end.
        """
        while b"\n" not in self._rest and len(self._rest) < _LONGEST_LINE_BYTES and not self.ended:
            try:
                chunk = os.read(self._descriptor, _CHUNK_BYTES)
            except OSError:
                chunk = b""
            self._rest += chunk
            self.ended = not chunk
        line, _, self._rest = self._rest.partition(b"\n")
        if self.ended and not line and not self._rest:
            return None
        return line.decode("utf-8", "replace").rstrip("\r")


def _standard_input() -> int:
    """Return its descriptor, or -1 where there is none."""
    try:
        return sys.stdin.fileno() if sys.stdin is not None else -1
    except (OSError, ValueError):  # something else stands in its place, or it is closed
        return -1


def _refuse_to_be_stopped() -> None:
    """Have a run in the background find its terminal unreadable instead of being stopped by it."""
    if hasattr(signal, "SIGTTIN") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
