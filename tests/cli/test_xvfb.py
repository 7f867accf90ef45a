"""`--xvfb`: a window where there is no display."""

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")

PROGRAM = """
import os, signal, socket, struct, pygame
pygame.init()
screen = pygame.display.set_mode((200, 100))
clock, n = pygame.time.Clock(), 0
with socket.socket(socket.AF_UNIX) as s:
    s.connect("/tmp/.X11-unix/X" + os.environ["DISPLAY"][1:])
    server = struct.unpack("iII", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
with open("servers", "a") as file: print(server, pygame.display.get_driver(), file=file)
while True:
    for event in pygame.event.get():
        if event.type == pygame.KEYDOWN: os.kill(server, signal.SIGKILL)
    n += 1
    screen.fill((n, 0, 0)); pygame.display.flip(); clock.tick(60)
"""
KILLS = """
it("before", function() test_harness.wait_frames(3) test_harness.screenshot("s") end)
it("kills", function() test_harness.tap_key(KEY_A) test_harness.wait_frames(600) end)
it("after", function() test_harness.wait_frames(3) end)
"""


def words(*more):
    return ["--test-mode", "--game", "main.py", "--keep-writes", "--xvfb", "--speed", "max", *more]


def servers(project):
    return [line.split() for line in (project.folder / "servers").read_text().splitlines()]


@pytest.fixture
def window(project):
    project.write("main.py", PROGRAM)
    project.suite(KILLS)
    return project


def test_the_death_of_a_display_costs_one_test(window):
    ended = window.command(*words("--run-id", "run"))
    statuses = {name: ended.test(name)["status"] for name in ("before", "kills", "after")}
    assert statuses == {"before": "passed", "kills": "crashed", "after": "passed"}, ended.text
    assert ended.code == 4
    assert "the worker process lost its X display" in ended.message("kills")
    (first, driver), (second, _) = servers(window)
    assert first != second
    assert driver == "x11"
    assert not any(Path(f"/proc/{pid}").exists() for pid in (first, second))
    assert ended.report["environment"]["renderer"] == "x11"


def test_nothing_is_left_when_the_run_is_killed(window):
    window.suite("it('waits', function() test_harness.wait_frames(100000) end)")
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", *words("--speed", "1")],
        cwd=window.folder, env=window.environment(), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    ready = window.folder / "servers"
    while not ready.exists() or not ready.read_text().endswith("\n"):
        assert process.poll() is None
        select.select([], [], [], 0.01)
    [[server, _]] = servers(window)
    ended = os.pidfd_open(int(server))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with os.fdopen(ended) as file:
        assert select.select([file], [], [], 30)[0], "the server still runs"


@pytest.mark.parametrize("more", [[], ["--list-tests"]])
def test_without_xvfb_the_package_is_named(window, tmp_path, more):
    ended = window.command(*words("--run-id", "run", *more), env={"PATH": str(tmp_path)})
    if "--list-tests" in more:
        assert ended.code == 0
    else:
        assert ended.code == 2
        assert "Xvfb is not installed; on Debian it is in the package xvfb" in ended.err
        assert not ended.folder.exists()


def test_a_display_that_is_there_is_used(window, xvfb):
    window.suite("it('runs', function() test_harness.wait_frames(3) end)")
    ended = window.command(*words("--run-id", "run"), env={"DISPLAY": xvfb})
    assert ended.code == 0, ended.text
    [[server, _]] = servers(window)
    assert b"Xvfb" in Path(f"/proc/{server}/cmdline").read_bytes()


def test_it_is_for_a_window(window):
    ended = window.command(*words("--headless"))
    assert ended.code == 2
    assert "--xvfb is for a window; leave out --headless" in ended.err


def test_the_pictures_are_those_of_a_headless_run(window):
    window.write(
        "main.py", PROGRAM[: PROGRAM.index("with socket")] + PROGRAM[PROGRAM.index("while") :]
    )
    window.suite("it('s', function() test_harness.wait_frames(3) test_harness.screenshot('s') end)")
    ended = window.command(*words("--run-id", "run"))
    assert ended.code == 0, ended.text
    headless = window.run(game="main.py", run_id="headless")
    [one], [two] = (each.folder.glob("artifacts/*/*/s.png") for each in (ended, headless))
    assert one.read_bytes() == two.read_bytes()
