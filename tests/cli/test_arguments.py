"""Wrong arguments: the message names function, argument, what was given, what is expected."""

import pytest

T = "test_harness."
KEY = "argument 'keycode' must be one of the KEY_ constants, got"
WRONG = {
    "wait_frames(-1)": "argument 'n' must be a whole number of at least 0, got -1",
    "wait_frames(1.5)": "argument 'n' must be a whole number of at least 0, got 1.5",
    "wait_frames('2')": "argument 'n' must be a whole number of at least 0, got \"2\"",
    "wait_frames()": "argument 'n' must be a whole number of at least 0, got nil",
    "wait_frames(0/0)": "argument 'n' must be a whole number of at least 0, got nan",
    "wait_frames(1/0)": "argument 'n' must be a whole number of at least 0, got inf",
    "wait_frames(1, 2)": "takes at most 1 arguments, got 2",
    "wait_until(5)": "argument 'predicate_fn' must be a function, got 5",
    "wait_until()": "argument 'predicate_fn' must be a function, got nil",
    "wait_until(print, 5)": "argument 'opts' must be a table of options, got 5",
    "wait_until(print, { timeout = 5 })":
        'unknown option "timeout"; known: timeout_frames, fail_message, poll_every_frames',
    "wait_until(print, { timeout_frames = -1 })":
        "option 'timeout_frames' must be a whole number of at least 0, got -1",
    "wait_until(print, { poll_every_frames = 0 })":
        "option 'poll_every_frames' must be a whole number of at least 1, got 0",
    "wait_until(print, { fail_message = {} })": "option 'fail_message' must be a text, got {}",
    "wait_until_state('', 1)": "argument 'path' must be a text that is not empty, got \"\"",
    "wait_until_state(nil, 1)": "argument 'path' must be a text that is not empty, got nil",
    "wait_until_log(5)": "argument 'text' must be a text that is not empty, got 5",
    "wait_until_log('x', { regex = 1 })": "option 'regex' must be true or false, got 1",
    "wait_until_log('x', { since = 0 })":
        "option 'since' must be a whole number of at least 1, got 0",
    "press_key('a')": KEY + ' "a"; write KEY_A',
    "press_key('space')": KEY + ' "space"; write KEY_SPACE',
    "release_key('K_LEFT')": KEY + ' "K_LEFT"; write KEY_LEFT',
    "press_key('spce')": KEY + ' "spce"; nearest: KEY_SPACE',
    "tap_key('\\255')": KEY + ' "\\xff"',
    "press_key(KEY_A + 0.5)": "argument 'keycode' must be a whole number, got 97.5",
    "press_key(123456)": "argument 'keycode' must be one of the KEY_ constants, got 123456",
    "press_key(0)": "argument 'keycode' must be one of the KEY_ constants, got 0",
    "release_key(-5)": "argument 'keycode' must be one of the KEY_ constants, got -5",
    "tap_key(KEY_A, 0)": "argument 'frames_down' must be a whole number of at least 1, got 0",
    "tap_key(true)": KEY + " true",
    "get_state(5)": "argument 'path' must be a text that is not empty, got 5",
    "get_state({ a = 1 })": "argument 'path' must be a text that is not empty, got { a = 1 }",
    "query('')": "argument 'name' must be a text that is not empty, got \"\"",
    "query('x', 5)": "argument 'args' must be a table, got 5",
    "command()": "argument 'name' must be a text that is not empty, got nil",
    "command('x', 'y')": "argument 'args' must be a table, got \"y\"",
    "find_log('')": "argument 'text' must be a text that is not empty, got \"\"",
    "find_log('(', { regex = true })": "argument 'text': '(' is no regular expression",
    "log_mark(1)": "takes at most 0 arguments, got 1",
    "exit(300)": "argument 'code' must be a whole number from 0 to 255, got 300",
    "now_frame(1)": "takes at most 0 arguments, got 1",
}  # fmt: skip
GLOBALS = {
    "assert_state()": "argument 'path' must be a text that is not empty, got nil",
    "assert_state('x', 1, { tol = 1 })":
        'unknown option "tol"; known: tolerance, message',
    "assert_state('x', 1, { tolerance = -1 })":
        "option 'tolerance' must be a number of at least 0, got -1",
    "assert_log_contains({})": "argument 'text' must be a text that is not empty, got {}",
    "assert_log_contains('x', { snce = 1 })": 'unknown option "snce"; known: since, regex, message',
    "assert_log_contains('[', { regex = true })": "argument 'text': '[' is no regular expression",
}  # fmt: skip
CALLS = {T + call: message for call, message in WRONG.items()} | GLOBALS


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(f'it("{i}", function() {call} end)\n' for i, call in enumerate(CALLS))
    shared_project.suite(lua)
    return shared_project.run()


@pytest.mark.parametrize("call", CALLS)
def test_wrong_arguments(ended, call):
    number = list(CALLS).index(call)
    test = ended.test(str(number))
    assert (test["status"], test["failure_kind"]) == ("failed", "error")
    name = call.partition("(")[0]
    expected = f"tests/e2e/a_test.lua:{number + 1}: {name}: {CALLS[call]}"
    assert test["attempts"][0]["message"].startswith(expected)


DECLARATIONS = {
    "describe()": "describe: argument 'name' must be a text that is not empty, got nil",
    "describe('x')": "describe: argument 'fn' must be a function, got nil",
    "describe('x', 5, print)": "describe: argument 'opts' must be a table, got 5",
    "it('')": "it: argument 'name' must be a text that is not empty, got \"\"",
    "it('x', {}, 5)": "it: argument 'fn' must be a function, got 5",
    "it('x', { skp = 1 }, print)": 'it: unknown option "skp"',
    "it('x', { tags = 'ui' }, print)": "it: option 'tags' must be a list of texts",
    "it('x', { tags = { 'a,b' } }, print)": "it: option 'tags' must be a list of texts",
    "it('x', { tags = { ui = 'yes' } }, print)": "it: option 'tags' must be a list of texts",
    "it('x', { tags = { 'a', [3] = 'b' } }, print)": "it: option 'tags' must be a list of texts",
    "it('x', { timeout_frames = 0 }, print)": "it: option 'timeout_frames' must be a whole number",
    "it('x', { retries = -1 }, print)": "it: option 'retries' must be a whole number from 0",
    "it('x', { only = 'yes' }, print)": "it: option 'only' must be true or false",
    "it('x', { when = 5 }, print)": "it: option 'when' must be true, false or a function",
    "it('x', { xfail = 5 }, print)": "it: option 'xfail' must be true, false or a reason",
    "before_each(5)": "before_each: argument 'fn' must be a function, got 5",
    "after_all()": "after_all: argument 'fn' must be a function, got nil",
}


@pytest.fixture(scope="module")
def declared(shared_project):
    for number, call in enumerate(DECLARATIONS):
        shared_project.write(f"wrong/{number:02}_test.lua", f"\n{call}")
    return shared_project.run("--test-suite", "wrong", run_id="declared")


@pytest.mark.parametrize("call", DECLARATIONS)
def test_wrong_declarations(declared, call):
    number = list(DECLARATIONS).index(call)
    message = declared.message(f"{number:02}_test.lua")
    assert message.startswith(f"wrong/{number:02}_test.lua:2: {DECLARATIONS[call]}")


@pytest.mark.parametrize("call", ["it('x', print)", "describe('x', print)", "before_each(print)"])
def test_declarations_in_a_running_test(project, call):
    project.suite(f"it('t', function() {call} end)")
    ended = project.run()
    assert ended.statuses == {"t": "failed"}
    assert f"{call.partition('(')[0]} was called while tests run" in ended.message("t")
