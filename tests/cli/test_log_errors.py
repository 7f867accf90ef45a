"""Errors in the log: one that no test expected fails it."""

import pytest

GAME = "pictures.py:create"
LOGS = 'test_harness.command("log_error", { text = "disk is full" }) '
UNEXPECTED = "an error was logged that the test did not expect:\n  game: disk is full"


def run(project, body: str, *flags: str):
    project.suite(f'it("t", function() {body} end)\nit("other", function() end)')
    ended = project.run(*flags, game=GAME)
    assert ended.statuses["other"] == "passed", ended.text
    return ended


def test_an_error_fails_the_test(project):
    ended = run(project, LOGS)
    test = ended.test("t")
    assert (ended.code, test["status"], test["failure_kind"]) == (1, "failed", "error")
    assert ended.message("t") == f"{UNEXPECTED} (--log-errors)"
    assert test["attempts"][0]["findings"][0]["kind"] == "log_error"


def test_many_errors_are_counted(project):
    ended = run(project, f"for i = 1, 8 do {LOGS} end")
    message = ended.message("t")
    assert message.startswith("8 errors were logged that the test did not expect:")
    assert message.count("disk is full") == 5
    assert "and 3 more" in message


@pytest.mark.parametrize(
    "body",
    [
        f'{LOGS} assert_log_contains("disk")',
        f'{LOGS} assert_log_contains("d.sk", {{ regex = true }})',
        f'{LOGS} test_harness.find_log("full")',
        f'{LOGS} test_harness.wait_until_log("full")',
        f'{LOGS} test_harness.expect_log_error("full")',
        f'test_harness.expect_log_error("full") {LOGS} {LOGS}',
        f'test_harness.expect_log_error("^disk", {{ regex = true }}) {LOGS}',
        f'{LOGS} assert_log_contains("disk") test_harness.clear_logs()',
        'test_harness.command("log", { text = "an error: fine" })',
    ],
)
def test_what_was_expected_fails_nothing(project, body):
    ended = run(project, body)
    assert ended.code == 0, ended.text


@pytest.mark.parametrize(
    "body",
    [
        f'{LOGS} {LOGS} assert_log_contains("disk")',
        f"{LOGS} test_harness.clear_logs()",
        f'{LOGS} test_harness.find_log("other")',
        f'test_harness.expect_log_error("^full", {{ regex = true }}) pcall(function() {LOGS} end)',
    ],
)
def test_what_was_not_expected_fails(project, body):
    ended = run(project, body)
    assert "logged that the test did not expect" in ended.message("t")


def test_an_expected_error_must_come(project):
    ended = run(project, 'test_harness.expect_log_error("full")')
    assert ended.message("t") == (
        "the log has no error with 'full', which the test expected (--log-errors)"
    )


def test_a_wrong_expression_is_told(project):
    ended = run(project, 'test_harness.expect_log_error("(", { regex = true })')
    assert "test_harness.expect_log_error: argument 'text': '(' is no regular" in ended.message("t")


def test_errors_are_a_warning_where_that_is_wanted(project):
    ended = run(project, LOGS, "--log-errors", "warn")
    assert (ended.code, ended.statuses["t"]) == (0, "passed")
    assert f"warning: a_test.lua > t: {UNEXPECTED.splitlines()[0]}" in ended.out
    assert ended.test("t")["attempts"][0]["findings"][0]["kind"] == "log_error"


def test_errors_are_nothing_where_that_is_wanted(project):
    ended = run(project, LOGS, "--log-errors", "off")
    assert (ended.code, ended.statuses["t"]) == (0, "passed")
    assert "findings" not in ended.test("t")["attempts"][0]


def test_the_configuration_may_say_it(project):
    project.write("harness.toml", 'log_errors = "off"')
    assert run(project, LOGS).code == 0


def test_each_way_of_logging_an_error_counts(project):
    project.write(
        "game.py",
        """
import logging, sys
class Game:
    def __init__(self, context): logging.getLogger("start").error("at the start")
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.command("error", lambda: logging.getLogger("net").error("lost"))
        api.command("critical", lambda: logging.getLogger("net").critical("lost"))
        api.command("exception", raised)
        api.command("warning", lambda: logging.warning("lost"))
        api.command("stderr", lambda: print("lost", file=sys.stderr))
        api.command("reset_to_known_state", lambda: None)
def raised():
    try: 1 / 0
    except ZeroDivisionError: logging.getLogger("net").exception("lost")
def create(context): return Game(context)
""",
    )
    names = ("error", "critical", "exception", "warning", "stderr")
    tests = (f'it("{name}", function() test_harness.command("{name}") end)\n' for name in names)
    project.suite('it("first", function() end)\n' + "".join(tests))
    ended = project.run("--game", "game.py:create", game=None)
    assert ended.statuses == {
        "first": "failed", "error": "failed", "critical": "failed", "exception": "failed",
        "warning": "passed", "stderr": "passed",
    }, ended.text  # fmt: skip
    assert "start: at the start" in ended.message("first")
