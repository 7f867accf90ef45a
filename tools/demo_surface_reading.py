"""What the demo game declares to tests, as data: read from a running game by `demo_surface.py`."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pygame

from game.app import ELEMENT_NAMES, SCENES, App
from game.rules.loot import Drop

KINDS = {bool: "boolean", int: "whole number", float: "number", str: "text", NoneType: "nil",
         list: "list", dict: "table"}  # fmt: skip
FRAME_SECONDS = 1 / 60


class Stated(NamedTuple):
    """What the page says, as data."""

    version: str
    properties: dict[str, list[str]]
    """By path, its types, and `can be set` if so."""
    queries: dict[str, list[str]]
    commands: dict[str, list[str]]
    """By name, its arguments."""
    scenes: list[str]
    elements: list[str]
    scenarios: dict[str, Any]

    @property
    def hash(self) -> str:
        """Return a hash of all but the version."""
        text = json.dumps(self[1:], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Surface:
    """Takes down what a game declares. A `harness.contract.Api`."""

    def __init__(self) -> None:
        self.version = "1"
        self.getters: dict[str, Callable[[], Any]] = {}
        self.settable: set[str] = set()
        self.queries: dict[str, Callable[..., Any]] = {}
        self.commands: dict[str, Callable[..., Any]] = {}
        self.world: Any = None

    def property(
        self,
        path: str,
        get: Callable[[], Any],
        set: Callable[[Any], None] | None = None,  # noqa: A002
    ) -> None:
        self.getters[path] = get
        if set is not None:
            self.settable.add(path)

    def query(self, name: str, fn: Callable[..., Any]) -> None:
        self.queries[name] = fn

    def command(self, name: str, fn: Callable[..., Any]) -> None:
        self.commands[name] = fn

    def scenarios(self, world: Any) -> None:
        self.world = world


class Log:
    def __call__(self, text: str) -> None:
        """Forget the line."""

    debug = info = warning = error = __call__


class Context:
    """What a game gets, as far as it matters for what it declares."""

    size = (1280, 720)
    log = Log()

    def __init__(self) -> None:
        self._streams: dict[str, random.Random] = {}

    def random(self, name: str) -> random.Random:
        return self._streams.setdefault(name, random.Random(name))

    def ready(self, name: str, value: bool = True) -> None:
        """Nobody asks."""


def declared() -> tuple[App, Surface]:
    """Return a running game, and what it declares."""
    pygame.display.init()
    pygame.display.set_mode((1, 1))
    app, surface = App(Context()), Surface()
    app.expose(surface)
    return app, surface


def state(app: App, surface: Surface) -> Stated:
    """Return the surface as data."""
    types = observed(app, surface)
    return Stated(
        surface.version,
        {path: types[path] + ["can be set"] * (path in surface.settable) for path in types},
        {name: arguments(fn) for name, fn in surface.queries.items()},
        {name: arguments(fn) for name, fn in surface.commands.items()},
        list(SCENES),
        list(ELEMENT_NAMES),
        scenarios(surface.world),
    )


def observed(app: App, surface: Surface) -> dict[str, list[str]]:
    """Return the types that each property has, looked at in the moments of `moments`."""
    types: dict[str, list[str]] = {path: [] for path in surface.getters}
    for _ in moments(app):
        for path, get in surface.getters.items():
            shape = shape_of(get())
            if shape not in types[path]:
                types[path].append(shape)
    return {path: simplified(shapes) for path, shapes in types.items()}


def moments(app: App) -> Iterator[None]:
    """Bring the game to where everything has been something: every scene, a key, loot, an end."""
    for scene in SCENES:
        app.go_to(scene)
        app.update(FRAME_SECONDS)
        yield
        app.handle_event(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN))
        app.update(FRAME_SECONDS)
        yield
    app.go_to("combat_arena")
    assert app.arena is not None
    fight = app.arena.round
    app.arena.round = fight._replace(
        loot=(Drop("jam", 1, 1, 0),), hero=fight.hero._replace(health=0)
    )
    app.update(FRAME_SECONDS)
    yield


def shape_of(value: Any) -> str:
    """Return the type of a value, with the names in it."""
    if isinstance(value, dict):
        return f"table of {', '.join(f'`{name}`' for name in value)}" if value else "table"
    if isinstance(value, list | tuple):
        shapes = sorted({shape_of(item) for item in value})
        return f"list of {shapes[0]}" if len(shapes) == 1 else "list"
    return KINDS[type(value)]


def simplified(shapes: list[str]) -> list[str]:
    """Return the types without those that another one says better, nil last."""
    kept = [
        shape
        for shape in shapes
        if not any(other.startswith(f"{shape} of ") for other in shapes)
        and not (shape == "whole number" and "number" in shapes)
    ]
    return sorted(kept, key=lambda shape: (shape == "nil", shape))


def arguments(fn: Callable[..., Any]) -> list[str]:
    """Return the arguments of a function: name, type, and the default if there is one."""
    found = []
    for name, parameter in inspect.signature(fn, eval_str=True).parameters.items():
        words = f"{name}: {type_name(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            words += f" = {json.dumps(parameter.default)}"
        found.append(words)
    return found


def type_name(annotation: Any) -> str:
    """Return a type as the page writes it."""
    if isinstance(annotation, UnionType):
        return " or ".join(type_name(part) for part in get_args(annotation))
    return KINDS.get(get_origin(annotation) or annotation, str(annotation))


def scenarios(world: Any) -> dict[str, Any]:
    """Return what scenario tests can say, if the game declares it."""
    if world is None:
        return {}
    return {
        "levels": list(world.levels),
        "entities": {name: fields(kind) for name, kind in world.entities.items()},
        "inputs": fields(world.inputs),
        "aliases": {alias: list(to) for alias, to in world.aliases.items()},
        "events": list(world.events),
    }


def fields(kind: type) -> list[str]:
    """Return the annotated fields of a class."""
    hints: Mapping[str, Any] = inspect.get_annotations(kind, eval_str=True)
    return [f"{name}: {type_name(hint)}" for name, hint in hints.items()]
