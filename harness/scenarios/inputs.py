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


def clashes(
    given: Iterable[str], before: Iterable[str], aliases: Aliases
) -> Iterator[tuple[str, str]]:
    """Yield the given words that set what one before them sets, and what to do."""

    def meaning(word: str) -> str:
        return aliases[word][0] if word in aliases else word

    seen = {meaning(word): word for word in reversed([*before])}
    for word in given:
        meant = meaning(word)
        if seen.get(meant) == word:
            yield word, f"'{word}' is given twice"
        elif meant in seen:
            yield word, f"'{seen[meant]}' and '{word}' both set '{meant}': give one of them"
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
