"""Reads the levels of the court from text.

A level is a block of `key: value` lines that begins with `level`; `#` starts a comment.

| key | |
|---|---|
| `level: name` | begins a level |
| `basket_height: n` | of both rings above the floor, in pixels |
| `basket_push_in: n` | from the wall to the middle of the ring, in pixels |
| `steps: n` | n steps at each side, the highest at the wall, each 55 pixels higher than the one \
before and 92 wide; 0 if not said |
| `center: height width` | a platform in the middle of the court |
| `debug: true` | for tests alone: not among the courts that are played; false if not said |

Steps and the centre can be passed from below and landed on from above.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

ASSETS = Path(__file__).parent / "assets"
STEP_RISE = 55.0
STEP_WIDTH = 92.0
STEP_HEADROOM = 90
"""The ring has to be so far above the highest step."""


class Level(NamedTuple):
    """One level."""

    name: str
    basket_height: float
    basket_push_in: float
    steps: int = 0
    center: tuple[float, float] | None = None
    debug: bool = False


class Line(NamedTuple):
    """A line that says something."""

    where: str
    key: str
    text: str


def load(name: str) -> dict[str, Level]:
    """Return the levels of a file among the assets, by name."""
    return parse((ASSETS / name).read_text(encoding="utf-8"), name)


def parse(text: str, source: str) -> dict[str, Level]:
    """Return the levels that `text` describes; a `ValueError` tells the line of `source`."""
    levels: dict[str, Level] = {}
    for block in blocks(text, source):
        level = read(block)
        if level.name in levels:
            raise ValueError(f"{block[0].where}: the level {level.name!r} was described before")
        levels[level.name] = level
    return levels


def blocks(text: str, source: str) -> list[list[Line]]:
    """Return the lines of each level."""
    found: list[list[Line]] = []
    for number, row in enumerate(text.splitlines(), 1):
        said = row.split("#")[0].strip()
        if not said:
            continue
        line = split(said, f"{source}:{number}")
        if line.key == "level":
            found.append([])
        elif not found:
            raise ValueError(f"{line.where}: {line.key!r} stands before the first 'level: name'")
        if any(line.key == earlier.key for earlier in found[-1]):
            raise ValueError(f"{line.where}: {line.key!r} is given twice in one level")
        found[-1].append(line)
    return found


def split(said: str, where: str) -> Line:
    """Return key and value of a line."""
    key, colon, text = (part.strip() for part in said.partition(":"))
    if not colon:
        raise ValueError(f"{where}: expected 'key: value', got {said!r}")
    if key not in READERS:
        near = get_close_matches(key, READERS, 1, 0.0)[0]
        raise ValueError(f"{where}: there is no key {key!r}; the nearest one is {near!r}")
    return Line(where, key, text)


def read(block: list[Line]) -> Level:
    """Return the level of one block."""
    values: dict[str, Any] = {}
    for line in block:
        try:
            values[line.key] = READERS[line.key](line.text)
        except ValueError as error:
            raise ValueError(f"{line.where}: {line.key} {error}, got {line.text!r}") from None
    for key in ("basket_height", "basket_push_in"):
        if key not in values:
            raise ValueError(f"{block[0].where}: the level {values['level']!r} lacks {key!r}")
    level = Level(values.pop("level"), **values)
    if level.steps * STEP_RISE + STEP_HEADROOM > level.basket_height:
        raise ValueError(
            f"{block[0].where}: {level.steps} steps reach too near to a basket at a height of "
            f"{level.basket_height:g}; there may be "
            f"{max(0, int((level.basket_height - STEP_HEADROOM) // STEP_RISE))}"
        )
    return level


def read_name(text: str) -> str:
    if not text.isidentifier():
        raise ValueError("must be a name of letters, digits and underscores")
    return text


def read_number(text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise ValueError(f"must be a number from {least:g} to {most:g}")
    return number


def read_steps(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 6:
        raise ValueError("must be a whole number from 0 to 6")
    return int(text)


def read_center(text: str) -> tuple[float, float]:
    parts = text.split()
    if len(parts) != 2:
        raise ValueError("must be a height and a width")
    return read_number(parts[0], 20, 400), read_number(parts[1], 40, 1000)


def read_switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


READERS: dict[str, Callable[[str], Any]] = {
    "level": read_name,
    "basket_height": lambda text: read_number(text, 80, 450),
    "basket_push_in": lambda text: read_number(text, 40, 400),
    "steps": read_steps,
    "center": read_center,
    "debug": read_switch,
}
