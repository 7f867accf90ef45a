"""Lines of a terminal, edited with Python's readline."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

_ESCAPE = re.compile("\x1b\\[[0-9;]*m")


class LineEditor:
    """Reads lines in any thread. `restore` puts the terminal back, also while one is read."""

    def __init__(self, descriptor: int, termios: Any) -> None:
        self._descriptor = descriptor
        self._termios = termios
        self._settings = termios.tcgetattr(descriptor)

    def read(self, prompt: str) -> str | None:
        """Return the next line, or `None` where the input has ended.

        `prompt` is on the line already. Readline begins on an empty line, so it is overwritten.
        """
        sys.stdout.write("\r")
        try:
            # Readline counts columns: what takes none stands between these two.
            return input(_ESCAPE.sub(lambda match: f"\1{match[0]}\2", prompt))
        except (EOFError, OSError):
            return None

    def restore(self) -> None:
        """Switch off what readline switches on while it reads: it never gets to do that itself."""
        self._termios.tcsetattr(self._descriptor, self._termios.TCSADRAIN, self._settings)


def open_editor(descriptor: int) -> LineEditor | None:
    """Return the editor of standard input, or `None` where that is not a terminal to be edited on.

    A process in the background must not touch the terminal's settings: that would stop it.
    """
    if descriptor != 0 or not (os.isatty(0) and os.isatty(1)) or os.environ.get("TERM") == "dumb":
        return None
    try:
        import readline
        import termios

        if os.tcgetpgrp(0) != os.getpgrp():
            return None
        # Its escape codes would be left on where the run ends while a line is read.
        readline.parse_and_bind("set enable-bracketed-paste off")
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        return LineEditor(descriptor, termios)
    except (ImportError, OSError):  # Windows, and Pythons without readline
        return None
