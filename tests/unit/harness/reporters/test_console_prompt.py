"""What a run that is held in its window prints."""

from __future__ import annotations

import io

import pytest

from harness.reporters.console import Console


@pytest.fixture
def screen(configure):
    def screen(**how):
        how = {"dots": False, "terminal": False, "colour": False} | how
        console = Console(io.StringIO(), configure(), **how)
        console._planned = [{"full_name": "a_test.lua > x"}]
        return console

    return screen


def said(text="", typed=None, prompt=""):
    return {"type": "said", "typed": typed, "text": text, "prompt": prompt}


CONVERSATION = [
    said("paused: x", prompt="x, frame 1> "),
    said("2", typed="1 + 1", prompt="x, frame 1> "),
    said("", typed="", prompt="x, frame 1> "),
    said("", typed=".go"),
    said(""),
]
SETTLED = {"type": "test_finished", "test": 0, "status": "passed"}


def play(console, lines) -> str:
    for line in lines:
        console.said(line)
    console.event(SETTLED)
    return console._stream.getvalue()


def test_lines_of_a_pipe_are_repeated_behind_their_prompt(screen):
    assert play(screen(echoes=False), CONVERSATION) == (
        "paused: x\nx, frame 1> 1 + 1\n2\nx, frame 1> \nx, frame 1> .go\nok        a_test.lua > x\n"
    )


def test_a_terminal_repeats_them_by_itself(screen):
    printed = play(screen(echoes=True), CONVERSATION)
    # The terminal adds what was typed, with its newline, behind each prompt.
    assert printed == (
        "paused: x\nx, frame 1> 2\nx, frame 1> x, frame 1> ok        a_test.lua > x\n"
    )


@pytest.mark.parametrize("echoes", [False, True])
def test_a_prompt_that_a_key_answers_is_left_on_its_line(screen, echoes):
    lines = [said("paused: x", prompt="> "), said("")]
    assert play(screen(echoes=echoes), lines) == "paused: x\n> \nok        a_test.lua > x\n"


def test_what_a_game_says_does_not_steer_the_terminal(screen):
    assert play(screen(), [said("\x1b[31mred", prompt="\x1b> ")]).startswith(
        "\\x1b[31mred\n\\x1b> "
    )


def test_the_running_test_is_wiped_first(screen):
    console = screen(terminal=True)
    console.event({"type": "test_started", "test": 0, "attempt": 1})
    console.said(said("paused", prompt="> "))
    assert console._stream.getvalue() == "[1/1] a_test.lua > x\r\x1b[Kpaused\n> "
