"""A worker that dies or hangs costs the test it was running and nothing else."""

import os
import time
from pathlib import Path

import pytest

BEFORE = 'it("before", function() test_harness.wait_frames(1) end)\n'
AFTER = 'it("after", function() test_harness.wait_frames(1) end)'


def doom(how: str) -> str:
    order = f'{{ place = "update", how = "{how}" }}'
    return (
        f'it("doom", function() test_harness.command("doom", {order}) '
        "test_harness.wait_frames(5) end)\n"
    )


DEATHS = {
    "segv": "SIGSEGV",
    "abrt": "SIGABRT",
    "kill": "SIGKILL",
    "real_segv": "SIGSEGV",
    "fpe": "SIGFPE",
    "bus": "SIGBUS",
    "overflow": "SIGSEGV",
    "oom": "SIGSEGV",
    "exit": "status 7",
    "exit_0": "status 0",
}


@pytest.fixture(scope="module", params=["file", "test"])
def died(request, together, check_consistent):
    """One run in which a worker dies of everything, once in each file."""
    suites = {how: BEFORE + doom(how) + AFTER for how in DEATHS}
    ended = together(suites, "--isolate", request.param, code=4, game="probe.py:create")
    check_consistent(ended["segv"].whole, 4)
    return ended


@pytest.mark.parametrize("how", DEATHS)
def test_death_of_a_worker(died, how):
    ended = died[how]
    assert ended.statuses == {"before": "passed", "doom": "crashed", "after": "passed"}
    assert DEATHS[how] in ended.message("doom")
    assert ended.test("doom")["attempts"][0]["frame"] == 1
    assert [e["type"] for e in ended.events].count("worker_lost") == len(DEATHS)


def test_a_game_without_memory(project, check_consistent):
    """Python raises, and the game crashes like from any other exception; the next one may too."""
    project.suite(BEFORE + doom("memory") + AFTER)
    ended = project.run("--isolate", "test", game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.statuses == {"before": "passed", "doom": "crashed", "after": "passed"}
    assert "MemoryError" in ended.message("doom")


def test_results_that_the_dead_worker_had_not_sent_are_kept(project, check_consistent):
    passing = "".join(f'it("t{i}", function() end)\n' for i in range(50))
    fatal = 'it("doom", function() test_harness.command("doom_now", { how = "kill" }) end)\n'
    project.suite(passing + fatal + AFTER)
    ended = project.run(game="probe.py:create")
    report = check_consistent(ended, 4)
    assert (report["totals"]["passed"], report["totals"]["crashed"]) == (51, 1)
    ids = [event["test"] for event in ended.events if event["type"] == "test_started"]
    assert ids == list(range(52))


def test_many_deaths(project, check_consistent):
    project.suite((doom("kill") + doom("abrt").replace('"doom"', '"d2"', 1)) + AFTER)
    ended = project.run(game="probe.py:create")
    report = check_consistent(ended, 4)
    assert (report["totals"]["crashed"], report["totals"]["passed"]) == (2, 1)


def test_death_in_the_last_test(project, check_consistent):
    project.suite(BEFORE + doom("kill"))
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.statuses == {"before": "passed", "doom": "crashed"}


def test_death_in_a_later_attempt_keeps_the_earlier_ones(project, check_consistent):
    project.suite("""
it("t", { retries = 1 }, function()
  assert(test_harness.get_state("starts") > 1, "first try")
  test_harness.command("doom_now", { how = "kill" })
end)
""")
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    attempts = [attempt["status"] for attempt in ended.test("t")["attempts"]]
    assert attempts == ["failed", "crashed"]


def test_death_while_the_game_starts(project, check_consistent):
    project.suite(
        'it("one", function() test_harness.command("doom_factory", { how = "kill" }) end)\n'
        'it("two", { retries = 1 }, function() error("again, with a fresh game") end)\n'
        'it("three", function() end)'
    )
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.statuses == {"one": "passed", "two": "crashed", "three": "passed"}


@pytest.mark.parametrize("isolate", ["file", "test"])
def test_stacks_show_where_the_game_was(project, isolate):
    project.suite(doom("spin"))
    flags = ["--frame-seconds", "0.2", "--isolate", isolate]
    ended = project.run(*flags, game="probe.py:create")
    traceback = ended.test("doom")["attempts"][0]["traceback"]
    assert "probe.py" in traceback
    assert "in update" in traceback
    assert "forked_tests.py" not in traceback.partition("probe.py")[0]


MANY_LINES = 'for i = 1, 2000 do print(i .. string.rep("x", 500)) end'


def test_a_message_larger_than_any_buffer_arrives(project, check_consistent):
    project.suite('it("long", function() error(string.rep("y", 300000)) end)\n' + AFTER)
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 1)
    assert len(ended.message("long")) >= 100_000


def test_much_output_of_the_game_does_not_block_the_worker(project, check_consistent):
    say = 'test_harness.command("say", { how = "print", text = string.rep("z", 5000) })'
    project.suite(f'it("t", function() {MANY_LINES} for i = 1, 200 do {say} end end)')
    check_consistent(project.run(game="probe.py:create"), 0)


def test_a_closed_standard_output_hurts_nobody(project, check_consistent):
    project.suite(doom("close_stdout") + AFTER)
    check_consistent(project.run(game="probe.py:create"), 0)


BROKEN_GAMES = {
    "hangs on import": "import time\ntime.sleep(100)\n",
    "kills itself on import": "import os\nos.kill(os.getpid(), 9)\n",
    "exits on import": "import os\nos._exit(3)\n",
}


@pytest.mark.parametrize("row", BROKEN_GAMES)
def test_a_worker_that_is_lost_before_the_first_test(project, row):
    project.write("game.py", BROKEN_GAMES[row])
    project.suite(BEFORE)
    hangs = "hangs" in row
    seconds = "1" if hangs else "30"
    ended = project.run("--timeout-seconds", seconds, "--game", "game.py:create", game=None)
    assert ended.code == (3 if hangs else 4), ended.text
    assert ended.report["run"]["exit_code"] == ended.code
    assert (ended.folder / "report.junit.xml").exists()
    assert "--timeout-seconds" in ended.out if hangs else "worker process" in ended.out
    assert "during the import of game.py:create" in ended.out
    assert not hangs or "at game.py:2" in ended.out
    assert ended.statuses == {"before": "not_run"}


def test_a_file_that_no_hook_can_stop_ends_with_the_run(project):
    project.suite('string.find(string.rep("a", 40), string.rep("a-", 30) .. "b")')
    ended = project.run("--timeout-seconds", "1")
    assert ended.code == 3, ended.text
    assert ended.report["totals"]["total"] == 0
    assert "--timeout-seconds 1 used up during the loading of tests/e2e/a_test.lua" in ended.out


def test_no_process_of_the_game_is_left_behind(project, check_consistent):
    project.write(
        "game.py",
        """
import subprocess, sys
class Game:
    def __init__(self):
        self.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): api.query("pid", lambda: self.child.pid)
def create(context): return Game()
""",
    )
    project.suite('it("t", function() print(test_harness.query("pid")) end)')
    flags = ["--on-nondeterminism", "off", "--game", "game.py:create"]
    ended = project.run(*flags, game=None)
    check_consistent(ended, 0)
    status = Path(f"/proc/{ended.log('t')[0]}/status")
    end = time.monotonic() + 5  # it was killed, and may still have to be scheduled for that
    while status.exists() and "(zombie)" not in status.read_text() and time.monotonic() < end:
        time.sleep(0.01)
    assert not status.exists() or "Z (zombie)" in status.read_text() or os.name == "nt"


@pytest.mark.parametrize("how", ["kill", "real_segv", "exit", "spin"])
@pytest.mark.parametrize("isolate", ["file", "test"])
def test_a_lost_attempt_keeps_what_it_had_logged(project, how, isolate):
    order = f'{{ place = "update", how = "{how}" }}'
    project.suite(
        'it("before", function() test_harness.wait_frames(3) print("of another") end)\n'
        'it("doom", function() print("one") test_harness.wait_frames(2) print("two") '
        f'test_harness.command("doom", {order}) test_harness.wait_frames(5) end)\n'
    )
    ended = project.run("--isolate", isolate, "--frame-seconds", "1", game="probe.py:create")
    texts = [line for line in ended.log("doom") if line in ("one", "two", "of another")]
    assert texts == ["one", "two"], ended.text
    (part,) = [part for part in ended.test("doom")["artifacts"] if part["kind"] == "log"]
    lines = (ended.folder / part["path"]).read_text().splitlines()
    assert [line[:8] for line in lines if line.endswith(("one", "two"))] == ["[     0]", "[     2]"]
