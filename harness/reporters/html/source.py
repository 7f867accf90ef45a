"""The lines of a test, or of the game, around the place where an attempt failed."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from harness.base.paths import inside
from harness.records.model import Place

_LINES_AROUND = 4
_LONGEST_LINE = 400
_LARGEST_BYTES = 4 * 1024 * 1024


class Sources:
    """Reads files below `root`; without one, none."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root) if root else ""
        self._lines = lru_cache(maxsize=256)(self._read)

    def around(self, place: Place | None) -> dict[str, Any] | None:
        """Return `file`, `line`, the number of the `first` line and the `lines`."""
        if place is None or not self._root:
            return None
        lines, number = self._lines(place["file"]), place["line"]
        if not 1 <= number <= len(lines):
            return None
        first = max(1, number - _LINES_AROUND)
        around = lines[first - 1 : number + _LINES_AROUND]
        shown = [line[:_LONGEST_LINE] for line in around]
        return {"file": place["file"], "line": number, "first": first, "lines": shown}

    def _read(self, path: str) -> list[str]:
        try:
            real = os.path.realpath(os.path.join(self._root, path))
            if not inside(real, self._root) or not os.path.isfile(real):
                return []
            with open(real, "rb") as file:
                text = file.read(_LARGEST_BYTES).decode("utf-8", "replace")
        except (OSError, ValueError):
            return []
        return text.removesuffix("\n").replace("\r\n", "\n").split("\n")
