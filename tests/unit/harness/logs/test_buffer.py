"""The ring of lines, their indices and frames, and finding in it."""

from __future__ import annotations

import re

import pytest

from harness.logs import buffer as log_module
from harness.logs.buffer import GameLog


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


def test_few_characters_are_kept(log):
    for _ in range(300):
        log.write("x" * 60_000, "game")
    kept = log.since(1)
    assert sum(len(line.text) for line in kept) <= log_module.CAPACITY_CHARACTERS
    assert kept[-1].number == 300
    log.clear()
    log.write("y" * 60_000, "game")
    assert len(log.since(1)) == 1


@pytest.mark.parametrize(("length", "cut"), [(65_536, 0), (65_537, 1), (3_000_000, 2_934_464)])
def test_a_long_line_is_cut(log, length, cut):
    log.write("a\n" + "x" * length + "\nb", "game")
    first, line, last = texts(log.since(1))
    assert (first, last) == ("a", "b")
    assert line == "x" * 65_536 + (f" … {cut} characters cut …" if cut else "")


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_long_text_is_split_like_a_short_one(log, end):
    lines = [f"{number:08d} " + "x" * 91 for number in range(25_000)]
    log.write("\n".join(lines) + end, "game")
    assert log.count == 25_000
    assert texts(log.since(1)) == lines[-len(log.since(1)) :]


def attempt(log, count, length=1):
    log.begin_test()
    log.begin_attempt()
    for number in range(count):
        log.write(f"{number} ".ljust(length, "x"), "game")
    return [line.rpartition(": ")[2] for line in log.attempt_text().splitlines()]


def test_what_a_game_writes_at_its_start_is_in_its_first_attempt(log):
    log.write("import", "game")
    for start in ("first", "second"):
        log.begin_attempt()
        log.begin_game()
        log.write(start, "game")
        assert log.begin_test() == log.mark()
        log.write("test", "game")
        texts_now = [line.rpartition(": ")[2] for line in log.attempt_text().splitlines()]
        expected = ["import", "first"] if start == "first" else ["second"]
        assert texts_now == [*expected, "test"]
        log.begin_attempt()
        log.begin_test()
        assert log.attempt_text() == ""


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 10_000, 11_000])
def test_an_attempt_that_is_held_is_kept_whole(log, count):
    log.write("before", "game")
    assert attempt(log, count) == [f"{number} " for number in range(count)]


@pytest.mark.parametrize(("count", "cut"), [(11_001, 1), (25_000, 14_000)])
def test_a_longer_one_has_head_and_tail_and_a_count(log, count, cut):
    kept = attempt(log, count)
    assert kept[999:1002] == ["999 ", f"… {cut} lines cut …", f"{1000 + cut} "]
    assert len(kept) == 11_001
    assert kept[-1] == f"{count - 1} "


def test_an_attempt_of_long_lines_has_less_of_them(log):
    kept = attempt(log, 400, 60_000)
    (cut,) = [line for line in kept if line.startswith("… ")]
    assert cut == f"… {400 - (len(kept) - 1)} lines cut …"
    assert sum(map(len, kept)) < 10 * 1024 * 1024


def test_what_was_cleared_is_not_counted_as_cut(log):
    attempt(log, 20_000)
    log.clear()
    assert log.attempt_text() == ""
    log.write("after", "game")
    assert log.attempt_text().splitlines() == ["[     0] info    game: after"]


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
