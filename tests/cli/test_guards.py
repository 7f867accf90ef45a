"""What cannot be sealed fails the test that does it, unless --on-nondeterminism says otherwise."""

from pathlib import Path

import pytest

GAME = "guarded.py:create"
ORDERS = {
    "thread": "starts a thread (threading.Thread.start)",
    "urandom": "asks the system for randomness (os.urandom)",
    "secret": "asks the system for randomness (secrets.token_hex)",
    "uuid": "asks the system for randomness (uuid.uuid4)",
    "system_random": "asks the system for randomness (random.SystemRandom.random)",
    "socket": "opens a socket (socket.socket)",
    "process": "starts a process (subprocess.run)",
    "shell": "starts a process (os.system)",
}
ORDER = """
it("{0}", function()
  test_harness.command("order", {{ name = "{0}" }})
  test_harness.wait_frames(2)
  assert.same({{ "{0}" }}, test_harness.get_state("done"))
end)
"""
SUITE = (
    "".join(ORDER.format(name) for name in ORDERS)
    + """
it("does nothing of the kind", function() test_harness.wait_frames(2) end)
it("submits a job", function()
  test_harness.command("submit")
  test_harness.wait_until(function() return test_harness.get_state("job") == 3 end)
end)
"""
)
INNOCENT = ["does nothing of the kind", "submits a job"]


def line_of(what: str) -> str:
    """Return the place in the game of what is done there."""
    calls = {
        "thread": "worker.start()", "urandom": "os.urandom(", "secret": "secrets.token_hex(",
        "uuid": "uuid.uuid4()", "system_random": "random.SystemRandom()",
        "socket": "socket.socket()", "process": "subprocess.run(", "shell": "os.system(",
    }  # fmt: skip
    lines = (Path(__file__).parent / "games" / "guarded.py").read_text().splitlines()
    return f"guarded.py:{next(i for i, line in enumerate(lines, 1) if calls[what] in line)}"


def run(project, *flags):
    project.suite(SUITE)
    return project.run("--isolate", "test", *flags, game=GAME)


@pytest.fixture(scope="module")
def failing(shared_project):
    return run(shared_project)


@pytest.mark.parametrize("order", ORDERS)
def test_each_fails_its_test_and_names_the_place(failing, order):
    test = failing.test(order)
    assert (test["status"], test["failure_kind"]) == ("failed", "error")
    assert ORDERS[order] in failing.message(order)
    assert line_of(order) in failing.message(order)


def test_others_pass(failing):
    assert failing.code == 1
    assert {name: failing.statuses[name] for name in INNOCENT} == dict.fromkeys(INNOCENT, "passed")


def test_error_is_the_default(failing, project):
    said = run(project, "--on-nondeterminism", "error")
    assert said.statuses == failing.statuses
    assert [said.message(name) for name in ORDERS] == [failing.message(name) for name in ORDERS]


def test_a_warning_names_the_place_and_fails_nothing(project):
    ended = run(project, "--on-nondeterminism", "warn")
    assert ended.code == 0, ended.text
    assert set(ended.statuses.values()) == {"passed"}
    for order, what in ORDERS.items():
        assert what in ended.out + ended.err
        assert line_of(order) in ended.out + ended.err


def test_nobody_watches_when_it_is_off(project):
    ended = run(project, "--on-nondeterminism", "off")
    assert ended.code == 0, ended.text
    assert set(ended.statuses.values()) == {"passed"}
    for what in ORDERS.values():
        assert what not in ended.out + ended.err


def test_the_test_that_did_it_is_the_one_that_fails(project):
    project.suite(ORDER.format("thread") + 'it("after", function() end)\n')
    ended = project.run(game=GAME)
    assert ended.statuses == {"thread": "failed", "after": "passed"}, ended.text


def test_a_library_may_do_it(project):
    project.write("site-packages/library.py", "import os\ndef draw(): return os.urandom(4)\n")
    project.write(
        "game.py",
        """
import sys, os
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "site-packages"))
import library
class Game:
    def __init__(self, context): self.drawn = library.draw()
    def update(self, dt): library.draw()
    def draw(self, surface): pass
def create(context): return Game(context)
""",
    )
    project.suite('it("plays", function() test_harness.wait_frames(3) end)')
    ended = project.run("--game", "game.py:create", game=None)
    assert ended.statuses == {"plays": "passed"}, ended.text
