"""What a test leaves behind is named: threads, processes, open files, temporary files."""

import json
import re
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leaks are read from Linux's /proc")

GAME = "leaking.py:create"
FOLDER = Path(__file__).parent / "games"
SUITE = """
for _, what in ipairs({ %s }) do
  it(what, function()
    test_harness.command("do", { what = what })
    test_harness.wait_frames(1)
  end)
end
"""
LEAKS = {
    "thread": ["left the thread loader running"],
    "unnamed_threads": ["left the thread Thread (wait) running (2 times)"],
    "process": [
        f"left the process {sys.executable} -c 'import time; time.sleep(100)' running"
    ],
    "file": [f"left {FOLDER}/leaking.py open"],
    "file_in_place_of_another": [f"left {FOLDER}/probe.py open"],
    "sockets": ["left a socket open (2 times)"],
    "pipe": ["left a pipe open (2 times)"],
    "temporary_file": ["left the temporary file TEMP/save-*.dat behind"],
    "temporary_folder": ["left the temporary folder TEMP/level-* behind"],
    "named_by_hand": ["left the temporary file TEMP/by-hand.txt behind"],
}  # fmt: skip
INNOCENT = [
    "nothing", "thread_that_ends", "process_that_ends", "process_unheard", "file_that_is_closed",
    "file_in_a_cycle", "temporary_that_goes", "own_output",
]  # fmt: skip
ALL = [*INNOCENT[:4], *LEAKS, *INNOCENT[4:]]


def run(project, *flags, names=ALL, **options):
    project.suite(SUITE % ", ".join(f'"{name}"' for name in names))
    temporary = project.folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    for path in temporary.glob("by-hand*"):
        path.unlink()
    words = ["--test-mode", "--headless", "--game", str(FOLDER / GAME), "--run-id", "run"]
    off = ["--on-nondeterminism", "off"]
    env = {"TMPDIR": str(temporary)} | options.pop("env", {})
    return project.command(*words, *off, *flags, env=env)


def told(ended, name) -> list[str]:
    """Return what was found about a test, without the folder for temporary files."""
    found = ended.test(name)["attempts"][-1].get("findings", [])
    assert {item["kind"] for item in found} <= {"leak"}
    folder = str(ended.folder.parents[2] / "temporary")
    texts = [item["message"].replace(folder, "TEMP") for item in found]
    return [text.removesuffix(" (--leaks)") for text in texts]


@pytest.fixture(scope="module")
def warned(shared_project):
    return run(shared_project)


@pytest.mark.parametrize("name", LEAKS)
def test_what_is_left_is_named_with_the_test_that_left_it(warned, name):
    assert told(warned, name) == LEAKS[name]
    assert f"warning: a_test.lua > {name}: left " in warned.out


@pytest.mark.parametrize("name", INNOCENT)
def test_what_is_gone_is_not_told(warned, name):
    assert told(warned, name) == []


def test_a_warning_fails_nothing(warned):
    assert warned.code == 0, warned.text
    assert set(warned.statuses.values()) == {"passed"}


def test_what_differs_from_run_to_run_is_not_told(warned, project):
    def findings(ended) -> str:
        attempts = [test["attempts"] for test in ended.report["tests"]]
        text = json.dumps([attempt.get("findings") for (attempt,) in attempts])
        return text.replace(str(ended.folder.parents[2]), "")

    assert findings(run(project)) == findings(warned)
    assert not re.search(r"0x|\d{3,}\]", findings(warned).replace("sleep(100)", ""))


def test_an_error_fails_the_test(project):
    ended = run(project, "--leaks", "error", names=["nothing", "thread", "file_that_is_closed"])
    assert ended.code == 1, ended.text
    assert list(ended.statuses.values()) == ["passed", "failed", "passed"]
    assert ended.test("thread")["failure_kind"] == "error"
    assert ended.message("thread") == "left the thread loader running (--leaks)"


def test_nobody_looks_when_it_is_off(project):
    ended = run(project, "--leaks", "off")
    assert ended.code == 0, ended.text
    assert "left " not in ended.out
    assert not any("findings" in test["attempts"][0] for test in ended.report["tests"])


def test_it_can_be_configured(project):
    project.write("harness.toml", 'leaks = "error"\n')
    assert run(project, names=["thread"]).code == 1
    refused = run(project, "--leaks", "loud", names=["thread"])
    assert refused.code == 2
    assert "one of warn, error, off" in refused.err


def test_the_command_that_repeats_a_test_looks_as_well(project):
    ended = run(project, "--leaks", "error", names=["thread"])
    assert "--leaks error" in ended.out


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_each_leak_is_told_once_however_games_are_started(project, isolate):
    ended = run(project, "--isolate", isolate, names=["nothing", "file", "process", "thread"])
    assert told(ended, "nothing") == []
    for name in ("file", "process", "thread"):
        assert told(ended, name) == LEAKS[name]


def test_each_attempt_is_told_its_own(project):
    project.suite("""
it("t", { retries = 1 }, function()
  local n = test_harness.query("starts")
  if n == 1 then test_harness.command("do", { what = "thread" }) end
  assert(n == 2, "once more")
end)
""")
    ended = project.run("--on-nondeterminism", "off", game=GAME)
    first, second = ended.test("t")["attempts"]
    assert [item["message"] for item in first["findings"]] == [
        "left the thread loader running (--leaks)"
    ]
    assert "findings" not in second


def test_without_a_game_nobody_looks(project):
    project.suite('it("t", function() end)')
    assert "findings" not in project.run("--leaks", "error").test("t")["attempts"][0]


def test_the_place_in_the_project_is_told(project):
    project.write(
        "game.py",
        """
import tempfile
class Game:
    def __init__(self, context): pass
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): api.command("make", self.make)
    def make(self): tempfile.mkdtemp()
def create(context): return Game(context)
""",
    )
    project.suite('it("t", function() test_harness.command("make") end)')
    ended = project.run("--game", "game.py:create", game=None)
    (found,) = ended.test("t")["attempts"][0]["findings"]
    assert found["message"].endswith("tmp* (made at game.py:8) behind (--leaks)")
