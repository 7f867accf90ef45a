"""The same seed and the same inputs give the same game, watched or not."""

from __future__ import annotations

import pygame
import pytest
from pygame import K_DOWN, K_ESCAPE, K_LEFT, K_RETURN, K_RIGHT, K_SPACE, K_UP

from game.app import ELEMENT_NAMES

WALK = (K_RIGHT, K_DOWN, K_LEFT, K_UP)


def play(host, frame: int) -> None:
    """Give the inputs of one frame: start, walk in circles, strike, pause now and then."""
    if frame == 5:
        host.tap(K_RETURN)
    host.hold(WALK[frame // 40 % 4], *((WALK[frame // 70 % 4],) if frame % 3 else ()))
    if frame > 5 and frame % 23 == 0:
        host.tap(K_SPACE)
    if frame in (200, 215):
        host.tap(K_ESCAPE)
    host.step()


def test_two_games_agree_for_600_frames(hosted):
    first, second = hosted(seed=4), hosted(seed=4)
    for frame in range(600):
        play(first, frame)
        play(second, frame)
        assert first.state() == second.state()
    assert first.log == second.log
    assert first.paint() == second.paint()


def test_seeds_differ(hosted):
    games = [hosted(seed=seed) for seed in (4, 5)]
    for game in games:
        for frame in range(30):
            play(game, frame)
    assert games[0].get("arena.enemies") != games[1].get("arena.enemies")


def test_looking_changes_nothing(hosted):
    seen, unseen = hosted((320, 180)), hosted((320, 180))
    for frame in range(300):
        play(seen, frame)
        play(unseen, frame)
        seen.paint()
    assert seen.state() == unseen.state()
    assert seen.log == unseen.log
    assert seen.paint() == seen.paint() == unseen.paint()


def test_the_places_of_elements_do_not_depend_on_a_drawing(hosted):
    seen, unseen = hosted((320, 180)), hosted((320, 180))
    shown = set()
    for frame in range(230):
        play(seen, frame)
        play(unseen, frame)
        seen.paint()
        places = [
            {name: host.query("ui_element_rect", name=name) for name in ELEMENT_NAMES}
            for host in (seen, unseen)
        ]
        assert places[0] == places[1]
        shown |= {name for name, place in places[0].items() if place}
    assert {"start_button", "health_bar", "resume_button"} <= shown


@pytest.mark.parametrize("scene", ["main_menu", "options", "combat_arena"])
def test_pictures_follow_the_simulation(hosted, scene):
    host = hosted((320, 180))
    host.command("load_scene", name=scene)
    still = host.paint()
    assert host.paint() == still
    host.step(20)
    assert host.paint() != still


def test_undrawn_games_load_no_fonts(host):
    pygame.font.quit()
    for frame in range(60):
        play(host, frame)
    assert not pygame.font.get_init()
    host.paint()
    assert pygame.font.get_init()
