"""The display of a match: score, clock, names, countdown, goal, keys, and the final score."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, sin
from typing import TYPE_CHECKING

import pygame

from game import theme as look
from game import ui
from game.art import court_figures as figures
from game.art.court_hall import FLOOR_Y
from game.rules.court.match import COUNTDOWN_SECONDS, GOAL_SECONDS, Match
from game.rules.court.state import Court, Player
from game.theme import Colour, Theme, mixed

if TYPE_CHECKING:
    from game.scenes.court import Court as CourtScene

BOARD = (450, 12, 380, 74)
FLOOR = (0, FLOOR_Y, 1280, 108)
TEAM_COLOURS: dict[str, Colour] = {team: coat.body for team, coat in figures.COATS.items()}
HURRY = 10.0
GOAL_PLACES = (454, 560, 664, 750, 812)
"""Where the letters of a goal stand."""
SOLO = (
    ("A D", "Run"), ("W", "Jump"), ("S", "Grab / steal"), ("SPACE", "Hold to aim, let go to shoot"),
    ("ARROWS", "P2 joins"), ("ESC", "Pause"),
)  # fmt: skip
DUO = (
    ("A D W S", "P1"), ("SPACE", "Shoot"), ("ARROWS", "P2"), ("ENTER", "Shoot"), ("ESC", "Pause"),
)  # fmt: skip


def paint(surface: pygame.Surface, theme: Theme, scene: CourtScene) -> None:
    """Paint the whole display."""
    match = scene.match
    paint_names(surface, theme, match.court, scene.name_of)
    paint_clock(surface, theme, match, scene.time)
    paint_moment(surface, theme, scene)
    ui.key_hints(surface, theme, SOLO if scene.humans == 1 else DUO)


def paint_names(
    surface: pygame.Surface, theme: Theme, court: Court, name_of: Callable[[Player], str]
) -> None:
    """Paint a tag over everybody who is not busy charging, above those that are in the way."""
    tagged: list[Player] = []
    for player in court.players:
        if player.charging:
            continue
        crowd = [p for p in tagged if abs(p.x - player.x) < 62.0 and abs(p.y - player.y) < 34.0]
        paint_name(surface, theme, player, name_of(player), 92.0 + 34.0 * len(crowd))
        tagged.append(player)


def paint_name(
    surface: pygame.Surface, theme: Theme, player: Player, name: str, height: float
) -> None:
    """Paint a tag so high over a player's feet."""
    x, y = theme.layout.point(player.x, FLOOR_Y - player.y - height)
    colour = TEAM_COLOURS[player.team]
    size = theme.layout.length(6)
    paint_raised(surface, theme, name, (x, y - size), 18, colour)
    tip = ((x - size, y + size), (x + size, y + size), (x, y + 2 * size))
    pygame.draw.polygon(surface, colour, tip)


def paint_clock(surface: pygame.Surface, theme: Theme, match: Match, time: float) -> None:
    """Paint the scoreboard with the clock between the teams."""
    scorer = match.scorer if match.phase == "goal" else None
    paint_board(surface, theme, match.court, scorer, time)
    hurry = match.clock <= HURRY and match.phase == "play" and not match.overtime
    colour = look.CORAL if hurry and time % 0.5 < 0.3 else look.GOLD
    if match.overtime:
        paint_middle(surface, theme, "GOLDEN", 27, colour, "GOAL WINS")
    else:
        caption = match.court.level.name.upper()
        paint_middle(surface, theme, clock_text(match.clock), 36, colour, caption)


def paint_scenario(surface: pygame.Surface, theme: Theme, court: Court, time: float) -> None:
    """Paint what a picture of a scenario tells: names, score, arena and frame."""
    paint_names(surface, theme, court, lambda player: player.id)
    paint_board(surface, theme, court, None, time)
    caption = court.level.name.removeprefix("test_").replace("_", " ").upper()
    paint_middle(surface, theme, str(court.frame), 36, look.GOLD, caption)


def paint_board(
    surface: pygame.Surface, theme: Theme, court: Court, scorer: str | None, time: float
) -> None:
    """Paint the scoreboard: a side for each team, that of `scorer` lit up."""
    layout = theme.layout
    x, y, width, height = BOARD
    rect = layout.rect(*BOARD)
    shade = ui.rounded(theme, rect.size, 20, (*look.INK, 120), None)
    surface.blit(shade, rect.move(0, layout.length(5)))
    surface.blit(ui.rounded(theme, rect.size, 20, look.NIGHT, look.PLUM), rect)
    for team, left in (("left", x + 10), ("right", x + width - 110)):
        box = layout.rect(left, y + 10, 100, height - 20)
        fill = mixed(figures.COATS[team].shade, look.NIGHT, 0.35)
        surface.blit(ui.rounded(theme, box.size, 13, fill, None), box)
        pulse = 6 * abs(sin(time * 9.0)) if team == scorer else 0.0
        colour = look.GOLD if team == scorer else look.CREAM
        goals = str(court.score[team])
        ui.label(surface, theme, goals, box.center, 44 + round(pulse), colour, weight="title")


def paint_middle(
    surface: pygame.Surface, theme: Theme, text: str, size: int, colour: Colour, caption: str
) -> None:
    """Paint what stands between the two scores."""
    x, y, width, height = BOARD
    middle = theme.layout.point(x + width / 2, y + height / 2 - 9)
    ui.label(surface, theme, text, middle, size, colour, weight="title")
    below = theme.layout.point(x + width / 2, y + height - 17)
    ui.label(surface, theme, caption, below, 14, look.HAZE)


def clock_text(seconds: float) -> str:
    """Return minutes and seconds that are left; 0:00 only when none is."""
    whole = ceil(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def paint_moment(surface: pygame.Surface, theme: Theme, scene: CourtScene) -> None:
    """Paint the countdown, the start, a goal or the end in big letters."""
    match = scene.match
    if match.phase == "countdown":
        beat = COUNTDOWN_SECONDS / 3
        number = max(1, ceil(match.left / beat - 1e-9))
        paint_word(surface, theme, str(number), 1.0 - (match.left / beat) % 1.0)
    elif match.phase == "goal":
        paint_goal(surface, theme, match, GOAL_SECONDS - match.left)
    elif match.phase == "over":
        paint_word(surface, theme, "TIME!", 1.0)
    elif scene.time - scene.started_at < 0.7:
        paint_word(surface, theme, "Go!", (scene.time - scene.started_at) / 0.7)


def paint_goal(surface: pygame.Surface, theme: Theme, match: Match, age: float) -> None:
    """Paint the letters of a goal, which hop in one after another."""
    colour = mixed(TEAM_COLOURS[match.scorer or "left"], look.CREAM, 0.15)
    for place, (letter, x) in enumerate(zip("GOAL!", GOAL_PLACES, strict=True)):
        since = age - 0.06 * place
        if since <= 0.0:
            continue
        drop = -90.0 * max(0.0, 1.0 - since / 0.18)
        hop = -26.0 * abs(sin(since * 7.0)) * max(0.0, 1.0 - since / 1.6)
        at = theme.layout.point(x, 236 + drop + hop)
        paint_raised(surface, theme, letter, at, 128, colour)


def paint_word(surface: pygame.Surface, theme: Theme, text: str, age: float) -> None:
    """Paint a big word that bumps in; `age` from 0 to 1."""
    size = 120 + 10 * round(4 * max(0.0, 1.0 - 5 * age))
    paint_raised(surface, theme, text, theme.layout.point(640, 296), size, look.GOLD)


def paint_raised(
    surface: pygame.Surface,
    theme: Theme,
    text: str,
    center: tuple[int, int],
    size: int,
    colour: Colour,
) -> None:
    """Paint a word with a dark edge, deeper below."""
    depth = theme.layout.length(6 if size > 40 else 2)
    for dx, dy in ((-depth, 0), (depth, 0), (0, -depth), (0, depth), (0, 2 * depth)):
        at = (center[0] + dx, center[1] + dy)
        ui.label(surface, theme, text, at, size, look.INK, weight="title")
    ui.label(surface, theme, text, center, size, colour, weight="title")


def paint_final(
    surface: pygame.Surface, theme: Theme, score: dict[str, int], winner: str, time: float
) -> None:
    """Paint the final score between the two sides, the winner hopping."""
    layout = theme.layout
    for team, x in (("left", 482), ("right", 798)):
        won = team == winner
        lift = 16 * abs(sin(time * 5.0)) if won else 0.0
        squash = 0 if won else round(1.5 * sin(time * 3.0)) + 1
        facing = 1 if team == "left" else -1
        mood = "joy" if won else "sad"
        picture = figures.player(theme, layout.length(92), team, squash, facing, mood, 0)
        surface.blit(picture, picture.get_rect(center=layout.point(x, 330 - lift)))
    goals = f"{score['left']} : {score['right']}"
    ui.label(surface, theme, goals, layout.point(640, 290), 72, look.CREAM, weight="title")
