"""The table of what Lua may call, and what Python does for it."""

from __future__ import annotations

import re

import pytest

from harness.bindings import BINDINGS
from harness.errors import HarnessError
from harness.input.keys import KEYS

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
        (lambda calls: calls.tap_key(A, 2), "1+ 3-"),
        (lambda calls: calls.press_key(A), "1+"),
        (lambda calls: (calls.press_key(A), calls.release_key(A)), "1+ 1-"),
        (lambda calls: calls.tap_key(A, 1), "1+ 2-"),
    ],
)
def test_keys_move_in_the_frames_asked_for(calls, devices, clock, call, expected):
    seen = []
    devices.listen(lambda event: seen.append(f"{clock.frame}{'+' if event.down else '-'}"))
    call(calls)
    for _ in range(5):
        clock.frame += 1
        devices.deliver()
    assert " ".join(seen) == expected


@pytest.mark.parametrize("name", ["press_key", "release_key"])
@pytest.mark.parametrize("keycode", [0, -1, 12345678])
def test_unknown_keys_are_refused(calls, name, keycode):
    message = f"test_harness.{name}: argument 'keycode' must be one of the KEY_ constants, got"
    with pytest.raises(HarnessError, match=re.escape(message)):
        getattr(calls, name)(keycode)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda calls: calls.get_state("a.b"), 7),
        (lambda calls: calls.get_state("a.c"), (None, "unknown state path 'a.c'; nearest: a.b")),
        (lambda calls: calls.set_state("a.b", 1), (None, "state 'a.b' is read-only")),
        (lambda calls: calls.query("quest"), [1]),
        (lambda calls: calls.query("quess"), (None, "unknown query 'quess'; nearest: quest")),
        (lambda calls: calls.command("c"), True),
        (lambda calls: calls.command("d"), (None, "unknown command 'd'; nearest: c")),
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
