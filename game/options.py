"""What the player can set: names, allowed values, defaults. Plain data."""

from __future__ import annotations

from typing import NamedTuple

from game.rules.archetypes import DIFFICULTIES

Value = bool | int | str


class Option(NamedTuple):
    """One row of the options."""

    name: str
    label: str
    values: tuple[Value, ...]
    default: Value


OPTIONS: tuple[Option, ...] = (
    Option("volume", "Music volume", tuple(range(11)), 7),
    Option("difficulty", "Difficulty", tuple(DIFFICULTIES), "normal"),
    Option("shake", "Screen shake", (False, True), True),
)


def defaults() -> dict[str, Value]:
    """Return every option at its default, by name."""
    return {option.name: option.default for option in OPTIONS}


def checked(option: Option, value: object) -> Value:
    """Return the allowed value that equals `value`; a `ValueError` lists the allowed ones."""
    for allowed in option.values:
        if allowed == value and isinstance(value, bool) == isinstance(allowed, bool):
            return allowed
    names = ", ".join(shown(allowed) for allowed in option.values)
    raise ValueError(f"option {option.name} must be one of {names}, got {value!r}")


def nudged(option: Option, value: Value, direction: int) -> Value:
    """Return the next value to the left (-1) or right (1); the ends hold."""
    place = option.values.index(value) + direction
    return option.values[min(max(place, 0), len(option.values) - 1)]


def cycled(option: Option, value: Value) -> Value:
    """Return the next value, the first one after the last."""
    return option.values[(option.values.index(value) + 1) % len(option.values)]


def shown(value: Value) -> str:
    """Return `value` as the player and the log read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
