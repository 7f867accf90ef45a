"""What a game offers to the harness, and what it gets from it. All that a game author reads.

A hosted game is made by a factory named with `--game package.module:factory`:

1. The harness calls `factory(context)` once per game start and keeps the `Game` it returns.
2. Each frame it hands over the events that are due (`handle_event`), advances the game by one
   fixed step (`update`) and, when somebody looks, lets it paint itself (`draw`).
3. In test mode it calls `expose` once, so that the game can declare its Test API Surface.

Nothing here imports pygame: a game's rules can be tested without a display.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import random

    import pygame

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""Data that can cross between the game and a test."""


class Log(Protocol):
    """The game's log. Every line is stamped with the frame in which it was written."""

    def __call__(self, text: str) -> None:
        """Write one line at level `info`."""

    def debug(self, text: str) -> None: ...
    def info(self, text: str) -> None: ...
    def warning(self, text: str) -> None: ...
    def error(self, text: str) -> None: ...


class Job(Protocol):
    """A piece of work that was submitted."""

    @property
    def done(self) -> bool:
        """Whether it has been carried out."""

    def result(self) -> Any:
        """Return what it returned. Before it is done: `RuntimeError`."""


class Context(Protocol):
    """What a game gets when it is made."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the surface that `draw` will get, in pixels."""

    @property
    def log(self) -> Log:
        """The game's log."""

    def random(self, name: str) -> random.Random:
        """Return the seeded stream called `name`; the same name gives the same object."""

    def submit(self, fn: Callable[..., Any], *args: Any, frames: int = 1) -> Job:
        """Have `fn(*args)` called `frames` later, between two frames. Takes the place of threads.

        Jobs of one frame are carried out in the order in which they were submitted, before the
        events of that frame are handled. What one raises is raised there, like by `update`.
        """

    def ready(self, name: str, value: bool = True) -> None:
        """Say that something is loaded, or no longer is: `query("ready", { name = … })`."""


class ScenarioEvent(NamedTuple):
    """Something that happened, as a game's event log tells it."""

    frame: int
    """From the scenario's first update, which is frame 0."""
    name: str
    entity: str = ""
    """The id of the entity it happened to, if it did to one."""


class ScenarioWorld(Protocol):
    """What scenario tests of a game can say and see; declared with `api.scenarios(world)`.

    The harness knows none of a game's words: a scenario is checked against these.
    """

    @property
    def levels(self) -> Sequence[str]:
        """The names of the levels."""

    @property
    def entities(self) -> Mapping[str, type]:
        """By type, a class whose annotated fields are those of `[[setup.entities]]`, with defaults.

        One that has a field `id` takes inputs under it; others are known by the name of their type.
        """

    @property
    def inputs(self) -> type:
        """A class whose annotated fields, all with defaults, are what an entity can be told."""

    @property
    def aliases(self) -> Mapping[str, tuple[str, Plain]]:
        """By alias, the input and the value it stands for: `{"move_left": ("move_x", -1.0)}`.

        The alias `true` sets the value, `false` the input's default.
        """

    @property
    def events(self) -> Sequence[str]:
        """The names of what may happen."""

    def begin(self, level: str, seed: int, entities: list[Any]) -> None:
        """Set the level up with these entities alone, instances of the classes in `entities`.

        The next update is frame 0. Raises `ValueError` for what cannot be.
        """

    def act(self, entity: str, inputs: Any) -> None:
        """Have an entity get `inputs`, an instance of the class, from the next update on."""

    def happened(self, since: int) -> Sequence[ScenarioEvent]:
        """Return the events since `begin`, but for the first `since` ones, in order."""

    def state(self) -> dict[str, Any]:
        """Return all that checks may read: plain data by entity, ball, score, …, by name."""


class Api(Protocol):
    """Declares the Test API Surface: the only state and actions a test can reach.

    Paths and names are declared once; a second declaration of the same one is a `ValueError`.
    """

    version: str
    """Version of the surface, `"1"` unless the game says otherwise."""

    def property(
        self,
        path: str,
        get: Callable[[], Any],
        set: Callable[[Any], None] | None = None,  # noqa: A002 - the field's word
    ) -> None:
        """Declare `path`, like `"player.health"`, as readable through `get`.

        `get` returns plain data, nested as deep as needed: tests reach into it by path, and count
        from 1. Without `set` the path is read-only.
        """

    def query(self, name: str, fn: Callable[..., Any]) -> None:
        """Declare a question. Arguments are checked against the annotations of `fn`."""

    def command(self, name: str, fn: Callable[..., Any]) -> None:
        """Declare an action. Arguments are checked against the annotations of `fn`."""

    def scenarios(self, world: ScenarioWorld) -> None:
        """Declare what scenario tests can say. May be called once."""


class Game(Protocol):
    """A game the harness can host. `handle_event` and `expose` may be left out."""

    def handle_event(self, event: pygame.event.Event) -> None:
        """Take one pygame event, in the order of arrival, before `update` of the same frame."""

    def update(self, dt: float) -> None:
        """Advance the simulation by `dt` seconds, always 1 / fps."""

    def draw(self, surface: pygame.Surface) -> None:
        """Paint the current state. Must not change what tests can see."""

    def expose(self, api: Api) -> None:
        """Declare the Test API Surface. Called in test mode only, before the first frame."""
