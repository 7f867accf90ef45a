"""Hosts the game in a test: a tiny context, events, polled keys, and its Test API Surface."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame
import pytest

from game.app import create

FRAME_SECONDS = 1 / 60


class Log:
    """Keeps the lines of the game."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str) -> None:
        self.lines.append(text)

    debug = info = warning = error = __call__


class FakeContext:
    """A `harness.contract.Context`."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        self.size = size
        self.log = Log()
        self._seed = seed
        self._streams: dict[str, random.Random] = {}

    def random(self, name: str) -> random.Random:
        return self._streams.setdefault(name, random.Random(f"{self._seed}/{name}"))


class FakeApi:
    """A `harness.contract.Api` that refuses what is declared twice."""

    def __init__(self) -> None:
        self.version = ""
        self.properties: dict[str, tuple[Callable[[], Any], Callable[[Any], None] | None]] = {}
        self.queries: dict[str, Callable[..., Any]] = {}
        self.commands: dict[str, Callable[..., Any]] = {}

    def property(
        self,
        path: str,
        get: Callable[[], Any],
        set: Callable[[Any], None] | None = None,  # noqa: A002 - the contract's word
    ) -> None:
        assert path not in self.properties
        self.properties[path] = (get, set)

    def query(self, name: str, fn: Callable[..., Any]) -> None:
        assert name not in self.queries
        self.queries[name] = fn

    def command(self, name: str, fn: Callable[..., Any]) -> None:
        assert name not in self.commands
        self.commands[name] = fn

    def scenarios(self, world: Any) -> None:
        self.world = world


class Held(set[int]):
    """Keys that are down, as `pygame.key.get_pressed` returns them."""

    def __getitem__(self, key: int) -> bool:
        return key in self


class Host:
    """One hosted game."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        self.context = FakeContext(size, seed)
        self.game = create(self.context)
        self.api = FakeApi()
        self.game.expose(self.api)
        self.held = Held()

    @property
    def log(self) -> list[str]:
        return self.context.log.lines

    def tap(self, *keys: int) -> None:
        for key in keys:
            self.game.handle_event(pygame.event.Event(pygame.KEYDOWN, key=key))
            self.game.handle_event(pygame.event.Event(pygame.KEYUP, key=key))

    def hold(self, *keys: int) -> None:
        self.held = Held(keys)

    def step(self, frames: int = 1) -> None:
        pygame.key.get_pressed = lambda: self.held
        for _ in range(frames):
            self.game.update(FRAME_SECONDS)

    def paint(self) -> bytes:
        surface = pygame.Surface(self.context.size)
        self.game.draw(surface)
        return pygame.image.tobytes(surface, "RGB")

    def get(self, path: str) -> Any:
        return self.api.properties[path][0]()

    def set(self, path: str, value: Any) -> None:
        write = self.api.properties[path][1]
        assert write is not None
        write(value)

    def query(self, name: str, /, **arguments: Any) -> Any:
        return self.api.queries[name](**arguments)

    def command(self, name: str, /, **arguments: Any) -> None:
        self.api.commands[name](**arguments)

    def state(self) -> dict[str, Any]:
        return {path: get() for path, (get, _) in self.api.properties.items()}


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Host]]:
    """Return a function that starts a game."""
    monkeypatch.setattr(pygame.key, "get_pressed", Held)
    pygame.display.init()

    def start(size: tuple[int, int] = (1280, 720), seed: int = 1) -> Host:
        return Host(size, seed)

    yield start
    pygame.display.quit()


@pytest.fixture
def host(hosted: Callable[..., Host]) -> Host:
    """Return a started game."""
    return hosted()


@pytest.fixture
def arena(host: Host) -> Host:
    """Return a game in an arena without enemies."""
    host.command("load_scene", name="combat_arena")
    host.command("arena_clear")
    return host
