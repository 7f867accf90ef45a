"""The words of the prompt."""

from __future__ import annotations

import pytest

from harness.hosting.prompt import HELP, Word, read_word


@pytest.mark.parametrize("line", ["", "x = 1", "test_harness.get_state('a')", " .go", "..", "1."])
def test_everything_else_is_lua(line):
    word = read_word(line)
    assert word is None or line.startswith(".")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (".go", Word("go")),
        (".quit", Word("quit")),
        (".help", Word("help")),
        (".step", Word("step", 1)),
        (".step 1", Word("step", 1)),
        (".step   250", Word("step", 250)),
    ],
)
def test_words(line, expected):
    assert read_word(line) == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (".step 0", ".step takes a number of frames from 1, got '0'"),
        (".step -1", ".step takes a number of frames from 1, got '-1'"),
        (".step 1 2", ".step takes a number of frames from 1, got '1 2'"),
        (".step ²", ".step takes a number of frames from 1, got '²'"),
        (".step 99999999999999", ".step takes a number of frames from 1, got '99999999999999'"),
        (".go now", ".go stands alone, got 'now' after it"),
        (".stop", ".stop is no word of the prompt; nearest: .step"),
        (".", ". is no word of the prompt; nearest: "),
    ],
)
def test_what_is_wrong_is_told(line, message):
    word = read_word(line)
    assert word is not None
    assert word.name == "wrong"
    assert word.text.startswith(message)


def test_the_help_names_every_word():
    assert all(name in HELP for name in (".step [n]", ".go", ".quit", ".help", "F8", "F10"))
