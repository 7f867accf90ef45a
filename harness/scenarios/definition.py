"""What a scenario means: its file, held against the words of the game that is to play it.

All that is wrong with a file is told at once, each with its line, what was given and the nearest
name that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.config.toml_lines import Path
from harness.contract import ScenarioWorld
from harness.errors import HarnessError
from harness.scenarios import checks
from harness.scenarios.checks import Check
from harness.scenarios.inputs import Inputs, clashes, schedule
from harness.scenarios.matching import DEFAULT_TOLERANCE, Expected
from harness.scenarios.models import (
    MOST_FRAMES,
    Document,
    check,
    entity_model,
    event_model,
    inputs_model,
    named_by_id,
)
from harness.scenarios.source import Problem, Source, brief, unknown, wrong
from harness.screenshots import options
from harness.screenshots.baselines import check_name
from harness.test_api.scenario_world import ID, TYPE

_HEADER = ("name", "tags", "timeout_frames", "retries", "skip", "xfail")
"""What was checked when the file was read."""
_FRAME = "frame"
_ENTITY = "entity"
_ANY_TYPE = ""
"""Of an entity whose own is not known: what follows from one mistake is not told."""

Tables = list[tuple[int, dict[str, Any]]]


class Picture(NamedTuple):
    name: str
    options: dict[str, Any]


class Definition(NamedTuple):
    """A scenario that can be played."""

    level: str
    seed: int
    entities: list[dict[str, Any]]
    inputs: dict[int, Inputs]
    """By frame, what the entities whose inputs change in it are told from then on."""
    sequence: list[Expected]
    checks: list[Check]
    after_frame: int
    """Of the checks, or -1 without any."""
    picture: Picture | None

    @property
    def last_frame(self) -> int:
        """The frame with which the scenario ends, unless an event is waited for."""
        bounds = [expected.latest_frame for expected in self.sequence]
        return max([0, self.after_frame, *bounds, *self.inputs])


def define(source: Source, world: ScenarioWorld) -> Definition:
    """Return what a file means to a game, or raise `Wrong`."""
    reader = _Reader(source, world)
    definition = reader.read()
    if reader.problems or source.problems:
        raise source.wrong(source.problems + reader.problems)
    return definition


class _Reader:
    """Reads part by part. What does not fit is left out and told."""

    def __init__(self, source: Source, world: ScenarioWorld) -> None:
        self.problems: list[Problem] = []
        self._data = source.data
        self._world = world
        self._types: dict[str, str] = {}
        """Type of each entity, by the name that it takes inputs under."""

    def read(self) -> Definition:
        self._check_document()
        setup = _table(self._data.get("setup"))
        expect = _table(self._data.get("expect"))
        state = _table(expect.get("state"))
        after_frame = state.get("after_frame")
        return Definition(
            level=self._level(setup.get("level")),
            seed=setup.get("seed", 0),
            entities=list(self._entities(_tables(setup.get("entities")))),
            inputs=self._inputs(_tables(self._data.get("input"))),
            sequence=list(self._sequence(_tables(expect.get("sequence")))),
            checks=list(self._checks(state.get("checks"))),
            after_frame=after_frame if isinstance(after_frame, int) else -1,
            picture=self._picture(expect.get("screenshot")),
        )

    def _tell(self, path: Path, words: str) -> None:
        self.problems.append((path, words))

    def _fit(self, model: Any, data: Any, path: Path = ()) -> dict[str, Any]:
        """Return the given values as the model takes them; nothing, where it does not."""
        values, problems = check(model, data)
        for inner, words in problems:
            self._tell((*path, *inner), words)
        return values

    def _check_document(self) -> None:
        self._fit(Document, self._data)
        self.problems = [
            item for item in self.problems if item[0][:1] not in {(k,) for k in _HEADER}
        ]
        expect = self._data.get("expect")
        if isinstance(expect, dict) and not (expect.get("sequence") or expect.get("state")):
            self._tell(("expect",), "nothing is expected: give a sequence, a state, or both")

    def _level(self, level: Any) -> str:
        levels = self._world.levels
        if isinstance(level, str) and level not in levels:
            self._tell(("setup", "level"), unknown("level", level, levels))
        return str(level)

    def _entities(self, tables: Tables) -> Iterator[dict[str, Any]]:
        for i, table in tables:
            path: Path = ("setup", "entities", i)
            kind = table.get(TYPE)
            if kind not in list(self._world.entities):
                self._types.setdefault(str(table.get(ID, kind)), _ANY_TYPE)
            if not isinstance(kind, str):
                words = "must be a text" if TYPE in table else "is missing"
                self._tell((*path, TYPE), f"the field '{TYPE}' {words}: {self._known_types()}")
            elif kind not in self._world.entities:
                self._tell((*path, TYPE), unknown("type", kind, self._world.entities))
            else:
                values = self._fit(entity_model(kind, self._world.entities[kind]), table, path)
                self._name(str(table.get(ID, kind)), kind, (*path, ID))
                yield values

    def _known_types(self) -> str:
        return f"one of {', '.join(sorted(self._world.entities))}"

    def _name(self, name: str, kind: str, path: Path) -> None:
        """Take note of an entity; one that could not be told from another is told."""
        is_id = name != kind or kind in named_by_id(self._world.entities)
        if name == _FRAME:
            self._tell(path, f"the id {brief(name)} is taken: in [[input]] it is the frame")
        elif is_id and name in self._types:
            self._tell(path, f"the id {brief(name)} is given twice")
        self._types.setdefault(name, kind)

    def _inputs(self, tables: Tables) -> dict[int, Inputs]:
        """Return by frame what entities hold from then on: a field holds until it is changed."""
        self._refuse_clashes(tables)
        changes = [self._change(i, table) for i, table in tables]
        return schedule(changes, self._world.aliases)

    def _refuse_clashes(self, tables: Tables) -> None:
        """Tell of words that set what another one sets in the same frame."""
        seen: dict[tuple[int, str], list[str]] = {}
        for i, table in tables:
            frame = table.get(_FRAME)
            for entity, given in table.items():
                if isinstance(given, dict) and isinstance(frame, int):
                    before = seen.setdefault((frame, entity), [])
                    for word, problem in clashes(given, before, self._world.aliases):
                        self._tell(("input", i, entity, word), f"{problem}, in frame {frame}")
                    before += given

    def _change(self, i: int, table: dict[str, Any]) -> tuple[int, Inputs]:
        path: Path = ("input", i)
        frame = table.get(_FRAME)
        if not (
            isinstance(frame, int) and not isinstance(frame, bool) and 0 <= frame <= MOST_FRAMES
        ):
            given = f", got {brief(frame)}" if _FRAME in table else ""
            words = f"'{_FRAME}' must be a whole number from 0 to {MOST_FRAMES}{given}"
            self._tell((*path, _FRAME), words)
            frame = 0
        told: Inputs = {}
        for entity, given in table.items():
            if entity == _FRAME:
                continue
            if entity not in self._types:
                self._tell((*path, entity), unknown("entity", entity, self._types))
            told[entity] = self._told(given, (*path, entity))
        return frame, told

    def _told(self, given: Any, path: Path) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._tell(path, wrong(str(path[-1]), "a table of inputs", given))
            return {}
        return self._fit(inputs_model(self._world.inputs, tuple(self._world.aliases)), given, path)

    def _sequence(self, tables: Tables) -> Iterator[Expected]:
        kinds = named_by_id(self._world.entities)
        model = event_model((_ENTITY, *(kind for kind in kinds if kind != _ENTITY)))
        for i, table in tables:
            path: Path = ("expect", "sequence", i)
            values = self._fit(model, table, path)
            event = table.get("event")
            if isinstance(event, str) and event not in self._world.events:
                self._tell((*path, "event"), unknown("event", event, self._world.events))
            entity = self._whose(table, (_ENTITY, *kinds), path)
            first, last = values.get("frame_min"), values.get("frame_max")
            if first is not None and last is not None and first > last:
                self._tell((*path, "frame_max"), f"frame_max {last} lies before frame_min {first}")
            tolerance = values.get("tolerance", DEFAULT_TOLERANCE)
            yield Expected(str(event), entity, first, last, tolerance)

    def _whose(self, table: dict[str, Any], fields: tuple[str, ...], path: Path) -> str:
        """Return the entity that an event is to happen to, if it names one."""
        named = [field for field in dict.fromkeys(fields) if isinstance(table.get(field), str)]
        for other in named[1:]:
            words = f"'{named[0]}' and '{other}' both name an entity: give one of them"
            self._tell((*path, other), words)
        for field in named:
            known = [
                name
                for name, kind in self._types.items()
                if field == _ENTITY or kind in (field, _ANY_TYPE)
            ]
            if table[field] not in known:
                self._tell((*path, field), unknown(field, table[field], known))
        return str(table[named[0]]) if named else ""

    def _checks(self, texts: Any) -> Iterator[Check]:
        for i, text in enumerate(texts if isinstance(texts, list) else []):
            try:
                if isinstance(text, str):
                    yield checks.parse(text)
            except ValueError as error:
                self._tell(("expect", "state", "checks", i), f"{brief(text)}: {error}")

    def _picture(self, given: Any) -> Picture | None:
        path: Path = ("expect", "screenshot")
        if isinstance(given, str):
            given = {"name": given}
        if not isinstance(given, dict):
            return None
        name = given.get("name")
        chosen = {key: value for key, value in given.items() if key != "name"}
        if not isinstance(name, str):
            self._tell((*path, "name"), "the picture needs a name, a text")
            return None
        for key in chosen:
            if key not in options.NAMES:
                self._tell((*path, key), unknown("field", key, ["name", *options.NAMES]))
        self._try_picture(path, name, {k: v for k, v in chosen.items() if k in options.NAMES})
        return Picture(name, chosen)

    def _try_picture(self, path: Path, name: str, chosen: dict[str, Any]) -> None:
        try:
            check_name(name)
            options.merged({}, chosen)
        except (HarnessError, ValueError) as error:
            self._tell(path, str(error))


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: Any) -> Tables:
    """Return the tables of a list, each with its index."""
    items = value if isinstance(value, list) else []
    return [(i, item) for i, item in enumerate(items) if isinstance(item, dict)]
