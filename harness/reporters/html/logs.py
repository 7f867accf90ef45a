"""The log of an attempt as the page holds it: its first and last lines."""

from __future__ import annotations

from typing import Any

from harness.reporters.html.files import Files

TOTAL_CHARACTERS = 8 * 1024 * 1024
"""Of all logs in the page."""
HEAD_LINES = 300
TAIL_LINES = 700
LONGEST_LINE = 2000
_READ_BYTES = 16 * 1024 * 1024


class Logs:
    def __init__(self, files: Files, characters: int = TOTAL_CHARACTERS) -> None:
        self._files = files
        self._room = characters

    def of(self, path: str) -> dict[str, Any]:
        """Return `head`, `tail` and how many lines were `cut` between; or a remark."""
        content = self._files.read(path, _READ_BYTES)
        if content.remark:
            return {"remark": f"{path}: {content.remark}"}
        if not content.data:
            return {}
        lines = content.data.decode("utf-8", "replace").split("\n")
        if lines[-1] == "":
            lines.pop()
        shown: dict[str, Any] = _ends(lines)
        if content.size > len(content.data):
            shown["remark"] = (
                f"only the first {len(content.data)} of {content.size} bytes were read"
            )
        characters = sum(map(len, shown["head"])) + sum(map(len, shown.get("tail", ())))
        if characters > self._room:
            return {"remark": f"{len(lines)} lines are in the file alone: this page holds enough"}
        self._room -= characters
        return shown


def _ends(lines: list[str]) -> dict[str, Any]:
    cut = len(lines) - HEAD_LINES - TAIL_LINES
    if cut <= 0:
        return {"head": [_short(line) for line in lines]}
    head, tail = lines[:HEAD_LINES], lines[-TAIL_LINES:]
    return {"head": [*map(_short, head)], "cut": cut, "tail": [*map(_short, tail)]}


def _short(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]} … {len(line) - LONGEST_LINE} characters cut …"
