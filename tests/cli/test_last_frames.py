"""Every failed attempt keeps a picture of its last frame, hosted and attached."""

from __future__ import annotations

import io
import time

import pygame
import pytest

GAME = """
import time
RED, BLUE = (250, 0, 0), (0, 0, 250)
class Game:
    def __init__(self, context): self.colour, self.how = RED, ""
    def update(self, dt):
        if self.how == "raise": raise ValueError("no")
    def draw(self, surface):
        print("drawn")
        if self.how == "slow": time.perf_counter(); sleep(1.2)
        if self.how == "no picture": raise ValueError("cannot draw")
        if self.how == "die": kill()
        surface.fill(self.colour)
    def paint(self, colour: str): self.colour = dict(red=RED, blue=BLUE)[colour]
    def doom(self, how: str): self.how = how
    def expose(self, api):
        api.command("paint", self.paint)
        api.command("doom", self.doom)
        api.property("how", lambda: self.how)
import os, threading
_really = threading.Event().wait
def sleep(seconds): _really(seconds)
def kill(): os.kill(os.getpid(), 9)
create = Game
"""
PROGRAM = """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
while True:
    for event in pygame.event.get():
        if event.type == pygame.KEYDOWN and event.key == pygame.K_r:
            raise ValueError("no")
        if event.type == pygame.KEYDOWN and event.key == pygame.K_q:
            raise SystemExit(2)
    keys = pygame.key.get_pressed()
    screen.fill((0, 0, 250) if keys[pygame.K_b] else (250, 0, 0))
    pygame.display.flip()
"""
BLUE = 'test_harness.command("paint", { colour = "blue" }) test_harness.wait_frames(1)'


def colours(ended, name: str) -> list[str]:
    """Return what the pictures of a test's attempts show in the middle."""
    found = []
    for attempt in ended.test(name)["attempts"]:
        for artifact in attempt["artifacts"]:
            if artifact["kind"] == "final":
                content = (ended.folder / artifact["path"]).read_bytes()
                picture = pygame.image.load(io.BytesIO(content))
                width, height = picture.get_size()
                red, _, blue, _ = picture.get_at((width // 2, height // 2))
                found.append("red" if red > blue else "blue")
    return found


def run(project, source: str, suite: str, *flags: str):
    project.write("g.py", source)
    project.suite(suite)
    game = "g.py:create" if source == GAME else "g.py"
    return project.run("--game", game, *flags, game=None)


@pytest.mark.parametrize("isolate", ["file", "test"])
def test_failures_of_a_hosted_game(project, check_consistent, isolate):
    ended = run(project, GAME, f"""
it("red", function() test_harness.wait_frames(2) error("no") end)
it("blue", function() {BLUE} error("no") end)
it("time is up", {{ timeout_frames = 3 }}, function() test_harness.wait_frames(9) end)
it("crashes", function()
  test_harness.command("doom", {{ how = "raise" }}) test_harness.wait_frames(2)
end)
it("passes", function() test_harness.wait_frames(1) end)
it("is skipped", {{ skip = true }}, function() end)
it("fails as expected", {{ xfail = true }}, function() error("yes") end)
""", "--isolate", isolate)  # fmt: skip
    check_consistent(ended, 4)
    assert colours(ended, "red") == ["red"]
    assert colours(ended, "blue") == ["blue"]
    after = "blue" if isolate == "file" else "red"
    assert colours(ended, "time is up") == colours(ended, "crashes") == [after]
    for name in ("passes", "is skipped", "fails as expected"):
        assert colours(ended, name) == []
    assert "final: reports/run/artifacts/" in ended.text
    assert ".final.png]]" in (ended.folder / "report.junit.xml").read_text()
    picture = ended.folder / "forensics/final_frame.png"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_failures_of_a_program(project, check_consistent):
    ended = run(project, PROGRAM, """
it("red", function() test_harness.wait_frames(3) error("no") end)
it("blue", function()
  test_harness.press_key(KEY_B) test_harness.wait_frames(3) error("no")
end)
it("raises", function() test_harness.tap_key(KEY_R) test_harness.wait_frames(9) end)
it("ends", function() test_harness.tap_key(KEY_Q) test_harness.wait_frames(9) end)
it("passes", function() test_harness.wait_frames(1) end)
""", "--isolate", "test")  # fmt: skip
    check_consistent(ended, 1)
    assert colours(ended, "red") == colours(ended, "raises") == colours(ended, "ends") == ["red"]
    assert colours(ended, "blue") == ["blue"]
    assert colours(ended, "passes") == []
    stacks = (ended.folder / "forensics/stacks.txt").read_text()
    assert "g.py:" in stacks
    assert "ValueError: no" in stacks
    assert (ended.folder / "forensics/final_frame.png").exists()


@pytest.mark.parametrize("isolate", ["file", "test"])
@pytest.mark.parametrize("source", [GAME, PROGRAM])
def test_each_attempt_has_its_own(project, source, isolate):
    suite = 'it("t", { retries = 2 }, function() test_harness.wait_frames(3) error("no") end)'
    ended = run(project, source, suite, "--isolate", isolate)
    assert colours(ended, "t") == ["red"] * 3


def test_a_program_without_a_window_has_none(project):
    ended = run(
        project,
        "import pygame\npygame.init()\nwhile True: pygame.event.get()",
        """
it("t", function() test_harness.wait_frames(3) error("no") end)""",
    )
    assert ended.code == 1
    assert colours(ended, "t") == []


def test_the_picture_after_endless_lua_has_its_own_time(project, check_consistent):
    began = time.monotonic()
    ended = run(project, GAME, """
it("never ends", function() test_harness.command("doom", { how = "slow" }) while true do end end)
it("after", function() assert_state("how", "slow") end)
""", "--frame-seconds", "2", "--on-nondeterminism", "off")  # fmt: skip
    check_consistent(ended, 3)
    assert ended.statuses == {"never ends": "timed_out", "after": "passed"}
    assert colours(ended, "never ends") == ["red"]
    assert "worker_lost" not in [event["type"] for event in ended.events]
    assert time.monotonic() - began > 3.2


@pytest.mark.parametrize(("how", "code"), [("no picture", 1), ("die", 4)])
def test_a_picture_that_cannot_be_drawn_is_not_listed(project, check_consistent, how, code):
    ended = run(project, GAME, f"""
it("t", function() test_harness.command("doom", {{ how = "{how}" }}) error("first") end)
it("after", function() end)
""", "--isolate", "test")  # fmt: skip
    check_consistent(ended, code)
    assert ended.statuses == {"t": "failed", "after": "passed"}
    assert ended.message("t").endswith("first")
    assert colours(ended, "t") == []


def test_verify_draws_no_pictures(project):
    project.write("g.py", GAME)
    project.suite('it("t", function() error("no") end)')
    ended = project.command("verify", "--game", "g.py:create", "--run-id", "run", "--headless")
    assert not list(project.folder.rglob("*.final.png")), ended.text


def test_a_picture_whose_drawing_ends_the_worker_costs_no_other_attempt(project):
    """The picture of the first attempt is drawn before the second one begins."""
    ended = run(project, GAME, """
it("t", { retries = 1 }, function()
  test_harness.command("doom", { how = "die" })
  error("first")
end)
it("after", function() end)
""", "--isolate", "file")  # fmt: skip
    attempts = ended.test("t")["attempts"]
    assert all(attempt["message"].endswith("first") for attempt in attempts)
    assert len(attempts) == 2
    assert ended.code == 4, ended.text
    assert ended.statuses == {"t": "failed", "after": "passed"}
    lost = [event["attempt"] for event in ended.events if event["type"] == "worker_lost"]
    assert lost[0] == 1
    assert len(lost) == 2
