"""What a run finds out about the repetition of its tests, and where it says so."""

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


def test_a_retry_with_equal_inputs_and_other_frames_is_nondeterministic(project):
    ended = run(project, FLAKY % "KEY_L")
    test = ended.test("t")
    assert test["status"] == "flaky", ended.text
    messages = [attempt["message"] for attempt in test["attempts"]]
    assert "nondeterministic" not in messages[0] + messages[1]
    assert messages[2] == (
        "nondeterministic: with equal inputs, frame 4 was not the same: state hero.luck was 2 in "
        "the failed attempt and 3 in this one"
    )
    assert kinds(ended) == ["nondeterministic"]
    finding = findings(ended)[0]
    assert (finding["path"], finding["attempt"]) == ("hero.luck", 3)
    assert "nondeterministic: with equal inputs, frame 4" in ended.out
    assert "nondeterministic: with equal inputs" in (ended.folder / "report.junit.xml").read_text()


def test_a_retry_with_equal_frames_is_merely_flaky(project):
    ended = run(project, FLAKY % "KEY_B")
    assert ended.test("t")["status"] == "flaky"
    assert kinds(ended) == []
    assert "nondeterministic" not in ended.text


def test_a_retry_that_does_something_else_is_merely_flaky(project):
    suite = """
it("t", { retries = 1 }, function()
  local first = test_harness.query("starts") == 0
  test_harness.tap_key(first and KEY_A or KEY_L)
  test_harness.wait_frames(3)
  assert(not first)
end)
"""
    ended = run(project, suite)
    assert ended.test("t")["status"] == "flaky"
    assert kinds(ended) == []


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
