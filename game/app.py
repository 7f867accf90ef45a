"""The application: a stack of scenes, and the only entry of the game, `create`.

Events go to the topmost scene, time to every scene that is not frozen by an overlay, and all
are drawn from the bottom up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import exposed
from game.options import OPTIONS, Value, checked, defaults, shown
from game.scenes.combat_arena import CombatArena
from game.scenes.court import Court
from game.scenes.court_overlay import CourtPause, CourtResult
from game.scenes.inventory import Inventory
from game.scenes.main_menu import MainMenu
from game.scenes.options import OptionsScene
from game.scenes.pause import Pause
from game.scenes.result import Result
from game.theme import Layout, theme_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from game.menu import Menu
    from game.scenes.base import Scene, Stage
    from harness.contract import Api, Context, Log

SCENES: dict[str, Callable[[Stage], Scene]] = {
    "main_menu": MainMenu,
    "options": OptionsScene,
    "combat_arena": CombatArena,
    "inventory": lambda stage: Inventory(stage, CombatArena(stage)),
    "court": Court,
}
LAID_OVER = (CourtPause, CourtResult)
ELEMENT_NAMES: tuple[str, ...] = tuple(
    # A dict keeps the order of the first mention; overlays share some names.
    dict.fromkeys(
        name
        for scene in (
            MainMenu,
            OptionsScene,
            CombatArena,
            Inventory,
            Pause,
            Result,
            Court,
            *LAID_OVER,
        )
        for name in scene.element_names
    )
)
STREAMS = ("arena", "sparks", "court", "court_bot")


def create(context: Context) -> App:
    """Make a game that shows its main menu."""
    return App(context)


class App:
    """One running game. Implements `harness.contract.Game`, and `Stage` for its scenes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._beginnings = {name: context.random(name).getstate() for name in STREAMS}
        self.layout = Layout(context.size)
        self.log: Log = context.log
        self.scenes: list[Scene] = []
        self.arena: CombatArena | None = None
        """The arena that is being played, also under an overlay."""
        self._begin()
        self.initialized = True

    def _begin(self) -> None:
        self.time = 0.0
        self.quit_requested = False
        self.options: dict[str, Value] = defaults()
        self.go_to("main_menu")

    def handle_event(self, event: pygame.event.Event) -> None:
        """Pass one pygame event to the topmost scene."""
        self.scenes[-1].handle_event(event)

    def update(self, dt: float) -> None:
        """Advance by `dt` seconds all that is not frozen."""
        self.time += dt
        for scene in self._running():
            scene.update(dt)

    def draw(self, surface: pygame.Surface) -> None:
        """Paint the scenes, the topmost last."""
        theme = theme_for(self.layout.size)
        for scene in self.scenes:
            scene.draw(surface, theme)

    def expose(self, api: Api) -> None:
        """Declare the Test API Surface."""
        exposed.declare(self, api)

    def random(self, name: str) -> Random:
        """Return the seeded stream called `name`."""
        return self._context.random(name)

    def option(self, name: str) -> Value:
        """Return the value of an option."""
        return self.options[name]

    def set_option(self, name: str, value: object) -> None:
        """Set an option and log it; a `ValueError` lists what is allowed."""
        option = next(option for option in OPTIONS if option.name == name)
        self.options[name] = checked(option, value)
        self.log(f"options: {name} {shown(self.options[name])}")

    def go_to(self, name: str) -> None:
        """Leave all scenes and enter a fresh one; a `ValueError` lists the scenes."""
        if name not in SCENES:
            raise ValueError(f"no scene called {name!r}; there are {', '.join(SCENES)}")
        scene = SCENES[name](self)
        self._show([*scene.below, scene])
        self.log(f"scene: {name}")

    def push(self, scene: Scene) -> None:
        """Lay a scene over the present one."""
        self._show([*self.scenes, scene])

    def pop(self) -> None:
        """Take the topmost scene away."""
        self._show(self.scenes[:-1])

    def ask_to_quit(self) -> None:
        """Tell the host, in the way every pygame program is told."""
        self.quit_requested = True
        self.log("quit requested")
        pygame.event.post(pygame.event.Event(pygame.QUIT))

    def reset(self) -> None:
        """Go back to how the game was made: main menu, default options, streams rewound."""
        for name, state in self._beginnings.items():
            self._context.random(name).setstate(state)
        self._begin()

    @property
    def current_scene(self) -> str:
        """Name of the topmost scene that is not an overlay."""
        return next(scene.name for scene in reversed(self.scenes) if scene.name is not None)

    @property
    def paused(self) -> bool:
        """Whether an overlay holds the scene below."""
        return any(scene.freezes_below for scene in self.scenes)

    @property
    def menu(self) -> Menu | None:
        """The menu that gets the keys, if one is open."""
        return self.scenes[-1].menu

    def element(self, name: str) -> pygame.Rect | None:
        """Return the place of a named part in pixels, or None while it is not on screen.

        A name that no scene has is a `ValueError` that lists them all.
        """
        if name not in ELEMENT_NAMES:
            raise ValueError(f"no element called {name!r}; there are {', '.join(ELEMENT_NAMES)}")
        for scene in reversed(self.scenes):
            if name in scene.elements():
                return scene.elements()[name]
        return None

    def _show(self, scenes: list[Scene]) -> None:
        self.scenes = scenes
        self.arena = next((scene for scene in scenes if isinstance(scene, CombatArena)), None)

    def _running(self) -> list[Scene]:
        for place in range(len(self.scenes) - 1, -1, -1):
            if self.scenes[place].freezes_below:
                return self.scenes[place:]
        return list(self.scenes)
