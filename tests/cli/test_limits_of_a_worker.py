"""What a worker or its game takes is bounded: standard error, the shared file, other processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="what a process holds is read from Linux's /proc"
)

GAME = """
import os, subprocess, sys

class Game:
    def __init__(self):
        self.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    def update(self, dt): os.write(2, b"x" * {written}) if {written} else None
    def draw(self, surface): pass
    def expose(self, api): api.query("pid", lambda: self.child.pid)

def create(context): return Game()
"""
FLAGS = ["--on-nondeterminism", "off", "--leaks", "off"]


def is_running(pid: int) -> bool:
    try:
        return " (zombie)" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return False


def wait_for(condition, seconds: float = 15):
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def stderr_bytes(pid: int) -> int:
    """Return how much memory the anonymous files of a process take that hold standard error."""
    try:
        links = [link for link in Path(f"/proc/{pid}/fd").iterdir() if is_stderr(link)]
        return max((os.stat(link).st_blocks * 512 for link in links), default=0)
    except OSError:
        return 0


def is_stderr(link: Path) -> bool:
    return "memfd:stderr" in os.readlink(link)


@linux
def test_what_the_game_writes_to_standard_error_is_bounded(project):
    project.write("game.py", GAME.format(written=1_000_000))
    project.suite('it("t", function() test_harness.wait_frames(1500) end)')
    process = project.start(*FLAGS, game=f"{project.folder}/game.py:create")
    most = 0
    while process.poll() is None:
        most = max(most, stderr_bytes(process.pid))
        time.sleep(0.02)
    assert project.ended(process).code == 0
    assert 0 < most < 750_000_000


@linux
def test_a_killed_parent_takes_the_processes_of_the_game_with_it(project):
    project.write("game.py", GAME.format(written=0))
    project.suite("""
it("t", function()
  test_harness.wait_frames(10 ^ 9)
end)
""")
    process = project.start(
        *FLAGS, "--timeout-seconds", "60", game=f"{project.folder}/game.py:create"
    )
    child = wait_for(lambda: game_child(process.pid))
    assert child, "the game started nothing"
    process.kill()
    process.communicate()
    assert wait_for(lambda: not is_running(child)), "the game's process lives on"


def game_child(parent: int) -> int | None:
    """Return the process that the game has started: the zygote's grandchild."""
    generation = [parent]
    for _ in range(3):
        generation = [pid for one in generation for pid in children(one)]
    return generation[0] if generation else None


def children(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return []
    return [int(word) for word in words]


@pytest.fixture
def small_temporary(tmp_path):
    """A temporary folder on a disk of 512 KB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root on Linux may mount the small disk that this fills")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_temporary_folder_is_told_before_anything_starts(project, small_temporary):
    (small_temporary / "filler").write_bytes(bytes(400_000))
    project.suite('it("t", function() end)')
    flags = ["--test-mode", "--headless", "--game", "none"]
    ended = project.command(*flags, env={"TMPDIR": str(small_temporary)})
    assert ended.code == 2, ended.text
    assert "harness: error: no worker starts without a temporary file of" in ended.err
    assert "No space left on device" in ended.err
    assert "TMPDIR" in ended.err


def test_a_temporary_folder_that_goes_ends_the_run_in_order(project, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    project.write(
        "game.py",
        f"""
import os, shutil
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): api.command("die", die)
def die():
    shutil.rmtree("{temporary}")
    os._exit(9)
def create(context): return Game()
""",
    )
    project.suite("""
it("a", function() end)
it("b", function() test_harness.command("die") end)
it("c", function() end)
""")
    words = ["--test-mode", "--headless", "--game", "game.py:create", "--run-id", "run"]
    ended = project.command(*words, env={"TMPDIR": str(temporary)})
    assert ended.code == 4, ended.text
    assert list(ended.statuses.values()) == ["passed", "crashed", "not_run"]
    assert "no worker starts without a temporary file" in ended.out
    assert (ended.folder / "forensics" / "run_manifest.json").exists()
    assert "Traceback" not in ended.text
