"""High-level actions: another game's words, and what they say when something does not happen."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OTHER, STUCK = "other_words.py:OtherWords", "other_words.py:Stuck"
HEAD = """
local actions = require("framework.actions")
actions.configure({
  scene = "room", items = "entries", selected = "entry", home = "lobby", start_entry = "Play",
  next_key = KEY_TAB, choose_key = KEY_E, menu_key = KEY_BACKSPACE, timeout_frames = 10,
  routes = { credits = { KEY_TAB, "Credits" } },
})
"""


def run(project, body, game=OTHER, **options):
    project.suite(f'{HEAD}it("a", function()\n{body}\nend)')
    return project.run(game=game, **options)


@pytest.mark.parametrize(
    "body",
    [
        'actions.start_game() assert_state("room", "play")',
        'actions.goto_scene("credits") assert_state("room", "credits")',
        'actions.goto_scene("credits") actions.goto_scene("lobby") assert_state("room", "lobby")',
        'actions.goto_scene("credits") actions.start_game() assert_state("room", "play")',
        'actions.select("Credits") assert_state("room", "credits")',
        'actions.drag("crate", "shelf") assert_log_contains("crate dropped on shelf")',
        'actions.drag("crate", { 5, 100 }) assert_log_contains("crate dropped on nothing")',
        'actions.drag({ x = 5, y = 9 }, "shelf") assert_log_contains("nothing dropped on shelf")',
        (
            'actions.drag("crate", "shelf", { button = MOUSE_RIGHT, frames = 2 }) '
            'assert_log_contains("button 3 down on crate")'
        ),
        'actions.click("shelf") assert_log_contains("button 1 down on shelf")',
        (
            'actions.goto_scene("credits") actions.select("crate") '
            'assert_log_contains("button 1 down on crate")'
        ),
        'test_harness.mouse_down(MOUSE_LEFT) actions.point_at("shelf")',
        "actions.press(KEY_TAB)",
    ],
)
def test_other_games_can_use_them(project, body):
    done = run(project, body)
    assert done.code == 0, done.text


def test_a_drag_passes_over_what_lies_between(project):
    done = run(project, 'actions.drag("crate", { 420, 250 }, { frames = 30 })')
    assert done.code == 0, done.text
    seen = [line for line in done.log("a") if line.startswith("over ")]
    assert seen[0] == "over crate"
    assert len(seen) == 30


SEEN = """; on screen: scene "lobby", menu { "Play", "Credits" }, selected "Play\""""


@pytest.mark.parametrize(
    ("game", "body", "message"),
    [
        (OTHER, 'actions.select("Quit")', 'select: there is no entry "Quit"' + SEEN),
        (OTHER, 'actions.drag("crate", "roof")',
         'drag: there is no place for "roof", it is not on screen' + SEEN),
        (OTHER, 'actions.click("roof")',
         'click: there is no place for "roof", it is not on screen' + SEEN),
        (OTHER, "actions.click(7)", "name or position expected, got number"),
        (OTHER, "actions.open_menu()", "the menu did not come within 10 frames" + SEEN),
        (OTHER, 'actions.goto_scene("attic")', "no way to 'attic' is known"),
        (OTHER, "actions.goto_scene()", "string expected, got nil"),
        (OTHER, "actions.configure({ keys = 1 })", "there is no setting 'keys'; there are choose"),
        (STUCK, 'actions.select("Credits")',
         'select: the selection does not get to "Credits"' + SEEN),
        (STUCK, "actions.start_game()",
         "the game's first scene did not come within 10 frames" + SEEN),
        (STUCK, 'actions.configure({ home = "attic" }) actions.goto_scene("attic")',
         'no way leads to the scene "attic"' + SEEN),
    ],
)  # fmt: skip
def test_failures_say_what_was_on_screen(project, game, body, message):
    done = run(project, body, game)
    assert done.code == 1, done.text
    assert message in done.message("a")
    assert "a_test.lua:9" in done.message("a")


def test_a_game_without_a_surface_is_told(project):
    done = run(project, 'actions.click("box")', "probe.py:Probe")
    assert done.code == 1, done.text
    assert "ui_element_rect" in done.message("a")
