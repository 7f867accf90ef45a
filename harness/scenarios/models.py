"""The pydantic models that a scenario is held against: ours, and those made of the game's classes.

Values are strict, as TOML has types: "1" is no number and 1 is not true. Every model forbids fields
that it does not know.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from harness.base.suggest import did_you_mean
from harness.config.toml_lines import Path
from harness.scenarios.matching import DEFAULT_TOLERANCE
from harness.scenarios.source import Problem, brief, named, unknown, wrong
from harness.test_api.scenario_world import ID, TYPE, fields_of
from harness.test_api.signature import describe

MOST_FRAMES = 1_000_000
"""Four and a half hours of play: a number beyond is a mistake."""
MOST_SEED = 2**64 - 1

Count = Annotated[int, Field(ge=0)]
Frames = Annotated[int, Field(ge=0, le=MOST_FRAMES)]
Table = dict[str, Any]

_CONFIG = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_EXPECTED = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_QUOTED = re.compile(r"'([^']*)'")


class _Checked(BaseModel):
    model_config = _CONFIG


class Setup(_Checked):
    level: str
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 0
    entities: list[Table] = []


class State(_Checked):
    after_frame: Frames
    checks: Annotated[list[str], Field(min_length=1)]


class Expect(_Checked):
    sequence: list[Table] = []
    state: State | None = None
    screenshot: str | Table | None = None


class Document(_Checked):
    """A whole file; what the game has words for is checked part by part after it."""

    name: str
    description: str = ""
    tags: list[str] = []
    timeout_frames: Annotated[int, Field(ge=1)] = 1
    retries: Count = 0
    skip: bool | str = False
    xfail: bool | str = False
    setup: Setup
    input: list[Table] = []
    expect: Expect


class ExpectedEvent(_Checked):
    event: str
    frame_min: Frames | None = None
    frame_max: Frames | None = None
    tolerance: Frames = DEFAULT_TOLERANCE


_NESTED: dict[Path, type[BaseModel]] = {
    (): Document,
    ("setup",): Setup,
    ("expect",): Expect,
    ("expect", "state"): State,
}


@lru_cache(maxsize=64)
def entity_model(name: str, kind: type) -> type[BaseModel]:
    return _model([(TYPE, Literal[name], True), *_fields(kind)])


@lru_cache(maxsize=64)
def inputs_model(kind: type, aliases: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of what an entity is told: every field may be missing, so may an alias."""
    own = [(name, annotation, False) for name, annotation, _ in _fields(kind)]
    return _model([*((name, bool, False) for name in aliases), *own])


@lru_cache(maxsize=64)
def event_model(entity_fields: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of an expected event, whose entity may be named by its type."""
    own = [name for name in entity_fields if name not in ExpectedEvent.model_fields]
    return _model([(name, str, False) for name in own], ExpectedEvent)


def _fields(kind: type) -> list[tuple[str, Any, bool]]:
    return [(name, one.annotation, one.required) for name, one in fields_of(kind).items()]


def _model(
    fields: list[tuple[str, Any, bool]], base: type[BaseModel] = _Checked
) -> type[BaseModel]:
    """Return a model of fields: name, annotation, whether it must be there.

    A game may call its fields what pydantic calls its own: here they have other names.
    """
    named: dict[str, Any] = {
        f"field_{i}": (annotation, Field(... if required else None, alias=name))
        for i, (name, annotation, required) in enumerate(fields)
    }
    made: type[BaseModel] = create_model("part", __base__=base, **named)
    return made


def check(model: type[BaseModel], data: Any) -> tuple[dict[str, Any], list[Problem]]:
    """Hold data of a TOML file against a model.

    Return the values that were given, as plain data, and what is wrong with them by their paths.
    """
    text = json.dumps(data, default=_as_table)
    try:
        made = model.model_validate_json(text)
    except ValidationError as error:
        return {}, _problems(model, data, error)
    return made.model_dump(exclude_unset=True, mode="json", by_alias=True), []


def _as_table(value: Any) -> Any:
    """Have dates and times, which no field takes, be no text."""
    return {"date": str(value)}


def _problems(model: type[BaseModel], data: Any, error: ValidationError) -> list[Problem]:
    found: dict[Path, str] = {}
    for item in error.errors(include_url=False):
        path = _within(data, item["loc"])
        words = _words(model, path, item, data)
        found.setdefault((*path, item["loc"][-1]) if _lacks_field(item) else path, words)
    return list(found.items())


def _lacks_field(item: Any) -> bool:
    """Tell whether a table lacks a field; a list that is too short lacks a number."""
    return item["type"] == "missing" and isinstance(item["loc"][-1], str)


def _within(data: Any, location: tuple[Any, ...]) -> Path:
    """Return as much of a location as leads through the data; unions add names of their own."""
    path: list[str | int] = []
    for key in location:
        if _leads_on(data, key):
            data = data[key]
            path.append(key)
    return tuple(path)


def _leads_on(data: Any, key: Any) -> bool:
    if isinstance(data, list):
        return isinstance(key, int) and 0 <= key < len(data)
    return isinstance(data, dict) and key in data


def _words(model: type[BaseModel], path: Path, item: Any, data: Any) -> str:
    kind, context = item["type"], item.get("ctx", {})
    key = item["loc"][-1] if kind == "missing" else path[-1] if path else ""
    if _lacks_field(item):
        return f"the field '{key}' is missing"
    value = _value_at(data, path)
    if kind == "extra_forbidden":
        return f"{unknown('field', str(key), _known(model, path[:-1]))} (value {brief(value)})"
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", ""))
        near = did_you_mean(value, _QUOTED.findall(expected)) if isinstance(value, str) else ""
        return wrong(key, expected, value) + near
    if kind == "greater_than_equal":
        return wrong(key, f"at least {context['ge']}", value)
    if kind == "less_than_equal":
        return wrong(key, f"at most {context['le']}", value)
    if kind == "json_invalid":
        return "the file is nested too deeply"
    if kind == "too_short":
        return f"{named(key)} is empty"
    return _unfit(model, path, _EXPECTED.get(kind, ""), data)


def _unfit(model: type[BaseModel], path: Path, expected: str, data: Any) -> str:
    """Return what a value must be; where a library's rule says it, what its whole field must be."""
    if expected:
        return wrong(path[-1] if path else "", expected, _value_at(data, path))
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    field = fields.get(str(path[0])) if path else None
    expected = describe(field.annotation) if field is not None else "something else"
    return wrong(path[0] if path else "", expected, _value_at(data, path[:1]))


def _known(model: type[BaseModel], path: Path) -> list[str]:
    nested = _NESTED.get(path) if model is Document else model if not path else None
    return [field.alias or name for name, field in nested.model_fields.items()] if nested else []


def _value_at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def named_by_id(entities: Any) -> tuple[str, ...]:
    """Return the types whose entities have ids, in order."""
    return tuple(name for name, kind in entities.items() if ID in fields_of(kind))
