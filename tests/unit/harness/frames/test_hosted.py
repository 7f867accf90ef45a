"""The loop around a hosted game, with a real display: a frame's order, crashes, fresh games."""

from __future__ import annotations

import json

import pytest

from harness.frames import hosted as loop
from harness.hosting.display import Display
from harness.records.journal import Journal
from harness.running import collect as collecting
from harness.running.runner import assigned
from harness.running.session import Session
from harness.seam.install import Seam
from harness.seam.sealing import Sealing


class Recorder:
    """A game that writes down what happens to it. One is made a game start."""

    starts = 0

    def __init__(self, context) -> None:
        type(self).starts += 1
        self.context = context
        self.happened = []
        self.fuse = None

    def handle_event(self, event) -> None:
        self.happened.append(f"{event.unicode}{'+' if event.type == 768 else '-'}")

    def update(self, dt) -> None:
        self.happened.append("u")
        if self.fuse:
            raise RuntimeError(self.fuse)

    def draw(self, surface) -> None:
        self.happened.append("d")

    def expose(self, api) -> None:
        api.property("happened", lambda: "".join(self.happened))
        api.property("start", lambda: self.starts)
        api.command("blow", lambda fuse="boom": setattr(self, "fuse", fuse))
        api.query("drawn", lambda: self.context.random("x").random())


class Result:
    """What the tests of a suite gave, by the names of the tests."""

    def __init__(self, events, plan) -> None:
        self.attempts = [event for event in events if event["type"] == "attempt_finished"]
        ends = [event for event in events if event["type"] == "test_finished"]
        self.statuses = [event["status"] for event in ends]
        self.names = [test.name for test in plan]

    @property
    def messages(self):
        return [attempt["message"] for attempt in self.attempts]


@pytest.fixture
def host(configure, root):
    """Return a function that runs a suite against a game in this process."""

    def host(source, factory=Recorder, **options):
        Recorder.starts = 0
        (root / "tests" / "e2e" / "a_test.lua").write_text(source)
        config, events = configure(game="g.py:create", resolution="64x48", **options), []
        session = Session(config, lambda *_: None, lambda: None)
        files = collecting.collect(config, session.calls)
        plan = collecting.select(files, config)
        display = Display((64, 48), 60, headless=True, audio=False)
        seam = Seam(session.devices)
        sealing = Sealing(session.clock, 1, seam.events.post, None, str(root))
        try:
            journal = Journal("run", lambda line: events.append(json.loads(line)))
            session.run(assigned(plan, files, range(len(plan))), journal)
            loop.run(session, factory, display, seam, sealing)
        finally:
            session.trace.close()
            sealing.remove()
            seam.remove()
        return Result(events, plan)

    return host


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "u"),
        ("test_harness.wait_frames(2)", "uuu"),
        ("test_harness.press_key(KEY_A)", "u"),
        ("test_harness.press_key(KEY_A) test_harness.wait_frames(1)", "ua+u"),
        ("test_harness.tap_key(KEY_A) test_harness.wait_frames(3)", "ua+uua-u"),
        ("test_harness.tap_key(KEY_A, 1) test_harness.wait_frames(3)", "ua+ua-uu"),
        ("test_harness.tap_key(KEY_A) test_harness.tap_key(KEY_B, 1) test_harness.wait_frames(3)",
         "ua+b+ub-ua-u"),
    ],
)  # fmt: skip
def test_a_frame_is_input_then_update_then_the_test(host, body, expected):
    check = f"it('x', function() {body} assert_state('happened', '{expected}') end)"
    result = host(check)
    assert result.messages == [""]


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_how_often_the_game_starts(host, isolate):
    body = "error(tostring(test_harness.get_state('start')), 0)"
    source = "\n".join(f"it('{name}', function() {body} end)" for name in "abc")
    expected = ["1", "2", "3"] if isolate == "test" else ["1", "1", "1"]
    assert host(source, isolate=isolate).messages == expected


CRASHING = """
it('one', function() test_harness.command('blow') test_harness.wait_frames(5) end)
it('two', function() error(tostring(test_harness.get_state('start')), 0) end)
"""


def test_a_crash_costs_one_test_and_the_game_starts_anew(host):
    result = host(CRASHING)
    assert result.statuses == ["crashed", "failed"]
    assert result.messages[0].startswith("the game's update raised RuntimeError: boom at ")
    assert result.messages[1] == "2"
    assert result.attempts[0]["frame"] == 1


def test_a_game_that_cannot_be_made_crashes_each_test(host):
    def factory(context):
        raise ValueError("no level")

    result = host("it('a', function() end) it('b', function() end)", factory)
    assert result.statuses == ["crashed", "crashed"]
    assert "the game's factory raised ValueError: no level" in result.messages[0]


def test_keys_that_a_test_left_down_are_up_for_the_next(host):
    source = """
    it('a', function() test_harness.press_key(KEY_A) test_harness.wait_frames(1) end)
    it('b', function()
      assert.are.equal('ua+ua-u', test_harness.get_state('happened'))
      assert.are.equal(3, test_harness.now_frame())
    end)
    """
    assert host(source).statuses == ["passed", "passed"]


def test_every_test_has_random_streams_of_its_own(host):
    body = "error(tostring(test_harness.query('drawn')), 0)"
    source = "\n".join(f"it('{name}', function() {body} end)" for name in "ab")
    first, second = host(source, isolate="test").messages
    assert first != second
    assert host(source).messages == [first, second]
    assert host(source, isolate="test", seed="9").messages[0] != first


RETRIED = """
it('x', { retries = 2 }, function()
  local tries = test_harness.get_state("start")
  test_harness.wait_frames(tries)
  if tries < 3 then error('try ' .. tries, 0) end
end)
"""


def test_retries(host):
    result = host(RETRIED)
    assert result.statuses == ["flaky"]
    assert result.messages == ["try 1", "try 2", ""]
    assert [attempt["frame"] for attempt in result.attempts] == [1, 2, 3]


@pytest.mark.parametrize(
    ("body", "lines"),
    [("", [""]), ("print('a')", ["[     0] info    test: a\n"]),
     ("test_harness.wait_frames(2) print('b')", ["[     2] info    test: b\n"])],
)  # fmt: skip
def test_an_attempt_keeps_its_log(host, root, body, lines):
    (attempt,) = host(f"it('x', function() {body} end)").attempts
    kept = [(root / "reports/run/artifacts" / a["path"]).read_text() for a in attempt["artifacts"]]
    assert kept == lines
