"""The Test API Surface of the game: all that a test can read, ask and do. Version 3.

Places in the arena are in tiles, rectangles in pixels, times in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from game import exposed_court as court
from game import exposed_inventory as inventory
from game.options import OPTIONS
from game.rules import arena as rules
from game.rules.actors import ARENA_HEIGHT, ARENA_WIDTH, FACINGS, HERO_HEALTH, HERO_RADIUS, Enemy
from game.rules.archetypes import ARCHETYPES

if TYPE_CHECKING:
    from game.app import App
    from game.scenes.combat_arena import CombatArena
    from harness.contract import Api, Plain


def declare(app: App, api: Api) -> None:
    """Declare the whole surface of `app`."""
    api.version = "3"
    declare_game(app, api)
    declare_menu(app, api)
    declare_arena(app, api)
    declare_hero(app, api)
    inventory.declare(app, api)
    court.declare(app, api)
    declare_queries(app, api)
    declare_commands(app, api)


def declare_game(app: App, api: Api) -> None:
    """Declare what holds in every scene, and the options."""
    api.property("game.initialized", lambda: app.initialized)
    api.property("game.current_scene", lambda: app.current_scene)
    api.property("game.paused", lambda: app.paused)
    api.property("game.quit_requested", lambda: app.quit_requested)
    for option in OPTIONS:
        read, write = partial(app.option, option.name), partial(app.set_option, option.name)
        api.property(f"options.{option.name}", read, write)


def declare_menu(app: App, api: Api) -> None:
    """Declare the menu that gets the keys: all nil, and no items, where there is none."""

    def items() -> list[Plain]:
        return [item.label for item in app.menu.items] if app.menu else []

    api.property("menu.items", items)
    api.property("menu.selected", lambda: app.menu.selected.label if app.menu else None)
    api.property("menu.index", lambda: app.menu.index + 1 if app.menu else None)


def declare_arena(app: App, api: Api) -> None:
    """Declare the round: empty, zero and nil outside of the arena."""

    def enemies() -> list[Plain]:
        return [shown_enemy(enemy) for enemy in app.arena.round.enemies] if app.arena else []

    def loot() -> list[Plain]:
        drops = app.arena.round.loot if app.arena else ()
        return [{"item": drop.item, "x": drop.x, "y": drop.y} for drop in drops]

    api.property("arena.time", lambda: round(app.arena.round.time, 6) if app.arena else 0.0)
    api.property("arena.score", lambda: app.arena.round.score if app.arena else 0)
    api.property("arena.result", lambda: app.arena.round.result if app.arena else None)
    api.property("arena.alive", lambda: len(rules.living(app.arena.round)) if app.arena else 0)
    api.property("arena.enemies", enemies)
    api.property("arena.wave", lambda: app.arena.round.wave if app.arena else 0)
    api.property("arena.waves_left", lambda: len(app.arena.round.waves) if app.arena else 0)
    api.property("arena.loot", loot)
    api.property("arena.hero", lambda: shown_hero(app.arena) if app.arena else None)


def shown_enemy(enemy: Enemy) -> dict[str, Plain]:
    """Return an enemy as a test sees it."""
    return {
        "id": enemy.id,
        "archetype": enemy.archetype,
        "x": enemy.x,
        "y": enemy.y,
        "health": enemy.health,
        "alive": enemy.health > 0,
        "chasing": enemy.chasing,
        "arriving": enemy.arriving > 0.0,
    }


def shown_hero(arena: CombatArena) -> dict[str, Plain]:
    """Return the hero as a test sees it."""
    hero = arena.round.hero
    return {
        "x": hero.x,
        "y": hero.y,
        "vx": hero.vx,
        "vy": hero.vy,
        "health": hero.health,
        "facing": hero.facing,
        "swinging": hero.swing > 0.0,
        "cooldown": hero.cooldown,
        "invulnerable": hero.invulnerable > 0.0,
    }


def declare_hero(app: App, api: Api) -> None:
    """Declare what a test can set about the hero; nil outside of the arena."""
    for name in ("x", "y", "health", "facing"):
        api.property(f"hero.{name}", partial(hero_field, app, name), partial(set_hero, app, name))


def hero_field(app: App, name: str) -> Plain:
    """Return one field of the hero."""
    field: Plain = getattr(app.arena.round.hero, name) if app.arena else None
    return field


def set_hero(app: App, name: str, value: object) -> None:
    """Set one field of the hero, checked."""
    arena = playing(app, f"setting hero.{name}")
    hero = arena.round.hero
    if name == "x":
        hero = hero._replace(x=within(name, value, HERO_RADIUS, ARENA_WIDTH - HERO_RADIUS))
    elif name == "y":
        hero = hero._replace(y=within(name, value, HERO_RADIUS, ARENA_HEIGHT - HERO_RADIUS))
    elif name == "health":
        hero = hero._replace(health=whole(name, within(name, value, 0, HERO_HEALTH)))
    else:
        hero = hero._replace(facing=one_of(name, value, FACINGS))
    arena.round = arena.round._replace(hero=hero)


def declare_queries(app: App, api: Api) -> None:
    """Declare the questions."""

    def ui_element_rect(name: str) -> dict[str, int] | None:
        """Return the element's place in pixels, or nil while it is not on screen."""
        rect = app.element(name)
        return None if rect is None else {"x": rect.x, "y": rect.y, "w": rect.w, "h": rect.h}

    def ui_element_visible(name: str) -> bool:
        """Tell whether the element is on screen."""
        return app.element(name) is not None

    def current_scene() -> str:
        """Return the scene's name; overlays do not change it."""
        return app.current_scene

    api.query("current_scene", current_scene)
    api.query("ui_element_rect", ui_element_rect)
    api.query("ui_element_visible", ui_element_visible)


def declare_commands(app: App, api: Api) -> None:
    """Declare the actions."""

    def load_scene(name: str) -> None:
        """Enter a scene afresh."""
        app.go_to(name)

    def spawn_enemy(archetype: str, x: float, y: float) -> None:
        """Put one more enemy at a place in the arena, in tiles."""
        kind = one_of("archetype", archetype, ARCHETYPES)
        radius = ARCHETYPES[kind].radius
        arena = playing(app, "spawn_enemy")
        within("x", x, radius, ARENA_WIDTH - radius)
        within("y", y, radius, ARENA_HEIGHT - radius)
        arena.round = rules.spawn(arena.round, kind, float(x), float(y))

    def arena_clear() -> None:
        """Take all enemies away; the round goes on."""
        arena = playing(app, "arena_clear")
        arena.round = rules.cleared(arena.round)

    def reset_to_known_state() -> None:
        """Go back to how the game began."""
        app.reset()

    api.command("load_scene", load_scene)
    api.command("spawn_enemy", spawn_enemy)
    api.command("arena_clear", arena_clear)
    api.command("reset_to_known_state", reset_to_known_state)


def playing(app: App, what: str) -> CombatArena:
    """Return the arena, where a round goes on."""
    if app.arena is None:
        raise ValueError(f"{what} needs the scene combat_arena, this is {app.current_scene}")
    if app.arena.round.result is not None:
        ending = app.arena.round.result
        raise ValueError(f"{what} needs a round that goes on, this one ended in {ending}")
    return app.arena


def within(name: str, value: object, least: float, most: float) -> float:
    """Return `value` if it is a number in the range."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number, got {value!r}")
    if not least <= value <= most:
        raise ValueError(f"{name} must be between {least:g} and {most:g}, got {value:g}")
    return float(value)


def whole(name: str, value: float) -> int:
    """Return `value` if it has no fraction."""
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, got {value:g}")
    return int(value)


def one_of(name: str, value: object, allowed: Iterable[str]) -> str:
    """Return `value` if it is one of `allowed`."""
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
