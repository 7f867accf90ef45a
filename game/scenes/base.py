"""What a scene is, and what it gets from the application that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from random import Random

    import pygame

    from game.menu import Menu
    from game.options import Value
    from game.theme import Layout, Theme
    from harness.contract import Log


class Stage(Protocol):
    """The application as its scenes see it."""

    options: dict[str, Value]

    @property
    def layout(self) -> Layout:
        """Where things go on the surface."""

    @property
    def log(self) -> Log:
        """The game's log."""

    @property
    def time(self) -> float:
        """Seconds of simulation since the game was made; goes on while a scene is paused."""

    def random(self, name: str) -> Random:
        """Return the seeded stream called `name`."""

    def set_option(self, name: str, value: object) -> None:
        """Set an option and log it; a `ValueError` lists what is allowed."""

    def go_to(self, name: str) -> None:
        """Leave all scenes and enter a fresh one."""

    def push(self, scene: Scene) -> None:
        """Lay a scene over the present one."""

    def pop(self) -> None:
        """Take the topmost scene away."""

    def ask_to_quit(self) -> None:
        """Tell the host that the player wants to leave."""


class Scene:
    """A screen, or an overlay on one. The topmost scene gets the events."""

    name: str | None = None
    """What tests call it; None for overlays, which leave the current scene what it is."""
    freezes_below = False
    """Whether the scenes under this one stand still."""
    element_names: tuple[str, ...] = ()
    """Every key that `elements` may ever have."""

    below: tuple[Scene, ...] = ()
    """The scenes that it lies over when it is entered by its name."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @property
    def menu(self) -> Menu | None:
        """The list of items that has the player's attention, if there is one."""
        return None

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the named parts now on screen, in pixels; does not need a draw."""
        return {}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Take one pygame event."""

    def update(self, dt: float) -> None:
        """Advance by `dt` seconds."""

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the scene as it is."""
