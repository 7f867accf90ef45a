"""What a flag's value may be, and what its reader says of any other."""

from __future__ import annotations

import re

import pytest

from harness.config.flags import BY_KEY, FLAGS, whole


def check(key, typed, expected):
    if isinstance(expected, str) and expected.startswith("expected"):
        with pytest.raises(ValueError, match=re.escape(expected)):
            BY_KEY[key].read(typed)
    else:
        value = BY_KEY[key].read(typed)
        assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("seed", "0", 0),
        ("seed", 7, 7),
        ("seed", str(2**32 - 1), 2**32 - 1),
        ("seed", str(2**32), "expected a whole number from 0 to 4294967295"),
        ("seed", "-1", "expected a whole number from 0"),
        ("seed", "1.5", "expected a whole number"),
        ("seed", 1.0, "expected a whole number"),
        ("seed", True, "expected a whole number"),
        ("seed", "", "expected a whole number"),
        ("seed", None, "expected a whole number"),
        ("seed", [1], "expected a whole number"),
        ("seed", "007", 7),
        ("seed", "1_000", "expected a whole number"),
        ("seed", " 5 ", "expected a whole number"),
        ("seed", "+5", "expected a whole number"),
        ("seed", "٣", "expected a whole number"),
        ("seed", "５", "expected a whole number"),
        ("seed", "9" * 5000, "expected a whole number"),
        ("fixed_fps", "1000", 1000),
        ("speed", "2.5", 2.5),
        ("speed", "inf", "expected a number greater than 0, or max"),
        ("frame_seconds", "1e-1", "expected a number of seconds"),
        ("frame_seconds", "1_0", "expected a number of seconds"),
        ("frame_seconds", " 1", "expected a number of seconds"),
        ("frame_seconds", "٣", "expected a number of seconds"),
        ("frame_seconds", ".", "expected a number of seconds"),
        ("program_args", "--fast 'two words'", ("--fast", "two words")),
        ("program_args", ["a b", ""], ("a b", "")),
        ("program_args", "", ()),
        ("program_args", "'open", "expected words as in a shell"),
        ("program_args", 3, "expected a text or a list of texts"),
        ("test_name", "a, b > c", ("a, b > c",)),
        ("test_name", ["a", "b"], ("a", "b")),
        ("test_name", "", "expected a text that is not empty"),
        ("test_script", [], "expected a text or a list of texts"),
        ("fixed_fps", "0", "expected a whole number from 1 to 1000"),
        ("shard", "0", "expected a whole number from 1"),
        ("timeout_seconds", "0", "expected a whole number from 1"),
        ("retry_failures", "0", 0),
        ("frame_seconds", "0.25", 0.25),
        ("frame_seconds", 3, 3.0),
        ("frame_seconds", "0", "expected a number of seconds greater than 0"),
        ("frame_seconds", "nan", "expected a number of seconds"),
        ("frame_seconds", "inf", "expected a number of seconds"),
        ("frame_seconds", True, "expected a number of seconds"),
        ("frame_seconds", "soon", "expected a number of seconds"),
        ("resolution", "1280x720", (1280, 720)),
        ("resolution", "1x16384", (1, 16384)),
        ("resolution", "16385x1", "expected WIDTHxHEIGHT in pixels, each from 1 to 16384"),
        ("resolution", "0x10", "expected WIDTHxHEIGHT"),
        ("resolution", "1280X720", "expected WIDTHxHEIGHT"),
        ("resolution", "1280x720 ", "expected WIDTHxHEIGHT"),
        ("resolution", "1280", "expected WIDTHxHEIGHT"),
        ("resolution", 1280, "expected WIDTHxHEIGHT"),
        ("run_id", "nightly-2.1_a", "nightly-2.1_a"),
        ("run_id", "..", "expected letters, digits"),
        ("run_id", "a/b", "expected letters, digits"),
        ("run_id", "a\n", "expected letters, digits"),
        ("run_id", "", "expected letters, digits"),
        ("run_id", "x" * 101, "expected letters, digits"),
        ("include_tag", "smoke", ("smoke",)),
        ("include_tag", "smoke, slow", ("smoke", "slow")),
        ("include_tag", ["a,b", "c"], ("a", "b", "c")),
        ("include_tag", "a,,b", "expected names separated by commas, none of them empty"),
        ("include_tag", "", "expected names separated by commas"),
        ("include_tag", 5, "expected a list of names"),
        ("include_tag", ["a", 5], "expected a list of names"),
        ("isolate", "test", "test"),
        ("isolate", "Test", "expected one of file, test, run"),
        ("isolate", None, "expected one of file, test, run"),
        ("headless", True, True),
        ("headless", "No", False),
        ("headless", "maybe", "expected true or false"),
        ("headless", 1, "expected true or false"),
        ("fail_on_missing_baseline", "false", False),
        ("game", "", "expected a text that is not empty"),
        ("game", "a\0b", "expected a text that is not empty"),
        ("game", 5, "expected a text that is not empty"),
        ("test_filter", "/^menu/", "/^menu/"),
        ("test_filter", "//", "//"),
        ("test_filter", "/[/", "expected a regular expression between the slashes"),
    ],
)  # fmt: skip
def test_reading(key, typed, expected):
    check(key, typed, expected)


def test_the_limits_of_a_whole_number_belong_to_it():
    assert [whole(1, 2)(text) for text in ("1", "2")] == [1, 2]


def test_each_flag_stands_once():
    assert len(BY_KEY) == len(FLAGS)


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.key)
def test_each_default_passes_its_own_reader(flag):
    if flag.default is not None and flag.default != ():
        typed = "1280x720" if flag.key == "resolution" else flag.default
        assert flag.read(typed) == flag.default


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.key)
def test_names_are_words_joined_by_dashes(flag):
    assert re.fullmatch(r"--[a-z]+(-[a-z]+)*", flag.name)
    assert flag.key == flag.name.removeprefix("--").replace("-", "_")
