"""What a game's `ScenarioWorld` says, as commands and queries of its Test API Surface.

Scenarios act through these alone, so that a trace holds all they did; Lua tests may use them too:

    scenario_begin { level, seed, entities }    scenario_events { since }    scenario_words
    scenario_input { entity, inputs }           scenario_state

Entities and inputs cross as plain tables; here they become instances of the game's classes.
"""

from __future__ import annotations

import dataclasses
import typing
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.base.suggest import did_you_mean
from harness.test_api.signature import convert, describe

if TYPE_CHECKING:
    from harness.contract import ScenarioWorld

TYPE = "type"
ID = "id"


class Field(NamedTuple):
    """An annotated field of one of the game's classes."""

    annotation: Any
    required: bool
    default: Any = None


@lru_cache(maxsize=256)
def fields_of(kind: type) -> dict[str, Field]:
    """Return the fields of a class by name: a dataclass, a NamedTuple, or any with annotations."""
    hints = typing.get_type_hints(kind, include_extras=True)
    known = _defaults(kind)
    return {
        name: Field(hint, name not in known, known.get(name))
        for name, hint in hints.items()
        if typing.get_origin(hint) is not typing.ClassVar
    }


def _defaults(kind: type) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        made = [(f.name, f.default, f.default_factory) for f in dataclasses.fields(kind)]
        missing = dataclasses.MISSING
        plain = {name: default for name, default, _ in made if default is not missing}
        return plain | {name: make() for name, _, make in made if make is not missing}
    named: dict[str, Any] | None = getattr(kind, "_field_defaults", None)
    return dict(vars(kind)) if named is None else named


class ScenarioSurface:
    """The functions that are declared for a world."""

    def __init__(self, world: ScenarioWorld) -> None:
        self._world = world

    def begin(self, level: str, seed: int, entities: list[Any]) -> None:
        """Begin a scenario. Raises `ValueError` for what the game has no word for."""
        if level not in self._world.levels:
            raise ValueError(f"unknown level {level!r}{did_you_mean(level, self._world.levels)}")
        made = [self._entity(given) for given in entities]
        self._world.begin(level, seed, made)

    def input(self, entity: str, inputs: dict[str, Any]) -> None:
        self._world.act(entity, make("inputs", self._world.inputs, inputs))

    def events(self, since: int = 0) -> list[dict[str, Any]]:
        happened = self._world.happened(since)
        return [
            {"frame": int(one.frame), "name": str(one.name), "entity": str(one.entity or "")}
            for one in happened
        ]

    def state(self) -> dict[str, Any]:
        state = self._world.state()
        if not isinstance(state, dict):
            raise TypeError(f"state() must return a dict, got {type(state).__name__}")
        return state

    def words(self) -> dict[str, Any]:
        """Return all that a scenario of this game can say, in words."""
        world = self._world
        return {
            "levels": list(world.levels),
            "entities": {name: _described(kind) for name, kind in world.entities.items()},
            "inputs": _described(world.inputs),
            "aliases": {alias: list(meant) for alias, meant in world.aliases.items()},
            "events": list(world.events),
        }

    def _entity(self, given: Any) -> Any:
        values = dict(given) if isinstance(given, dict) else {}
        name = str(values.pop(TYPE, ""))
        if name not in self._world.entities:
            raise ValueError(f"unknown type {name!r}{did_you_mean(name, self._world.entities)}")
        return make(name, self._world.entities[name], values)


def make(what: str, kind: type, given: Any) -> Any:
    """Return an instance of a class of the game. Raises `ValueError` for what does not fit it."""
    fields = fields_of(kind)
    values = given if isinstance(given, dict) else {}
    for name in values:
        if name not in fields:
            raise ValueError(f"{what}: unknown field {name!r}{did_you_mean(str(name), fields)}")
    for name, field in fields.items():
        if field.required and name not in values:
            raise ValueError(f"{what}: the field {name!r} is missing")
    return _instance(
        kind, {name: _value(what, name, fields[name], values[name]) for name in values}
    )


def _value(what: str, name: str, field: Field, value: Any) -> Any:
    accepted, converted = convert(value, field.annotation)
    if not accepted:
        expected = describe(field.annotation)
        raise ValueError(f"{what}: {name!r} must be {expected}, got {value!r}")
    return converted


def _instance(kind: type, values: dict[str, Any]) -> Any:
    if any({"__init__", "__new__"} & vars(base).keys() for base in kind.__mro__[:-1]):
        return kind(**values)
    made = kind()  # its defaults stand in the class
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _described(kind: type) -> dict[str, Any]:
    return {
        name: {"is": describe(field.annotation), "required": field.required}
        | ({} if field.required else {"default": _plain(field.default)})
        for name, field in fields_of(kind).items()
    }


def _plain(value: Any) -> Any:
    plain = value is None or isinstance(value, bool | int | float | str | list | tuple | dict)
    return value if plain else str(value)
