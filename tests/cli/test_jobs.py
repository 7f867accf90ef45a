"""`context.submit` and `context.ready`: work that is done later, in the same frame in every run."""

import pytest

GAME = """
class Game:
    def __init__(self, context):
        self.context, self.frame, self.done, self.jobs = context, 0, [], []
        self.jobs.append(context.submit(self.note, "factory"))
    def note(self, *words):
        self.done.append([self.frame, *words])
        return len(self.done)
    def handle_event(self, event): pass
    def update(self, dt): self.frame += 1
    def draw(self, surface): pass
    def expose(self, api):
        api.property("frame", lambda: self.frame)
        api.property("done", lambda: self.done)
        api.property("results", lambda: [job.result() if job.done else None for job in self.jobs])
        api.command("submit", self.submit)
        api.command("chain", lambda: self.context.submit(self.chain, 3))
        api.command("result", lambda: self.context.submit(self.note).result())
        api.command("wrong", self.wrong)
        api.command("load", lambda: self.context.submit(self.context.ready, "level", frames=5))
        api.command("unload", lambda: self.context.ready("level", False))
        api.command("fail", lambda: self.context.submit(self.fail, frames=2))
    def submit(self, name: str, frames: int = 1):
        self.jobs.append(self.context.submit(self.note, name, frames=frames))
    def chain(self, left):
        self.note("chain", left)
        if left: self.context.submit(self.chain, left - 1)
    def wrong(self, what: str):
        args = {"function": (5,), "zero": (self.note, 0), "half": (self.note, 0.5)}[what]
        self.context.submit(args[0], **({"frames": args[1]} if len(args) > 1 else {}))
    def fail(self): raise ValueError("the job failed")

def create(context): return Game(context)
"""


@pytest.fixture
def run(project):
    def run(body, *flags):
        project.write("jobs_game.py", GAME)
        project.suite(f'it("t", function()\n{body}\nend)')
        return project.run(*flags, game="jobs_game:create")

    return run


def check(ended):
    assert ended.statuses == {"t": "passed"}, ended.text


def test_jobs_are_done_in_the_order_of_submission_at_their_frame(run):
    check(
        run("""
  local start = test_harness.get_state("frame")
  for _, name in ipairs({ "a", "b" }) do
    test_harness.command("submit", { name = name, frames = 3 })
    test_harness.command("submit", { name = name .. "1" })
  end
  test_harness.wait_frames(2)
  test_harness.command("submit", { name = "late" })
  test_harness.wait_frames(3)
  assert.same({ { 0, "factory" }, { start, "a1" }, { start, "b1" },
    { start + 2, "a" }, { start + 2, "b" }, { start + 2, "late" } },
    test_harness.get_state("done"))
  assert.same({ 1, 4, 2, 5, 3, 6 }, test_harness.get_state("results"))
""")
    )


def test_a_job_may_submit_the_next(run):
    check(
        run("""
  test_harness.command("chain")
  test_harness.wait_frames(6)
  local done = test_harness.get_state("done")
  assert.equal(5, #done)
  for i = 3, 5 do assert.equal(done[i - 1][1] + 1, done[i][1]) end
""")
    )


def test_ready_is_asked_by_name(run):
    check(
        run("""
  assert.is_false(test_harness.query("ready", { name = "level" }))
  test_harness.command("load")
  local start = test_harness.now_frame()
  test_harness.wait_until(function() return test_harness.query("ready", { name = "level" }) end)
  assert.equal(start + 5, test_harness.now_frame())
  test_harness.command("unload")
  assert.is_false(test_harness.query("ready", { name = "level" }))
  assert.has_error(function() test_harness.query("ready") end)
""")
    )


def test_what_a_job_raises_comes_up_at_its_frame(run):
    ended = run('test_harness.command("fail") test_harness.wait_frames(9)')
    assert ended.code == 4
    test = ended.test("t")
    assert test["status"] == "crashed"
    assert "the game's job raised ValueError: the job failed at jobs_game.py:" in ended.message("t")
    assert test["attempts"][0]["frame"] == 2


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("function", "submit expects a function, got 5"),
        ("zero", "frames must be a whole number of at least 1, got 0"),
        ("half", "frames must be a whole number of at least 1, got 0.5"),
    ],
)
def test_wrong_arguments(run, what, message):
    ended = run(f'test_harness.command("wrong", {{ what = "{what}" }})')
    assert ended.code == 1
    assert message in ended.message("t")


def test_a_result_that_is_not_there_yet(run):
    ended = run('test_harness.command("result")')
    assert "the job is not done yet" in ended.message("t")


def test_a_fresh_game_has_no_jobs_of_the_last(project):
    project.write("jobs_game.py", GAME)
    project.suite("""
it("one", function() test_harness.command("submit", { name = "x", frames = 5 }) end)
it("two", function()
  test_harness.wait_frames(9)
  assert.equal(1, #test_harness.get_state("done"))
end)
""")
    ended = project.run("--isolate", "test", game="jobs_game:create")
    assert ended.statuses == {"one": "passed", "two": "passed"}, ended.text
