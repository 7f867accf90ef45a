"""However a program ends, the run does not: the waiting test fails with what happened and where."""

# ruff: noqa: E501, PT018 - programs in a line each, and all that one run must show

import pytest

OPEN = """
import os, sys, time
import pygame
pygame.init(); screen = pygame.display.set_mode((64, 48))
def frames(count):
    for _ in range(count): pygame.event.get(); pygame.display.flip()
frames(5)
"""
TWO = """
it("waits", function() test_harness.wait_frames(50) end)
it("goes on", function() test_harness.wait_frames(3) end)
"""

ENDINGS = {
    "return": ("", "its main module has run to its end", ""),
    "sys.exit": ("sys.exit()", "it called sys.exit()", ""),
    "sys.exit with a number": ("sys.exit(3)", "it called sys.exit(3)", ""),
    "sys.exit after words": (
        "print('no level', file=sys.stderr); sys.exit(1)", "sys.exit(1) after writing 'no level'", ""),
    "sys.exit with words": ("sys.exit('no level')", "it called sys.exit('no level')", ""),
    "quit": ("quit()", "it called sys.exit()", ""),
    "exit": ("exit(1)", "it called sys.exit(1)", ""),
    "pygame.quit and sys.exit": ("pygame.quit(); sys.exit()", "it called sys.exit()", ""),
    "SystemExit": ("raise SystemExit('text')", "it called sys.exit('text')", ""),
    "os._exit": ("os._exit(7)", "it called os._exit(7)", ""),
    "another program in its place": (
        "os.execl(sys.executable, sys.executable, *sys.argv)", "it has itself replaced by", ""),
    "an exception": ("1 / 0", "raised ZeroDivisionError: division by zero", "prog/main.py:8"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "raised KeyboardInterrupt", "prog/main.py:8"),
    "a use of pygame after its end": (
        "pygame.quit(); screen.fill(0); pygame.event.get()", "raised error", "prog/main.py:8"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDINGS)
def test_a_test_that_waits_fails_and_the_next_gets_a_fresh_game(attach, name):
    statement, words, place = ENDINGS[name]
    ended = attach(f"{OPEN}{statement}\n", TWO)
    assert ended.code == 1, ended.text
    assert ended.statuses == {"waits": "failed", "goes on": "passed"}, ended.text
    assert ended.test("waits")["failure_kind"] == "crash", ended.text
    assert words in ended.message("waits") and place in ended.message("waits"), ended.text


SWALLOWING = {
    "bare except around the loop": "while True:\n    try:\n        while True: frames(1)\n    except: pass",
    "except BaseException": "while True:\n    try: frames(1)\n    except BaseException: pass",
    "finally that loops": "try: frames(3)\nfinally:\n    while True: frames(1)",
    "atexit": "import atexit\natexit.register(lambda: time.sleep(99))\nwhile True: frames(1)",
}


@pytest.mark.parametrize("name", SWALLOWING)
def test_a_program_that_lets_nothing_stop_it_is_ended(attach, name):
    attach.passes(f"{OPEN}{SWALLOWING[name]}\n", TWO, "--isolate", "test")


def test_a_failed_test_leaves_the_program_running(attach):
    ended = attach(
        f"{OPEN}n = 0\nwhile True:\n    n += 1\n    frames(1)\n",
        "it('fails', function() test_harness.wait_frames(4) error('x') end)\n"
        "it('goes on', function() assert.is_true(test_harness.get_state('g.n') > 0) end)",
    )
    assert ended.statuses == {"fails": "failed", "goes on": "passed"}, ended.text


@pytest.mark.parametrize("rest", ["", "pygame.time.wait(200)", "time.sleep(0.2)"])
def test_what_comes_when_pygame_has_ended_is_heard_by_nobody(attach, rest):
    program = (
        f"{OPEN}pygame.time.set_timer(pygame.USEREVENT, 40)\nframes(3)\npygame.quit(); {rest}\n"
    )
    attach.passes(
        program,
        """
        test_harness.press_key(KEY_A)
        test_harness.wait_frames(2)
        test_harness.release_key(KEY_A)
        test_harness.mouse_down(MOUSE_LEFT)
        test_harness.wait_until(function() return test_harness.query("game_exited") end)""",
    )


def test_query_game_exited(attach):
    attach.passes(
        f"{OPEN}frames(3)\n",
        "assert.is_false(test_harness.query('game_exited'))\n"
        "test_harness.wait_until(function() return test_harness.query('game_exited') end)",
    )


def test_an_expected_end_is_found_frame_by_frame(attach):
    attach.passes(
        f"{OPEN}while not any(e.type == pygame.KEYDOWN for e in pygame.event.get()): pygame.display.flip()\n"
        "print('bye')\npygame.quit()\nsys.exit()\n",
        "test_harness.wait_frames(9)\ntest_harness.tap_key(KEY_ESCAPE)\n"
        "test_harness.wait_until(function() return test_harness.query('game_exited') end)\n"
        "assert_log_contains('bye')",
    )


def test_a_program_that_ends_at_once(attach):
    ended = attach("n = 1\n", "test_harness.wait_frames(1)\ntest_harness.wait_frames(1)")
    assert ended.code == 1, ended.text
    assert "its main module has run to its end" in ended.message("t"), ended.text


def test_an_end_that_is_too_early_says_how_to_expect_it(attach):
    ended = attach(f"{OPEN}", TWO)
    assert "game_exited" in ended.message("waits"), ended.text


def test_an_endless_loop_without_any_call(attach):
    ended = attach(f"{OPEN}while True: pass\n", TWO, "--frame-seconds", "1")
    assert ended.code == 3, ended.text
    assert ended.statuses == {"waits": "timed_out", "goes on": "passed"}, ended.text
    assert "main.py" in ended.test("waits")["attempts"][0]["traceback"], ended.text


def test_an_endless_loop_before_the_first_frame(attach):
    ended = attach("while True: pass\n", TWO, "--start-seconds", "2")
    assert ended.code == 3, ended.text
    assert set(ended.statuses.values()) == {"timed_out"}, ended.text


@pytest.mark.parametrize("how", ["os.abort()", "os.kill(os.getpid(), 11)"])
def test_a_signal(attach, how):
    ended = attach(f"{OPEN}{how}\n", TWO)
    assert ended.code == 4, ended.text
    assert ended.statuses == {"waits": "crashed", "goes on": "passed"}, ended.text


def test_an_exception_in_a_thread_is_logged(attach):
    attach.passes(
        f"{OPEN}import threading\nt = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()\n"
        "while True: frames(1)\n",
        "test_harness.wait_frames(9)\nassert_log_contains('ZeroDivisionError')",
        "--log-errors", "off",
    )  # fmt: skip
