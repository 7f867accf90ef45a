"""`harness.toml` and `[tool.harness]`: what they set, who wins, and how errors are told."""

import pytest

TEST = """
it("t", function()
  print(test_harness.args.seed .. " " .. test_harness.args.resolution)
end)
"""
SOURCES = {
    "harness.toml": "{}",
    "pyproject.toml": "[project]\nname = 'x'\n[tool.harness]\n{}",
}


def configure(project, source: str, text: str) -> None:
    (project.folder / "harness.toml").unlink()
    project.write(source, SOURCES[source].format(text))


@pytest.mark.parametrize("source", SOURCES)
def test_settings_are_defaults_and_flags_win(project, source):
    configure(project, source, 'seed = 7\nresolution = "320x200"\ngame = "none"\nheadless = true\n')
    project.suite(TEST)
    ended = project.command("--test-mode", "--run-id", "run", "--seed", "9")
    assert ended.code == 0, ended.text
    assert ended.log("t") == ["9 320x200"]
    assert ended.report["run"]["game"] == "none"


def test_harness_toml_stands_before_pyproject(project):
    project.write("harness.toml", "seed = 1\n")
    project.write("pyproject.toml", "[tool.harness]\nseed = 2\n")
    project.suite(TEST)
    assert project.run().log("t") == ["1 1280x720"]


SETTINGS = {
    "retry_failures = 1": ('it("t", function() error("x") end)', 2),
    "include_tag = ['a', 'b']": ('it("t", { tags = { "b" } }, function() end)\nit("u")', 1),
    "exclude_tag = 'a,b'": ('it("t")\nit("u", { tags = { "b" } })', 1),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_takes_effect(project, setting):
    lua, count = SETTINGS[setting]
    project.write("harness.toml", setting)
    project.suite(lua)
    report = project.run().report
    assert len(report["tests"]) == 1
    assert len(report["tests"][0]["attempts"]) == count


INVALID = {
    "seed = -1": "seed = -1",
    'seed = "5"': "seed = '5'",
    "seed = 1.5": "seed = 1.5",
    "seed = true": "seed = True",
    'headless = "yes"': "headless = 'yes'",
    "headless = 1": "headless = 1",
    'resolution = "big"': "resolution = 'big'",
    "resolution = [640, 480]": "resolution = [640, 480]",
    'isolate = "never"': "isolate = 'never'",
    "include_tag = [1]": "include_tag = [1]",
    "game = 3": "game = 3",
    "test_suite = 3": "test_suite = 3",
    "artifacts = 3": "artifacts = 3",
    "report_json = []": "report_json = []",
    'output_roots = "x"': "output_roots = 'x'",
    "output_roots = [1]": "output_roots = [1]",
    "sed = 3": "unknown setting 'sed' (value 3); nearest: seed",
    "fixed-fps = 3": "nearest: fixed_fps",
    "test_mode = true": "unknown setting 'test_mode'",
    "shard = 2": "unknown setting 'shard'",
    "seed = ": "TOML",
    "[": "TOML",
    "test_script = 'absent.lua'": "absent.lua",
    "test_suite = 'absent'": "absent",
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("text", INVALID)
def test_an_error_names_key_value_and_source(project, source, text):
    configure(project, source, text)
    project.suite(TEST)
    ended = project.run()
    assert ended.code == 2, ended.text
    assert ended.out == ""
    message = ended.err.rpartition("harness: error: ")[2]
    assert INVALID[text] in message
    assert source in message
    assert not ended.folder.exists()


def test_a_flag_does_not_excuse_an_invalid_setting(project):
    project.write("harness.toml", "sed = 1\n")
    project.suite(TEST)
    assert project.run("--seed", "3").code == 2


def test_paths_begin_at_the_root_and_typed_ones_at_the_working_folder(project):
    project.write("harness.toml", 'report_json = "out/r.json"\ntest_suite = "checks"\n')
    project.write("checks/a_test.lua", TEST)
    project.write("sub/keep", "")
    ended = project.run("--report-junit", "r.xml", cwd="sub")
    assert ended.code == 0, ended.text
    assert (project.folder / "out/r.json").exists()
    assert (project.folder / "sub/r.xml").exists()
    assert (project.folder / "reports/run/events.jsonl").exists()


def test_a_configured_script(project):
    project.write("harness.toml", 'test_script = "checks/one.lua"\n')
    project.write("checks/one.lua", TEST)
    project.suite('it("other")')
    project.write("sub/keep", "")
    ended = project.run(cwd="sub")
    assert [test["full_name"] for test in ended.report["tests"]] == ["one.lua > t"]
    ended = project.run("--test-suite", "../tests/e2e", cwd="sub")
    assert [test["name"] for test in ended.report["tests"]] == ["other"]


def test_a_configured_game_begins_at_the_root(project):
    project.write("harness.toml", 'game = "games/g.py:create"\n')
    project.write("games/g.py", GAME)
    project.write("sub/keep", "")
    project.suite('it("t", function() assert_state("x", 1) end)')
    ended = project.run(cwd="sub", game=None)
    assert ended.code == 0, ended.text
    assert ended.report["run"]["game"] == "games/g.py:create"


GAME = """
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api): api.property("x", lambda: 1)
def create(context): return Game()
"""


def test_a_game_in_a_package_of_the_project(project):
    project.write("mygame/__init__.py", "")
    project.write("mygame/app.py", GAME)
    project.write("sub/keep", "")
    project.suite('it("t", function() assert_state("x", 1) end)')
    ended = project.run("--game", "mygame.app:create", game=None, cwd="sub")
    assert ended.code == 0, ended.text


ROOTS = {
    "harness.toml": ("harness.toml", ""),
    "pyproject with the table": ("pyproject.toml", "[tool.harness]\n"),
    "pyproject with a sub-table": ("pyproject.toml", "[tool.harness.x]\n"),
    ".git folder": (".git/HEAD", "ref: refs/heads/main\n"),
    ".git file": (".git", "gitdir: /x\n"),
}


@pytest.mark.parametrize("mark", ROOTS)
def test_the_root_is_the_nearest_marked_folder(project, mark):
    path, text = ROOTS[mark]
    project.write(f"inner/{path}", text)
    project.write("inner/deep/er/keep", "")
    project.write("inner/tests/e2e/a_test.lua", TEST)
    if mark == "pyproject with a sub-table":
        ended = project.run(cwd="inner/deep/er")
        assert "unknown setting 'x'" in ended.err
        return
    ended = project.run(cwd="inner/deep/er")
    assert ended.code == 0, ended.text
    assert (project.folder / "inner/reports/run/report.json").exists()


def test_a_pyproject_without_the_table_marks_nothing(project):
    project.write("inner/pyproject.toml", "[project]\nname = 'x'\n")
    project.suite(TEST)
    ended = project.run(cwd="inner")
    assert ended.code == 0, ended.text
    assert (project.folder / "reports/run/report.json").exists()
