"""The baskets of the court: board, ring and net, and where all of it is on the surface."""

from __future__ import annotations

import itertools
from math import cos, pi, sin

import pygame

from game import theme as look
from game.art import court_figures as figures
from game.art.court_hall import FLOOR_Y
from game.court_effects import CourtEffects
from game.rules.court.figures import RING
from game.rules.court.state import Basket
from game.theme import Layout, Theme, mixed

HOOPS = ("left_hoop", "right_hoop")
NET_SECONDS = 1.1
NET = 46
NET_ROWS = 4
FAR = mixed(look.CORAL, look.INK, 0.35)
"""The colour of the far half of a ring."""


class View:
    """Where the court is on the surface at one moment, shaken or not."""

    def __init__(
        self, surface: pygame.Surface, theme: Theme, time: float, shift: tuple[int, int]
    ) -> None:
        """`time` in seconds moves what is animated; `shift` in pixels moves everything."""
        self.surface = surface
        self.theme = theme
        self.time = time
        self.shift = shift

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Return the pixel of a point of the court."""
        left, top = self.theme.layout.point(x, FLOOR_Y - y)
        return left + self.shift[0], top + self.shift[1]

    def blit(self, picture: pygame.Surface, x: float, y: float) -> None:
        """Paint `picture` with its middle at a point of the court."""
        self.surface.blit(picture, picture.get_rect(center=self.at(x, y)))

    def length(self, design: float) -> int:
        """Return a length in pixels."""
        return self.theme.layout.length(design)


def hoop_rect(layout: Layout, basket: Basket) -> pygame.Rect:
    """Return the place of ring and net in pixels."""
    return layout.rect(basket.x - RING, FLOOR_Y - basket.height - 6, 2 * RING, NET + 6)


def paint_board(view: View, basket: Basket) -> None:
    """Paint the board and what carries it."""
    picture, (x, y) = figures.board(view.theme, basket)
    left, top = view.theme.layout.point(x, FLOOR_Y - y)
    view.surface.blit(picture, (left + view.shift[0], top + view.shift[1]))


def paint_ring(view: View, basket: Basket, *, front: bool) -> None:
    """Paint the far half of the ring with its arm, or the near half."""
    size = view.length(2 * RING + 14), view.length(30)

    def paint(large: pygame.Surface) -> None:
        draw_ring(large, large.get_width() / size[0] * view.theme.layout.scale, front=front)

    if not front:
        arm = pygame.Rect(0, 0, view.length(14), view.length(10))
        arm.center = view.at(basket.x - basket.inward * (RING + 3), basket.height)
        pygame.draw.rect(view.surface, look.INK, arm)
        pygame.draw.rect(view.surface, FAR, arm.inflate(0, -view.length(5)))
    view.blit(view.theme.smooth(("ring", size, front), size, paint), basket.x, basket.height)


def draw_ring(large: pygame.Surface, unit: float, *, front: bool) -> None:
    """Paint half of the ring in the middle of `large`; one design pixel is `unit` of its own."""
    middle_x, middle_y = large.get_width() / 2, large.get_height() / 2
    start = pi if front else 0.0
    for thick, colour in ((9.0, look.INK), (5.0, look.CORAL if front else FAR)):
        for step in range(121):
            turn = start + pi * step / 120
            at = middle_x + cos(turn) * (RING + 2) * unit, middle_y - sin(turn) * 9 * unit
            pygame.draw.circle(large, colour, at, thick / 2 * unit)


def paint_net(view: View, basket: Basket, effects: CourtEffects) -> None:
    """Paint the net, which swings after a goal."""
    age = view.time - effects.scored.get(basket.team, -9.0)
    life = max(0.0, 1.0 - age / NET_SECONDS)
    # In whole pixels, so that few pictures are kept.
    swing, tug = round(9.0 * life * sin(age * 17.0)), round(12.0 * life * abs(sin(age * 11.0)))
    size = view.length(2 * RING + 24), view.length(2 * NET + 40)

    def paint(large: pygame.Surface) -> None:
        draw_net(large, large.get_width() / size[0] * view.theme.layout.scale, swing, tug)

    picture = view.theme.smooth(("net", size, swing, tug), size, paint, look.CREAM)
    view.blit(picture, basket.x, basket.height)


def draw_net(large: pygame.Surface, unit: float, swing: int, tug: int) -> None:
    """Paint a net that hangs from the middle of `large`."""
    middle = large.get_width() / 2, large.get_height() / 2
    knots = [
        [
            (middle[0] + x * unit, middle[1] + y * unit)
            for x, y in (knot(row / NET_ROWS, column / 3 - 1, swing, tug) for column in range(7))
        ]
        for row in range(NET_ROWS + 1)
    ]
    width = max(1, round(1.8 * unit))
    for upper, lower in itertools.pairwise(knots):
        for column in range(6):
            pygame.draw.line(large, look.CREAM, upper[column], lower[column + 1], width)
            pygame.draw.line(large, look.CREAM, upper[column + 1], lower[column], width)


def knot(down: float, across: float, swing: int, tug: int) -> tuple[float, float]:
    """Return a knot of the net below the ring; `down` from 0 to 1, `across` from -1 to 1."""
    narrow = 1.0 - 0.42 * down
    curve = 8.0 * (1.0 - across * across) * (1.0 - down * 0.4)
    return across * RING * narrow + swing * down * down, down * (NET + tug) + curve
