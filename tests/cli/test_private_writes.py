"""What a hosted game writes: seen by that game, gone for the next one, named at the end."""

import pytest

GAME = """
import json, os, sqlite3

SAVES = "saves"
if IMPORTS:
    os.makedirs(SAVES, exist_ok=True)
    with open("saves/index", "w") as file:
        file.write("made by the import")


class Game:
    def __init__(self, context):
        self.found = seen()
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("found", lambda: self.found)
        api.property("seen", seen)
        for name in ("save", "remove", "rename", "enter", "database", "many", "hold"):
            api.command(name, globals()[name])
        api.command("die", lambda: os._exit(3))

def seen():
    found = []
    for folder, _, names in sorted(os.walk(ROOT)):
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in sorted(names)]
    found = [name for name in found if name.startswith(("saves", "level"))]
    with open(os.path.join(ROOT, "level")) if "level" in found else open(os.devnull) as file:
        return [*found, "level is " + file.read()]

ROOT = os.getcwd()
held = []

def save():
    os.makedirs(SAVES, exist_ok=True)
    with open("level", "a") as file: file.write("+")
    with open("saves/a.json", "w") as file: json.dump([1], file)
def remove(): os.remove("level")
def rename(): os.rename("level", "level2")
def enter():
    os.makedirs("saves/slot"); os.chdir("saves/slot")
    with open("here", "w") as file: file.write("x")
def database():
    base = sqlite3.connect("saves.db"); base.execute("create table t (x)"); base.commit()
    base.close()
def many():
    for number in range(7):
        with open(f"saves{number}", "w") as file: file.write("x")
def hold():
    held.append(open("saves.log", "w"))
def create(context): return Game(context)
"""
PLAIN = ["level is 1"]
WAYS = {
    "save": ["level", "saves/a.json", "level is 1+"],
    "remove": ["level is "],
    "rename": ["level2", "level is "],
    "enter": ["level", "saves/slot/here", "level is 1"],
    "database": ["level", "saves.db", "level is 1"],
}
LUA = """
it("writes", function()
  assert(test_harness.command("{way}"))
  test_harness.wait_frames(1)
  assert.same({after}, test_harness.get_state("seen"))
end)
"""
FINDS = 'it("finds", function() assert.same({found}, test_harness.get_state("found")) end)\n'


def lua_list(texts):
    return "{" + ", ".join(f'"{text}"' for text in texts) + "}"


@pytest.fixture
def run(project, tmp_path):
    """Run tests of the game in a project whose temporary folder is watched."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def run(*flags, imports=False, **options):
        project.write("level", "1")
        project.write("game.py", f"IMPORTS = {imports}\n{GAME}")
        flags = ("--game", "game.py:create", *flags)
        ended = project.run(*flags, game=None, env={"TMPDIR": str(temporary)}, **options)
        assert list(temporary.iterdir()) == []
        return ended

    return run


def on_disk(project):
    paths = [path for path in project.folder.rglob("*") if path.is_file()]
    names = {str(path.relative_to(project.folder)) for path in paths}
    return sorted(name for name in names if name.startswith(("saves", "level")))


@pytest.mark.parametrize("isolate", ["test", "file"])
@pytest.mark.parametrize("way", WAYS)
def test_the_next_game_finds_what_the_first_one_found(project, run, way, isolate):
    found = lua_list(["level", *PLAIN])
    for name in ("a", "b"):
        lua = FINDS.format(found=found) + LUA.format(way=way, after=lua_list(WAYS[way]))
        project.suite(lua, f"{name}_test.lua")
    ended = run("--isolate", isolate)
    assert ended.code == 0, ended.text
    assert on_disk(project) == ["level"]
    assert (project.folder / "level").read_text() == "1"


def test_a_retry_finds_what_the_first_attempt_found(project, run):
    project.suite("""
it("t", { retries = 1 }, function()
  assert.equal(2, #test_harness.get_state("found"))
  test_harness.command("save")
  error("again")
end)
""")
    first, second = run().test("t")["attempts"]
    assert first["message"] == second["message"]
    assert "again" in first["message"]


@pytest.mark.parametrize("isolate", ["test", "file", "run"])
def test_what_the_import_writes_is_there_for_every_game(project, run, isolate):
    found = lua_list(["level", "saves/index", *PLAIN])
    lua = FINDS.format(found=found) + 'it("w", function() test_harness.command("save") end)'
    project.suite(lua)
    project.suite("" if isolate == "run" else lua, "b_test.lua")
    ended = run("--isolate", isolate, imports=True)
    assert ended.code == 0, ended.text
    assert "not kept: level, saves/a.json, saves/index, written by the game" in ended.out
    assert on_disk(project) == ["level"]


def test_up_to_five_files_are_named_at_the_end(project, run):
    project.suite('it("w", function() test_harness.command("many") end)')
    out = run("--isolate", "test").out
    assert (
        "not kept: saves0, saves1, saves2, saves3, saves4, 2 more, written by the game "
        "(--keep-writes keeps them)\n"
    ) in out
    project.suite('it("reads", function() test_harness.wait_frames(1) end)')
    assert "not kept" not in run().out


def test_writes_of_a_game_that_died_are_named_and_removed(project, run):
    project.suite("""
it("dies", function() test_harness.command("many") test_harness.command("die") end)
it("goes on", function() assert.equal(2, #test_harness.get_state("found")) end)
""")
    ended = run()
    assert ended.statuses == {"dies": "crashed", "goes on": "passed"}, ended.text
    assert "not kept: saves0, " in ended.out


def test_keep_writes(project, run):
    project.suite('it("w", function() test_harness.command("save") end)')
    ended = run("--keep-writes")
    assert ended.code == 0, ended.text
    assert "not kept" not in ended.out
    assert on_disk(project) == ["level", "saves/a.json"]
    assert (project.folder / "level").read_text() == "1+"


def test_what_is_written_is_no_temporary_file_and_what_is_open_has_its_name(project, run):
    project.suite("""
it("saves", function() test_harness.command("save") end)
it("holds", function() test_harness.command("hold") end)
""")
    ended = run("--leaks", "error")
    assert ended.statuses == {"saves": "passed", "holds": "failed"}
    assert ended.message("holds") == "left saves.log open (--leaks)"


def test_pictures_and_baselines_are_no_writes_of_the_game(project, run):
    project.suite("""
it("looks", function()
  test_harness.command("save")
  test_harness.screenshot("seen")
  assert_screenshot("it", {})
end)
""")
    for flags in (["--update-baselines"], []):
        ended = run(*flags, "--artifacts", "out/pictures")
        assert ended.code == 0, ended.text
        assert list((project.folder / "out/pictures").rglob("seen.png"))
    assert list((project.folder / "baselines").rglob("it.png"))
    assert "not kept: level, saves/a.json, written" in ended.out


def test_verify_sees_no_difference_in_what_is_written(project):
    project.write("level", "1")
    project.write("game.py", f"IMPORTS = True\n{GAME}")
    lua = 'it("w", function() test_harness.command("save") end)'
    project.suite(lua + FINDS.format(found='{ "level", "saves/a.json", "saves/index" }'))
    project.suite(lua, "b_test.lua")
    ended = project.command("verify", "--game", "game.py:create", "--run-id", "v")
    assert "the same in both runs" in ended.out, ended.text
    assert on_disk(project) == ["level"]
