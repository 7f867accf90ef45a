"""The court with all that moves on it, from the sky to the nearest spark."""

from __future__ import annotations

from math import sin

import pygame

from game import theme as look
from game import ui
from game.art import court_figures as figures
from game.art import court_hall as hall
from game.art import court_hoop as hoop
from game.art import sprites
from game.art.court_hall import FLOOR_Y
from game.art.court_hoop import View
from game.court_effects import POPUP_SECONDS, SPARK_SECONDS, CourtEffects
from game.effects import Spark
from game.rules.court.figures import BALL_GRAVITY, BALL_RADIUS, RAISED_Y
from game.rules.court.handling import launch
from game.rules.court.state import Ball, Court, Player
from game.theme import Colour, mixed

KINDS: dict[str, Colour] = {
    "left": figures.COATS["left"].body,
    "right": figures.COATS["right"].body,
    "gold": look.GOLD,
    "cream": look.CREAM,
    "dust": (214, 178, 168),
}
LAND_SECONDS = 0.2
ARC_DOTS = 13


def paint(view: View, court: Court, effects: CourtEffects) -> None:
    """Paint everything as it is now."""
    hall.paint(view.surface, view.theme, court, view.shift)
    paint_crowd(view, effects)
    hall.paint_near(view.surface, view.theme, court, view.shift)
    for basket in court.baskets:
        hoop.paint_board(view, basket)
        hoop.paint_ring(view, basket, front=False)
    for player in court.players:
        paint_shadow(view, court, player.x, player.y, 0.95)
    if court.ball is not None:
        paint_shadow(view, court, court.ball.x, court.ball.y - BALL_RADIUS, 0.45)
    holder = court.ball.holder if court.ball is not None else None
    for player in sorted(court.players, key=lambda player: player is holder):
        paint_player(view, player, effects)
    if court.ball is not None:
        paint_ball(view, court.ball, effects)
    for basket in court.baskets:
        hoop.paint_net(view, basket, effects)
        hoop.paint_ring(view, basket, front=True)
    for player in court.players:
        if player.charging:
            paint_aim(view, player)
    paint_sparks(view, effects)
    paint_popups(view, effects)


def paint_crowd(view: View, effects: CourtEffects) -> None:
    """Paint the slimes in the stands; those whose team has just scored leap."""
    for place, (x, y, size, team, pose) in enumerate(hall.SEATS):
        age = view.time - effects.scored.get(team, -9.0)
        joy = max(0.0, 1.0 - age / 2.2)
        sway = abs(sin(view.time * (2.0 + place % 5 * 0.22) + place * 1.9))
        leap = abs(sin(age * (8.0 + place % 4) + place)) * 22.0 * joy
        picture = figures.fan(view.theme, view.length(size), team, pose, joy > 0.0)
        view.blit(picture, x, FLOOR_Y - y + 2.5 * sway + leap)


def paint_shadow(view: View, court: Court, x: float, y: float, width: float) -> None:
    """Paint a shadow on what lies below a point."""
    below = [top for left, right, top in court.platforms if left <= x <= right and top <= y + 1]
    ground = max(below, default=0.0)
    size = width * max(0.35, 1.0 - (y - ground) / 420.0)
    picture = sprites.shadow(view.theme, view.length(64), round(size, 1))
    view.blit(picture, x, ground - 3)


def paint_player(view: View, player: Player, effects: CourtEffects) -> None:
    """Paint a player, squashed by landings and stretched by leaps."""
    age = view.time - effects.landed.get(player.id, -9.0)
    lift = 0.0
    if not player.grounded:
        squash = -round(4.5 * min(1.0, abs(player.velocity_y) / 700.0))
    elif age < LAND_SECONDS:
        squash = round(5 * (1.0 - age / LAND_SECONDS))
    elif abs(player.velocity_x) > 30.0:
        stride = abs(sin(player.x / 26.0))
        lift, squash = 7.0 * stride, round(2 - 4 * stride)
    else:
        squash = round(1.4 * sin(view.time * 4.0 + player.x))
    if player.charging and player.grounded:
        squash = 2 + round(2 * player.charge)
    mood = mood_of(view, player, effects)
    shake = sin(view.time * 70.0) * 1.6 * player.charge if player.charging else 0.0
    lean = round(max(-1.0, min(1.0, player.velocity_x / 300.0)) * 3)
    picture = figures.player(
        view.theme, view.length(70), player.team, squash, int(player.facing), mood, lean
    )
    view.blit(picture, player.x + shake, player.y + lift)


def mood_of(view: View, player: Player, effects: CourtEffects) -> str:
    """Return how a player looks."""
    if player.charging:
        return "effort"
    if view.time - effects.scored.get(player.team, -9.0) < 2.0:
        return "joy"
    if any(view.time - at < 2.0 for team, at in effects.scored.items() if team != player.team):
        return "sad"
    return ""


def paint_ball(view: View, ball: Ball, effects: CourtEffects) -> None:
    """Paint the ball, and the trail of a shot behind it."""
    count = len(effects.trail)
    for place, (x, y) in enumerate(effects.trail):
        share = (place + 1) / (count + 1)
        view.blit(figures.glow(view.theme, view.length(14 + 30 * share), share), x, y)
    picture = figures.ball(view.theme, view.length(2 * BALL_RADIUS + 4), effects.angle)
    view.blit(picture, ball.x, ball.y)
    holder = ball.holder
    if holder is not None and not holder.charging:
        hand = figures.hand(view.theme, view.length(15), holder.team)
        view.blit(hand, holder.x + holder.facing * 27, holder.y + 18)
    paint_pointer(view, ball)


def paint_pointer(view: View, ball: Ball) -> None:
    """Point at a ball that is above the screen."""
    x, y = view.at(ball.x, ball.y)
    top = view.length(70)
    if y < -view.length(BALL_RADIUS):
        size = view.length(11)
        tip = [(x, top - 2 * size), (x - size, top), (x + size, top)]
        pygame.draw.polygon(view.surface, look.INK, [(a, b + size // 3) for a, b in tip])
        pygame.draw.polygon(view.surface, look.AMBER, tip)


def paint_aim(view: View, player: Player) -> None:
    """Paint how strong the shot is, and the beginning of its arc."""
    vx, vy = launch(player.lean, player.charge)
    for dot in range(1, ARC_DOTS + 1):
        time = dot * 0.045
        x = player.x + vx * time
        y = player.y + RAISED_Y + vy * time - BALL_GRAVITY / 2 * time * time
        size = view.length(5.5 - 0.3 * dot)
        pygame.draw.circle(view.surface, look.INK, view.at(x, y), size + view.length(2))
        colour = mixed(look.CREAM, look.GOLD, dot / ARC_DOTS)
        pygame.draw.circle(view.surface, colour, view.at(x, y), size)
    rect = pygame.Rect((0, 0), (view.length(78), view.length(16)))
    rect.center = view.at(player.x, player.y - 20)
    warm = mixed(look.GOLD, look.CORAL, max(0.0, player.charge * 2 - 1))
    colour = mixed(look.MINT, warm, min(1.0, player.charge * 2))
    ui.bar(view.surface, view.theme, rect, player.charge, colour)


def paint_sparks(view: View, effects: CourtEffects) -> None:
    """Paint what flies about."""
    for spark in effects.sparks:
        age = view.time - spark.born
        x, y = spark_at(spark, age)
        fade = 1.0 - age / SPARK_SECONDS
        size = max(1, view.length(spark.size * fade**0.5))
        if spark.kind == "dust":
            pygame.draw.circle(view.surface, KINDS["dust"], view.at(x, y), size)
            continue
        left, top = view.at(x, y)
        wide = max(1, round(size * (0.6 + 0.7 * abs(sin(age * 9 + spark.vx)))))
        view.surface.fill(KINDS[spark.kind], (left - wide, top - size, 2 * wide, 2 * size))


def spark_at(spark: Spark, age: float) -> tuple[float, float]:
    """Return where a piece is; the air brakes it, and the floor holds it."""
    drift = (1.0 - 2.72 ** (-2.2 * age)) / 2.2
    return spark.x + spark.vx * drift, max(2.0, spark.y + spark.vy * drift - 150.0 * age * age)


def paint_popups(view: View, effects: CourtEffects) -> None:
    """Paint words that rise."""
    for word in effects.popups:
        age = (view.time - word.born) / POPUP_SECONDS
        x, y = view.at(word.x, word.y + 34.0 * (1.0 - (1.0 - age) ** 3))
        size = 24 if age > 0.12 else 30
        depth = view.length(2)
        for dx, dy in ((-depth, 0), (depth, 0), (0, -depth), (0, 2 * depth)):
            at = (x + dx, y + dy)
            ui.label(view.surface, view.theme, word.text, at, size, look.INK, weight="title")
        colour = KINDS[word.kind]
        ui.label(view.surface, view.theme, word.text, (x, y), size, colour, weight="title")
