"""Standard output as a run needs it: what cannot be printed takes nothing from the verdict."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO


class Output:
    """Prints to `stream` until the disk behind it is full, which `lost` is told.

    That nobody reads any more is another matter: `BrokenPipeError` ends the run.
    """

    def __init__(self, stream: IO[str], lost: Callable[[str, str], None]) -> None:
        self._stream = stream
        self._lost = lost

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Let what is in the buffer, and all that follows, go nowhere."""
        self._lost("standard output", error.strerror or str(error))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._stream.fileno())
        os.close(nothing)
