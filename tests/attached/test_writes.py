"""What a program writes is seen by it, and gone with it; `--keep-writes` lets it stay."""

GAME = """
import json, os
import pygame
pygame.init(); screen = pygame.display.set_mode((64, 48))
PATH = "scores.json"
scores = json.load(open(PATH)) if os.path.exists(PATH) else []
scores.append(len(scores))
with open(PATH, "w") as file: json.dump(scores, file)
os.makedirs("saves/slots", exist_ok=True)
pygame.image.save(screen, "saves/slots/shot.png")
home = os.path.expanduser("~/.a_game_under_test")
with open(home, "a") as file: file.write("x")
marks = len(open(home).read())
again = json.load(open(PATH)); found = sorted(os.listdir("saves/slots"))
while True: pygame.event.get(); pygame.display.flip()
"""
LUA = """
for i = 1, 2 do
  it("t" .. i, function()
    test_harness.wait_frames(2)
    assert.same({ 0 }, test_harness.get_state("g.again"))
    assert.same({ "shot.png" }, test_harness.get_state("g.found"))
    assert.equal(1, test_harness.get_state("g.marks"))
    test_harness.assert_screenshot("it", {})
  end)
end
"""


def test_every_game_finds_what_the_first_one_found(attach, tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    env = {"HOME": str(home), "TMPDIR": str(temporary)}
    attach.passes(GAME, LUA, "--isolate", "test", "--update-baselines", env=env)
    attach.passes(GAME, LUA, "--isolate", "test", env=env)
    folder = attach.project.folder / "prog"
    assert sorted(path.name for path in folder.iterdir()) == ["main.py"]
    assert list(home.iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_keep_writes(attach, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    lua = "test_harness.wait_frames(2)"
    attach.passes(GAME, lua, "--keep-writes", env={"HOME": str(home)})
    folder = attach.project.folder / "prog"
    assert (folder / "scores.json").read_text() == "[0]"
    assert (folder / "saves/slots/shot.png").exists()
    attach.passes(GAME, "test_harness.wait_frames(2)\n"
                  "assert.same({ 0, 1 }, test_harness.get_state('g.again'))", "--keep-writes",
                  env={"HOME": str(home)})  # fmt: skip


def test_what_a_program_saves_is_no_temporary_file(attach):
    lua = "test_harness.tap_key(KEY_S) test_harness.wait_frames(4)"
    game = (
        GAME
        + """    for event in pygame.event.get():
        if event.type == pygame.KEYDOWN: open("late.txt", "w").write("saved")
"""
    )
    game = game.replace("pygame.event.get(); pygame.display.flip()", "\n    pygame.display.flip()")
    attach.passes(game, lua, "--leaks", "error")
    assert not (attach.project.folder / "prog" / "late.txt").exists()
