"""Messages as people read them: floods of lines are cut, long lines to where they differ.

The whole of a message, up to a bound, is in report.json.
"""

from __future__ import annotations

import re
from itertools import islice

from harness.base.printable import counted, cut_middle

MOST_LINES = 40
LONGEST_LINE = 400
_WINDOW = 120
"""Characters of two long values around the first that differs."""
_VALUE = re.compile(r"\s*[a-z][a-z ]*: +")
"""The label before one of two values, which are shown one below the other."""


def shorten(text: str, most_lines: int = MOST_LINES, longest_line: int = LONGEST_LINE) -> list[str]:
    """Return the first lines of `text`, and a line that counts the others."""
    if not text:
        return []
    lines = text.removesuffix("\n").split("\n")
    shown = _cut_lines(lines[:most_lines], longest_line)
    left = len(lines) - most_lines
    return [*shown, f"… {counted(left, 'more line')}"] if left > 0 else shown


def _cut_lines(lines: list[str], longest: int) -> list[str]:
    shown = [cut_middle(line, longest) for line in lines]
    for i, (first, second) in enumerate(zip(lines, islice(lines, 1, None), strict=False)):
        if max(len(first), len(second)) > longest and _are_compared(first, second):
            shown[i : i + 2] = _around_difference(first, second, min(longest, _WINDOW))
    return shown


def _are_compared(first: str, second: str) -> bool:
    """Tell whether two lines show two values of which one was expected: `actual:   …` below it."""
    one, other = _VALUE.match(first), _VALUE.match(second)
    return one is not None and other is not None and one.end() == other.end() and one[0] != other[0]


def _around_difference(first: str, second: str, window: int) -> list[str]:
    label = _VALUE.match(first)
    assert label is not None
    begins = label.end()
    pairs = zip(first[begins:], second[begins:], strict=False)
    shorter = min(len(first), len(second)) - begins
    same = next((i for i, (one, other) in enumerate(pairs) if one != other), shorter)
    start = max(0, same - window // 2)
    return [_part(line[:begins], line[begins:], start, window) for line in (first, second)]


def _part(label: str, value: str, start: int, window: int) -> str:
    end = start + window
    before = f"({counted(start, 'character')}) …" if start else ""
    after = f"… ({counted(len(value) - end, 'character')})" if len(value) > end else ""
    return f"{label}{before}{value[start:end]}{after}"
