"""Checks: how they are written, when they hold, what is wrong with those that are none."""

from __future__ import annotations

import random

import pytest

from harness.errors import SurfaceError
from harness.scenarios.checks import parse, shown

STATE = {
    "a": {"x": 400.0, "up": True, "n": 3, "name": "Blue Team", "none": None, "nan": float("nan")},
    "ball": {"state": "Free"},
    "list": [{"x": 1}, {"x": 2}],
    "left-side": 7,
}


@pytest.mark.parametrize(
    "text",
    [
        "a.x = 400", "a.x=400", "  a.x   =   400.0  ", "a.x = 4e2", "a.x = 400.0000005",
        "a.x != 401", "a.x < 400.5", "a.x <= 400", "a.x > 399", "a.x >= 400", "a.x != -400",
        "a.x ~= 401", "a.x ~= 399", "a.x ~= 410 +- 10", "a.x ~= 400 +- 0", "a.x~=390+-10.0",
        "a.up = true", "a.up != false", "a.n = 3", "a.n ~= 2.5 +- .5", "a.n = 3.0",
        "ball.state = Free", 'ball.state = "Free"', "ball.state = 'Free'", "ball.state != Held",
        "a.name = Blue Team", "a.name = 'Blue Team'", "a.none = none", "a.none != 0",
        "list.1.x = 1", "list[2].x = 2", "left-side = 7",
        # other kinds are never equal
        "a.up != 1", "a.n != true", "a.n != '3'", "ball.state != 0", "a.up != 'true'",
    ],
)  # fmt: skip
def test_holds(text):
    check = parse(text)
    assert check.holds(check.look(STATE))


@pytest.mark.parametrize(
    "text",
    [
        "a.x = 401", "a.x = 400.00001", "a.x != 400", "a.x < 400", "a.x <= 399", "a.x > 400",
        "a.x >= 401", "a.x ~= 401.1", "a.x ~= 411 +- 10", "a.up = false", "a.up = 1", "a.n = true",
        "ball.state = free", "ball.state = Held", "a.none = 0", "a.nan = 1", "a.nan < 1",
        "ball.state > 1", "a.up > 0", "a.none ~= 0", "a.nan ~= 0 +- 100", "a.n = '3'",
    ],
)  # fmt: skip
def test_does_not_hold(text):
    check = parse(text)
    assert not check.holds(check.look(STATE))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected a path, an operator and a value, like 'ball.x >= 100'"),
        ("a.x", "expected a path, an operator"),
        ("= 3", "expected a path, an operator"),
        ("a.x =", "the value is missing"),
        ("a.x == 3", "unknown operator '=='; there are = != < <= > >= ~="),
        ("a.x => 3", "unknown operator '=>'"),
        ("a.x ~ 3", "unknown operator '~'"),
        ("a..x = 3", "'a..x' is no state path"),
        ("a.x < high", "< compares numbers, and high is none"),
        ("a.x < true", "< compares numbers, and true is none"),
        ("a.x >= '3'", ">= compares numbers"),
        ("a.x ~= big", "~= compares numbers"),
        ("a.x = 3 +- 1", "+- belongs to ~= alone, not to ="),
        ("a.x ~= 3 +- -1", "+- must be followed by a number from 0, got '-1'"),
        ("a.x ~= 3 +- wide", "+- must be followed by a number from 0, got 'wide'"),
        ("a.x = 'open", "is no value: write a number, true, false or a text"),
        ("a.x = 1e999", "1e999 is too large"),
        ("a.x = b = c", "is no value"),
        ("a.x != nan", "nan is no number to compare with"),
        ("a.x = -NaN", "-NaN is no number to compare with"),
        ("a.x != inf", "inf is no number to compare with"),
        ("a.x = +Infinity", "+Infinity is no number"),
        ("a.up = True", "write true; a text of this name is quoted: 'True'"),
        ("a.up != FALSE", "write false"),
        ("a.none = None", "write none"),
        ("a.none = nil", "write none"),
        ("a.none != null", "write none"),
    ],
)
def test_is_no_check(text, problem):
    with pytest.raises(ValueError) as error:
        parse(text)
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ball.state < 3", "ball.state is a text (Free), which < cannot compare with a number"),
        ("ball.state ~= 3", "which ~= cannot compare with a number"),
        ("ball.state != 0", "which != cannot compare with a number"),
        ("a.up != 1", "a.up is true or false (true), which != cannot compare with a number"),
        ("a.n != true", "a.n is a number (3), which != cannot compare with true or false"),
        ("a.n != '3'", "which != cannot compare with a text"),
        ("a.up = 'true'", "which = cannot compare with a text"),
        ("ball = 0", "ball is a table: check one of its parts: ball.state"),
        ("list = 0", "list is a table: check one of its parts: list.1, list.2"),
        ("a = none", "check one of its parts: a.x, a.up, a.n, a.name, a.none, a.nan"),
    ],
)
def test_says_nothing_of_such_a_value(text, problem):
    check = parse(text)
    assert problem in check.misfit(check.look(STATE))


@pytest.mark.parametrize(
    "text", ["a.none != 3", "a.none = 'x'", "a.n != none", "ball.state = none", "a.up = none"]
)
def test_what_is_absent_can_be_compared_with_anything(text):
    check = parse(text)
    assert check.misfit(check.look(STATE)) == ""


@pytest.mark.parametrize("op", ["=", "!=", "<", ">", "<=", ">=", "~="])
def test_no_check_holds_for_what_is_not_a_number(op):
    check = parse(f"a.nan {op} 1")
    assert not check.holds(check.look(STATE))


@pytest.mark.parametrize("text", ["a.y = 1", "list.3.x = 1", "a.x.deep = 1", "list.x = 1"])
def test_leads_to_nothing(text):
    with pytest.raises(SurfaceError):
        parse(text).look(STATE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"), (None, "none"), (400.0, "400"), (0.1 + 0.2, "0.3"), (1e-9, "1e-09"),
        (123456.789, "123456.789"), (3, "3"), ("Free", "Free"),
    ],
)  # fmt: skip
def test_shown(value, text):
    assert shown(value) == text


def test_random_texts_are_checks_or_refused(count):
    stream = random.Random(3)
    for _ in range(count(2000, 50_000)):
        text = "".join(stream.choice("a.x[1]=!<>~+- 4e\"'") for _ in range(stream.randint(0, 14)))
        try:
            check = parse(text)
        except ValueError:
            continue
        try:
            check.holds(check.look({"a": {"x": 4}}))
        except SurfaceError:
            continue
