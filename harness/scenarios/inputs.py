"""What entities are told: a field holds until it is changed, and aliases stand for fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Aliases = Mapping[str, tuple[str, Any]]
Inputs = dict[str, dict[str, Any]]
"""By entity, what it is told."""


def schedule(changes: list[tuple[int, Inputs]], aliases: Aliases) -> dict[int, Inputs]:
    """Return, by the frames in which something changes, all that the changed entities hold."""
    held: Inputs = {}
    inputs: dict[int, Inputs] = {}
    for frame, told in sorted(changes, key=lambda change: change[0]):
        for entity, values in told.items():
            held[entity] = _merged(held.get(entity, {}), values, aliases)
            inputs.setdefault(frame, {})[entity] = held[entity]
    return inputs


def clashes(words: Iterable[str], aliases: Aliases, known: int = 0) -> Iterator[tuple[str, str]]:
    """Yield words that set what one before sets, and what to do; the first `known` are settled."""
    seen: dict[str, str] = {}
    for i, word in enumerate(words):
        meant = aliases[word][0] if word in aliases else word
        if meant in seen and i >= known:
            twice = (
                f"'{word}' is given twice"
                if seen[meant] == word
                else (f"'{seen[meant]}' and '{word}' both set '{meant}': give one of them")
            )
            yield word, twice
        seen.setdefault(meant, word)


def _merged(held: dict[str, Any], values: dict[str, Any], aliases: Aliases) -> dict[str, Any]:
    """Return what is held after a change; an alias that is false lets go of its field."""
    merged = dict(held)
    for word, value in values.items():
        name, meant = aliases.get(word, (word, value))
        if word in aliases and not value:
            merged.pop(name, None)
        else:
            merged[name] = meant
    return merged
