"""The table of what Lua may call, and what Python does for it."""

from __future__ import annotations

import re

import pytest

from harness.errors import HarnessError
from harness.input.keys import KEYS
from harness.test_api.bindings import BINDINGS

A = KEYS["KEY_A"][0]


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.name)
def test_every_row_can_be_called_and_is_described(lua, binding):
    outcome = lua().outcome(f"it('a', function() assert.is_function({binding.name}) end)")
    assert outcome.status == "passed", outcome.message
    assert binding.words.endswith(".")


@pytest.mark.parametrize("binding", BINDINGS, ids=lambda binding: binding.name)
def test_too_many_arguments_are_refused(lua, binding):
    outcome = lua().outcome(f"it('a', function() {binding.name}(1, 2, 3, 4, 5) end)")
    assert outcome.status == "failed"
    assert (
        f"{binding.name}: takes at most {len(binding.params)} arguments, got 5" in outcome.message
    )


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda calls: calls.press_key(A), ["1 key_down 97 KEY_A"]),
        (lambda calls: (calls.press_key(A), calls.release_key(A)),
         ["1 key_down 97 KEY_A", "1 key_up 97 KEY_A"]),
        (lambda calls: calls.tap_key(A, 2), ["1 key_down 97 KEY_A", "3 key_up 97 KEY_A"]),
        (lambda calls: calls.tap_key(A, 1), ["1 key_down 97 KEY_A", "2 key_up 97 KEY_A"]),
        (lambda calls: calls.move_mouse(3, 4), ["1 mouse_move 3 4"]),
        (lambda calls: calls.move_mouse(1279.9, 0.5), ["1 mouse_move 1279 0"]),
        (lambda calls: (calls.mouse_down(3), calls.mouse_up(6)),
         ["1 mouse_down 3", "1 mouse_up 6"]),
        (lambda calls: calls.click(3, 4, 1, 2),
         ["1 mouse_move 3 4", "1 mouse_down 1", "3 mouse_up 1"]),
        (lambda calls: calls.mouse_wheel(-1, 2), ["1 wheel -1 2"]),
        (lambda calls: calls.text_input("aé"), ["1 text aé"]),
        (lambda calls: calls.gamepad_button_down(7, 15), ["1 pad_down 7 15"]),
        (lambda calls: calls.gamepad_button_up(0, 0), ["1 pad_up 0 0"]),
        (lambda calls: calls.gamepad_set_axis(0, 5, 1), ["1 pad_axis 0 5 1.0"]),
        (lambda calls: calls.gamepad_set_axis(0, 5, -0.0), ["1 pad_axis 0 5 0.0"]),
        (lambda calls: (calls.gamepad_connect(2), calls.gamepad_disconnect(2)),
         ["1 pad_added 2", "1 pad_removed 2"]),
    ],
)  # fmt: skip
def test_inputs_happen_in_the_frames_asked_for(calls, devices, clock, call, expected):
    seen = []
    devices.recorder = lambda item: seen.append(
        " ".join(str(value) for value in (clock.frame, item.type, *item.values.values()))
    )
    call(calls)
    for _ in range(5):
        clock.frame += 1
        devices.deliver()
    assert seen == expected


@pytest.mark.parametrize("name", ["press_key", "release_key"])
@pytest.mark.parametrize("keycode", [0, -1, 12345678])
def test_unknown_keys_are_refused(calls, name, keycode):
    message = f"test_harness.{name}: argument 'keycode' must be one of the KEY_ constants, got"
    with pytest.raises(HarnessError, match=re.escape(message)):
        getattr(calls, name)(keycode)


OUTSIDE = "must be a number from 0 to less than {}, inside the frame of 1280x720, got {}"
BUTTONS = "must be MOUSE_LEFT, MOUSE_MIDDLE, MOUSE_RIGHT, 6 or 7, got"
WHEEL = "test_harness.mouse_wheel"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda calls: calls.move_mouse(1280, 0),
         "move_mouse: argument 'x' " + OUTSIDE.format(1280, 1280)),
        (lambda calls: calls.move_mouse(0, -0.5),
         "move_mouse: argument 'y' " + OUTSIDE.format(720, -0.5)),
        (lambda calls: calls.click(5, 720, 1, 1),
         "click: argument 'y' " + OUTSIDE.format(720, 720)),
        (lambda calls: calls.click(5, 5, 4, 1),
         f"click: argument 'button' {BUTTONS} 4; the wheel is turned with {WHEEL}"),
        (lambda calls: calls.mouse_down(8),
         f"mouse_down: argument 'button' {BUTTONS} 8"),
    ],
)  # fmt: skip
def test_what_no_mouse_can_do_is_refused_and_nothing_happens(calls, devices, call, message):
    with pytest.raises(HarnessError) as caught:
        call(calls)
    assert str(caught.value) == f"test_harness.{message}"
    assert not any(devices._due.values())


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda calls: calls.get_state("a.b"), 7),
        (
            lambda calls: calls.get_state("a.c"),
            (None, "unknown state path 'a.c'; nearest: a.b", "undeclared"),
        ),
        (lambda calls: calls.set_state("a.b", 1), (None, "state 'a.b' is read-only", "undeclared")),
        (lambda calls: calls.query("quest"), [1]),
        (
            lambda calls: calls.query("quess"),
            (None, "unknown query 'quess'; nearest: quest", "undeclared"),
        ),
        (lambda calls: calls.command("c"), True),
        (lambda calls: calls.command("d"), (None, "unknown command 'd'; nearest: c", "undeclared")),
    ],
)
def test_what_is_not_declared_is_nil_and_a_message(calls, call, expected):
    calls.registry.property("a.b", lambda: 7)
    calls.registry.query("quest", lambda: [1])
    calls.registry.command("c", lambda: None)
    assert call(calls) == expected


def test_finding_begins_with_the_running_test(calls, log):
    log.write("old", "game")
    calls.mark = calls.log_mark()
    assert calls.find_log("old") == (False, None, None)
    assert calls.find_log("old", 1) == (True, 1, "old")
    log.write("new", "game")
    assert calls.find_log("n.w", None, True) == (True, 2, "new")
    assert calls.last_line() == "new"


def test_recent_lines(calls, log):
    assert calls.recent_lines() == "; nothing was logged"
    log.write("\n".join(str(number) for number in range(20)), "game")
    assert calls.recent_lines().count("\n") == 10
    assert calls.recent_lines(20) == "; the last lines were\n  [     0] info    game: 19"


def test_random_seeds_belong_to_the_test_and_fit_a_lua_number(calls):
    calls.test = "a > b"
    first = calls.random_seed()
    assert first == calls.random_seed() < 2**53
    calls.test = "a > c"
    assert calls.random_seed() != first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("seed", 12345), ("fixed_fps", 60), ("resolution", "1280x720"), ("shard", 1),
        ("total_shards", 1), ("update_baselines", False),
        ("artifacts_dir", "reports/run/artifacts"), ("report_json", "reports/run/report.json"),
        ("report_junit", "reports/run/report.junit.xml"),
    ],
)  # fmt: skip
def test_args(calls, name, expected):
    assert calls.values()["args"][name] == expected


FROZEN = (
    "wait_frames now_frame wait_until wait_until_state wait_until_log exit press_key release_key "
    "tap_key move_mouse mouse_down mouse_up click text_input gamepad_button_down gamepad_button_up "
    "gamepad_set_axis get_state set_state query command screenshot assert_screenshot log_mark "
    "find_log clear_logs"
)
ARGUMENTS = (
    "seed fixed_fps resolution shard total_shards update_baselines baseline_dir artifacts_dir "
    "report_json report_junit"
)


def test_the_names_of_the_contract_are_there(lua):
    checks = [f"assert.is_function(test_harness.{name})" for name in FROZEN.split()]
    checks += [f"assert.not_nil(test_harness.args.{name})" for name in ARGUMENTS.split()]
    checks += ["assert.is_number(KEY_A)", "assert.is_number(test_harness.MOUSE_LEFT)"]
    outcome = lua().outcome(f"it('a', function() {' '.join(checks)} end)")
    assert outcome.status == "passed", outcome.message
