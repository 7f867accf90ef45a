"""Doubts count tests, whatever their attempts."""

from harness.reporters.doubts import doubts


def found(kind, message, path="coins"):
    return {"kind": kind, "frame": 0, "path": path, "message": message}


def attempts(made, *findings):
    return [made.attempt("failed", "no", findings=list(findings)) for _ in range(3)]


def test_tests_that_began_elsewhere_are_counted_once(made):
    elsewhere = found("order_dependent", "began in a state")
    tests = [made.test(name, attempts=attempts(made, elsewhere)) for name in "ab"]
    assert doubts(tests[:1]) == ["warning: a_test.lua > a: began in a state"]
    (line,) = doubts(tests)
    assert line.startswith(
        "warning: 2 tests began in a state that tests before them had left: coins"
    )


def test_what_every_attempt_found_is_one_line(made):
    leak = found("leak", "left a thread")
    assert doubts([made.test("a", attempts=attempts(made, leak))]) == [
        "warning: a_test.lua > a: left a thread"
    ]


def test_what_a_message_says_is_not_said_again(made):
    assert doubts([made.test("a", attempts=attempts(made, found("leak", "no")))]) == []
