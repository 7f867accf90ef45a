"""Keys and gamepads of the court, for two people: what each wants in a frame."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

import pygame

from game.rules.court.state import Court, Intent, Player, holds

DEAD_ZONE = 0.3
PAD_JUMP, PAD_GRAB, PAD_THROW = (0,), (1, 3), (2,)
PAD_LEFT, PAD_RIGHT = 13, 14
PAD_PAUSE = (6, 7)
"""Options on one make of gamepad, start on another."""


class Pad(Protocol):
    """A gamepad, as pygame gives it."""

    def get_axis(self, axis_number: int, /) -> float: ...
    def get_button(self, button: int, /) -> int | bool: ...
    def get_numbuttons(self) -> int: ...
    def get_numhats(self) -> int: ...
    def get_hat(self, hat_number: int, /) -> tuple[int, int] | tuple[float, float]: ...
    def get_instance_id(self) -> int: ...


class Keys(NamedTuple):
    """The keys of one person."""

    left: int
    right: int
    jump: int
    grab: int
    throw: tuple[int, ...]


KEYS = {
    "p1": Keys(pygame.K_a, pygame.K_d, pygame.K_w, pygame.K_s, (pygame.K_SPACE,)),
    "p2": Keys(
        pygame.K_LEFT,
        pygame.K_RIGHT,
        pygame.K_UP,
        pygame.K_DOWN,
        (pygame.K_RETURN, pygame.K_RCTRL),
    ),
}


class Wish(NamedTuple):
    """What is held down."""

    move_x: float = 0.0
    jump: bool = False
    grab: bool = False
    throw: bool = False


class Down:
    """The keys that count as held in this frame: also those that were only tapped in it."""

    def __init__(self) -> None:
        self.tapped: set[int] = set()

    def held(self) -> _Held:
        """Return them, and begin a new frame."""
        held = _Held(pygame.key.get_pressed(), self.tapped)
        self.tapped = set()
        return held


class _Held:
    def __init__(self, pressed: pygame.key.ScancodeWrapper, tapped: Collection[int]) -> None:
        self._pressed = pressed
        self._tapped = tapped

    def __call__(self, key: int) -> bool:
        return self._pressed[key] or key in self._tapped


def connected() -> list[Pad]:
    """Return the first two gamepads, opened."""
    pygame.joystick.init()
    return [pygame.joystick.Joystick(place) for place in range(min(2, pygame.joystick.get_count()))]


def by_keys(keys: Keys, held: _Held) -> Wish:
    """Return what the keys of one person say."""
    return Wish(
        float(held(keys.right) - held(keys.left)),
        held(keys.jump),
        held(keys.grab),
        any(held(key) for key in keys.throw),
    )


def by_pad(pad: Pad) -> Wish:
    """Return what a gamepad says; the stick counts beyond its dead zone."""
    stick = pad.get_axis(0)
    if abs(stick) < DEAD_ZONE:
        stick = float(pad.get_hat(0)[0]) if pad.get_numhats() else 0.0
        if not stick and pad.get_numbuttons() > PAD_RIGHT:
            stick = float(pad.get_button(PAD_RIGHT)) - float(pad.get_button(PAD_LEFT))
    return Wish(
        min(1.0, max(-1.0, stick)),
        any(pad.get_button(button) for button in PAD_JUMP),
        any(pad.get_button(button) for button in PAD_GRAB),
        any(pad.get_button(button) for button in PAD_THROW),
    )


def either(first: Wish, second: Wish) -> Wish:
    """Return both together; the first one steers if it does."""
    return Wish(
        first.move_x or second.move_x,
        first.jump or second.jump,
        first.grab or second.grab,
        first.throw or second.throw,
    )


def meant(wish: Wish, before: Wish, player: Player, court: Court) -> Intent:
    """Return the intent of a player. To grab is to pick up, or to steal where somebody holds."""
    grab = wish.grab and not before.grab
    held = court.ball is not None and court.ball.holder is not None
    steal = grab and held and not holds(court, player)
    intent = Intent(wish.move_x, wish.jump, grab and not held, steal, wish.throw)
    # The same object means that nothing was pressed or let go.
    return player.intent if intent == player.intent else intent
