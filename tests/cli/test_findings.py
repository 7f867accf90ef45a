"""What a run finds out about the repetition of its tests, and where it says so."""

import pytest

GAME = """
import pygame
starts = 0
drawn = 0

class Game:
    def __init__(self, context):
        self.context, self.x, self.luck, self.draws = context, 0, 0, 0
    def handle_event(self, event):
        global starts
        if event.type == pygame.KEYDOWN:
            starts += 1
            self.luck = starts if event.unicode == "l" else 7
    def update(self, dt):
        self.x += 1
    def draw(self, surface):
        self.draws += 1
    def expose(self, api):
        api.property("hero.x", lambda: self.x)
        api.property("hero.luck", lambda: self.luck)
        api.query("starts", lambda: starts)
        if RESETS:
            api.command("reset_to_known_state", self.reset)
    def reset(self):
        self.x = self.luck = 0

RESETS = True
def create(context): return Game(context)
def without_reset(context):
    global RESETS
    RESETS = False
    return Game(context)
def with_impure_draw(context):
    game = Game(context)
    expose = game.expose
    def more(api):
        expose(api)
        api.property("draws", lambda: game.draws)
    game.expose = more
    return game
"""
FLAKY = """
it("t", { retries = 2 }, function()
  test_harness.wait_frames(3)
  test_harness.tap_key(%s)
  test_harness.wait_frames(4)
  assert(test_harness.query("starts") %% 3 == 0, "starts")
end)
"""


def run(project, suite, *flags, factory="create", **options):
    project.write("found.py", GAME)
    project.suite(suite)
    return project.run(*flags, game=f"found:{factory}", **options)


def findings(ended):
    return [
        {"test": test["full_name"], "attempt": number, **finding}
        for test in ended.report["tests"]
        for number, attempt in enumerate(test["attempts"], 1)
        for finding in attempt.get("findings", ())
    ]


def kinds(ended):
    return [finding["kind"] for finding in findings(ended)]


def judged(ended, name="t"):
    """Return the findings of the passing attempt, which no other one has, and what it says."""
    *failed, passed = ended.test(name)["attempts"]
    assert not any("findings" in attempt for attempt in failed)
    findings = passed.get("findings", [])
    assert "\n".join(finding["message"] for finding in findings) == passed["message"]
    return findings


def test_a_replay_with_other_frames_is_nondeterministic(project):
    ended = run(project, FLAKY % "KEY_L")
    assert ended.test("t")["status"] == "flaky", ended.text
    assert judged(ended) == [
        {
            "kind": "nondeterministic",
            "frame": 4,
            "path": "hero.luck",
            "message": "nondeterministic: replayed with equal inputs, frame 4 of attempt 2 was not "
            "the same: state hero.luck was 2 in the run and 1 in the replay",
        }
    ]
    assert "nondeterministic: replayed with equal inputs" in ended.out
    for name in ("report.junit.xml", "report.html"):
        assert "nondeterministic: replayed" in (ended.folder / name).read_text("utf-8")


@pytest.mark.parametrize("flags", [[], ["--digest", "frames"], ["--keep-writes"]])
def test_a_replay_with_equal_frames_depends_on_what_ran_before(project, flags):
    ended = run(project, FLAKY % "KEY_B", *flags)
    assert ended.test("t")["status"] == "flaky"
    (finding,) = judged(ended)
    assert (finding["kind"], finding["path"]) == ("order_dependent", "")
    assert "the game of attempt 2, replayed, repeats exactly: no other" in finding["message"]
    assert "nondeterministic" not in ended.text
    assert "tests began in a state" not in ended.out


AFTER_ANOTHER = """
it("moves", function() test_harness.wait_frames(5) end)
it("t", { retries = 1 }, function() test_harness.wait_frames(3) assert_state("hero.x", %d) end)
it("goes on", function() test_harness.wait_frames(2) end)
"""


def test_a_test_that_another_one_has_failed(project):
    ended = run(project, AFTER_ANOTHER % 4, factory="without_reset")
    assert ended.statuses == {"moves": "passed", "t": "flaky", "goes on": "passed"}, ended.text
    (finding,) = ended.test("t")["attempts"][1]["findings"]
    assert finding["kind"] == "order_dependent"
    assert "the test that ran in it before decides" in finding["message"]


DIES = """
import os, signal

class Game:
    def __init__(self, context):
        self.x = self.end = 0
        self.way = self.file = ""
    def update(self, dt):
        self.x += 1
        if self.x == self.end:
            open(self.file + ".gone", "w").close()
            if self.way == "raises": 1 / 0
            if self.way == "is killed": os.kill(os.getpid(), signal.SIGKILL)
            while self.way == "hangs": pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("x", lambda: self.x)
        api.command("end", self.end_at)
        api.query("first", first)
    def end_at(self, frame: int, way: str, file: str, again: bool):
        self.way, self.file = way, file
        self.end = frame if again or not os.path.exists(file + ".gone") else 0

def first(file: str):
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True

def create(context): return Game(context)
"""
ONCE = """
it("t", {{ retries = 1 }}, function()
  local file = "{file}"
  if test_harness.query("first", {{ file = file }}) then
    local order = {{ frame = 6, way = "{way}", file = file, again = {again} }}
    assert(test_harness.command("end", order))
  end
  test_harness.wait_frames(8)
end)
"""
ENDS = ["raises", "is killed", "hangs"]
KINDS = {"order_dependent": "true", "nondeterministic": "false"}
"""Whether the end comes again in the replay."""


@pytest.fixture(scope="module", params=["file", "test"])
def crashed(request, together, tmp_path_factory):
    """One run in which each first attempt ends the process, or the game, by way and kind."""
    game = tmp_path_factory.mktemp("game") / "found.py"
    game.write_text(DIES)
    suites = {
        (way, kind): ONCE.format(
            file=tmp_path_factory.mktemp("once") / "file", way=way, again=KINDS[kind]
        )
        for way in ENDS
        for kind in KINDS
    }
    flags = ["--isolate", request.param, "--frame-seconds", "0.5", "--leaks", "off"]
    return together(suites, *flags, code=1, game=f"{game}:create")


@pytest.mark.parametrize("way", ENDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_crash_is_judged_by_whether_it_comes_again(crashed, way, kind):
    """The first attempt ends the process, or the game; its replay does the same, or not."""
    ended = crashed[way, kind]
    assert ended.statuses == {"t": "flaky"}, ended.text
    assert [finding["kind"] for finding in judged(ended)] == [kind], ended.text


def test_looking_at_frames_leaves_the_trace_as_it_is(project):
    traces = []
    for flags in ([], ["--retry-failures", "1"]):
        ended = run(project, ORDER, *flags)
        traces.append((ended.folder / "trace.jsonl").read_text().splitlines()[1:])
    assert traces[0] == traces[1]
    assert any('"at":"end","sections":{"hero"' in line for line in traces[0])


def test_a_game_without_state_is_not_judged(project):
    project.write(
        "bare.py",
        """
starts = 0
class Game:
    def __init__(self, context):
        global starts
        starts += 1
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): api.query("starts", lambda: starts)
def create(context): return Game(context)
""",
    )
    project.suite(
        'it("t", { retries = 1 }, function() assert(test_harness.query("starts") > 1) end)'
    )
    ended = project.run(game="bare:create")
    assert ended.statuses == {"t": "flaky"}
    assert judged(ended) == []


def test_a_replay_that_does_not_end_is_ended_with_the_run(project):
    """It is left out, and changes nothing of the run."""
    project.suite(FLAKY % "KEY_B")
    project.write("found.py", GAME + SLOW_REPLAY)
    ended = project.run("--timeout-seconds", "9", game="found:slow_in_a_replay")
    assert ended.statuses == {"t": "flaky"}, ended.text
    assert ended.code == 1
    assert judged(ended) == []


SLOW_REPLAY = """
import os
def slow_in_a_replay(context):
    path = "reports/run/events.jsonl"
    while starts == 0 and os.path.exists(path) and "test_finished" in open(path).read():
        pass
    return Game(context)
"""


def test_no_evidence_is_taken_where_digests_are_off(project):
    ended = run(project, FLAKY % "KEY_L", "--digest", "off")
    assert ended.test("t")["status"] == "flaky"
    assert kinds(ended) == []
    assert "digest" not in ended.test("t")["attempts"][0]


ORDER = """
it("one", function() test_harness.wait_frames(5) end)
it("two", function() test_harness.wait_frames(2) end)
it("three", function() end)
"""


def test_tests_that_begin_where_others_ended_are_named(project):
    ended = run(project, ORDER, factory="without_reset")
    assert ended.code == 0, ended.text
    found = [(item["test"], item["path"], item["frame"]) for item in findings(ended)]
    assert found == [("a_test.lua > two", "hero.x", 0), ("a_test.lua > three", "hero.x", 0)]
    assert kinds(ended) == ["order_dependent"] * 2
    message = findings(ended)[0]["message"]
    assert "hero.x was 6, and 1 for the first test of this game" in message
    assert "2 tests began in a state that tests before them had left" in ended.out


def test_with_a_reset_or_a_game_of_its_own_no_test_depends_on_others(project):
    assert kinds(run(project, ORDER)) == []
    assert kinds(run(project, ORDER, "--isolate", "test", factory="without_reset")) == []


def test_digests_tell_states_apart(project):
    ended = run(project, ORDER, "--digest", "tests")
    digests = [test["attempts"][0]["digest"] for test in ended.report["tests"]]
    assert len({digest["start"] for digest in digests}) == 1
    assert len({digest["end"] for digest in digests}) == 3
    assert digests[2]["start"] == digests[2]["end"]


def test_a_drawing_that_changes_the_state_fails_the_test(project):
    """Only a frame that is drawn can tell: the second run of `verify` draws now and then."""
    project.write("found.py", GAME)
    project.suite('it("t", function() test_harness.wait_frames(40) end)')
    words = ["--game", "found:with_impure_draw", "--run-id", "v", "--on-nondeterminism", "error"]
    ended = project.command("verify", *words, run_id="v-2")
    assert ended.code == 1
    assert ended.statuses == {"t": "failed"}
    assert ended.message("t") == (
        "drawing changed state 'draws'; a frame that nobody looks at is not drawn "
        "(--on-nondeterminism)"
    )
    assert ended.test("t")["failure_kind"] == "error"
    assert kinds(ended) == ["impure_draw"]
