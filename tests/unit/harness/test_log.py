"""The ring of lines, their indices and frames, and finding in it."""

from __future__ import annotations

import re

import pytest

from harness import log as log_module
from harness.log import GameLog


def texts(lines):
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one", ["one"]), ("a\nb", ["a", "b"]), ("a\n", ["a"]), ("", [""]), ("a\r\nb", ["a", "b"])],
)
def test_one_entry_a_line(log, text, expected):
    log.write(text, "game")
    assert texts(log.since(1)) == expected
    assert log.mark() == len(expected) + 1


def test_lines_carry_frame_level_and_source(log, clock):
    clock.frame = 42
    log.write("hit", "game", "warning")
    assert str(log.since(1)[0]) == "[    42] warning game: hit"


def test_indices_survive_clearing(log):
    log.write("a\nb", "game")
    mark = log.mark()
    log.clear()
    assert log.since(1) == []
    log.write("c", "game")
    assert [(line.number, line.text) for line in log.since(1)] == [(3, "c")]
    assert mark == 3


def test_only_the_last_lines_are_kept(log):
    for number in range(log_module.CAPACITY + 5):
        log.write(str(number), "game")
    kept = log.since(1)
    assert (len(kept), kept[0].number) == (log_module.CAPACITY, 6)


@pytest.mark.parametrize(
    ("wanted", "mark", "regex", "expected"),
    [
        ("b", 1, False, 2),
        ("b", 3, False, 4),
        ("b", 5, False, None),
        ("", 1, False, 1),
        ("B", 1, False, None),
        ("^b+$", 1, True, 2),
        (r"\d", 1, True, 3),
        ("b.b", 1, False, None),
        ("(?i)B", 3, True, 4),
    ],
)
def test_finding(log, wanted, mark, regex, expected):
    log.write("a\nbb\nc3\nabc", "game")
    line = log.find(wanted, mark, regex)
    assert (line and line.number) == expected


def test_a_regex_that_does_not_compile_is_told(log):
    with pytest.raises(ValueError, match=re.escape("'[' is no regular expression: ")):
        log.find("[", regex=True)


def test_what_a_game_logs(log):
    game = GameLog(log)
    game("a")
    game.info("b")
    game.debug("c")
    game.warning("d")
    game.error(5)
    assert [(line.level, line.text, line.source) for line in log.since(1)] == [
        ("info", "a", "game"), ("info", "b", "game"), ("debug", "c", "game"),
        ("warning", "d", "game"), ("error", "5", "game"),
    ]  # fmt: skip
