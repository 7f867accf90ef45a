"""`--list-tests`: names on standard output and nothing else, without loading anything heavy."""

import pytest

SUITE = """
describe("menu", { tags = { "ui" } }, function()
  it("opens", { tags = { "smoke" } }, function() error("never run") end)
  it("closes", function() end)
  describe("deep", function() it("er", { skip = true }, function() end) end)
end)
pending("later")
"""
NAMES = [
    "a_test.lua > menu > opens", "a_test.lua > menu > closes", "a_test.lua > menu > deep > er",
    "a_test.lua > later",
]  # fmt: skip


def listed(ended) -> list[str]:
    assert ended.code == 0, ended.text
    assert ended.err == ""
    assert not ended.folder.parent.exists()
    return ended.out.splitlines()


def check(project, flags: str, expected: list[str]) -> None:
    project.suite(SUITE)
    project.suite('it("plain")', "sub/b_test.lua")
    ended = project.command("--test-mode", "--list-tests", *flags.split())
    assert listed(ended) == expected


SELECTIONS = {
    "": [*NAMES, "sub/b_test.lua > plain"],
    "--test-filter menu": NAMES[:3],
    "--include-tag smoke": NAMES[:1],
    "--exclude-tag ui": [NAMES[3], "sub/b_test.lua > plain"],
    "--shard 1 --total-shards 2": [NAMES[0], NAMES[2], "sub/b_test.lua > plain"],
    "--shard 2 --total-shards 2": [NAMES[1], NAMES[3]],
    "--test-filter menu --shard 2 --total-shards 3": [NAMES[1]],
    "--test-filter absent": [],
    "--shard 9 --total-shards 9": [],
    "--test-suite tests/e2e/sub": ["b_test.lua > plain"],
    "--test-script tests/e2e/sub/b_test.lua": ["sub/b_test.lua > plain"],
    "--headless --game absent:create --seed 3": [*NAMES, "sub/b_test.lua > plain"],
}


@pytest.mark.parametrize("flags", SELECTIONS)
def test_selection_and_shard(project, flags):
    check(project, flags, SELECTIONS[flags])


def test_an_empty_suite_prints_nothing(project):
    project.write("tests/e2e/readme.txt", "")
    assert listed(project.command("--test-mode", "--list-tests")) == []


def test_a_file_that_does_not_load(project):
    project.suite("it(", "a_test.lua")
    project.suite('it("sound")', "b_test.lua")
    ended = project.command("--test-mode", "--list-tests")
    assert ended.code == 2
    assert ended.out == "b_test.lua > sound\n"
    assert "tests/e2e/a_test.lua:1:" in ended.err


def test_a_file_that_does_not_end(project):
    project.suite("while true do end", "a_test.lua")
    project.suite('it("sound")', "b_test.lua")
    ended = project.command("--test-mode", "--list-tests", "--frame-seconds", "0.2")
    assert (ended.code, ended.out) == (2, "b_test.lua > sound\n")
    assert "tests/e2e/a_test.lua:1: the top level of the file did not end" in ended.err


def test_a_script(project):
    project.suite("test_harness.wait_frames(1)\nprint('x')")
    assert listed(project.command("--test-mode", "--list-tests")) == ["a_test.lua"]


def test_names_of_any_bytes_are_one_valid_line_each(project):
    project.suite(b'it("two\\nlines", function() end)\nit("broken \\xff byte")\nit("\xc5\xbc")')
    lines = listed(project.command("--test-mode", "--list-tests"))
    assert lines == [
        r"a_test.lua > two\nlines", r"a_test.lua > broken \xff byte", "a_test.lua > ż",
    ]  # fmt: skip


def test_names_where_the_terminal_knows_no_unicode(project):
    project.suite('it("ż")')
    environment = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ended = project.command("--test-mode", "--list-tests", env=environment)
    assert ended.code == 0, ended.text
    assert ended.out == "a_test.lua > \\u017c\n"


def test_a_reader_that_goes_away(project):
    import subprocess
    import sys

    project.suite("for i = 1, 20000 do it('test number ' .. i) end")
    command = f"{sys.executable} -m harness --test-mode --list-tests | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=project.folder, env=project.environment(), text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.stdout == "a_test.lua > test number 1\n"
    assert done.stderr == ""


HEAVY = ("pygame", "numpy", "pydantic", "multiprocessing", "asyncio", "subprocess", "xml")

TELLS_MODULES = """
import os, sys
end = os._exit
def tell(code):
    with open(f"modules.{os.getpid()}", "w") as file:
        file.write("\\n".join(sys.modules))
    end(code)
os._exit = tell
"""


def test_what_is_loaded(project):
    project.suite(SUITE)
    project.write("harness.toml", "seed = 1\n")
    project.write("site/sitecustomize.py", TELLS_MODULES)
    environment = {"PYTHONPATH": str(project.folder / "site")}
    listed(project.command("--test-mode", "--list-tests", env=environment))
    (loaded,) = [path.read_text().splitlines() for path in project.folder.glob("modules.*")]
    assert "lupa" in loaded
    assert [name for name in loaded if name in HEAVY] == []


def test_the_parent_of_a_run_loads_neither_pygame_nor_numpy(project):
    project.suite('it("t", function() end)')
    project.write("site/sitecustomize.py", TELLS_MODULES)
    environment = {"PYTHONPATH": str(project.folder / "site")}
    ended = project.run(game="probe.py:create", env=environment)
    assert ended.code == 0, ended.text
    loaded = [path.read_text().splitlines() for path in project.folder.glob("modules.*")]
    (parent,) = [
        names for names in loaded if "harness.worker.main" not in names and "argparse" in names
    ]
    assert not {"pygame", "numpy", "pydantic", "lupa"} & set(parent)


def test_a_name_is_listed_as_it_can_be_typed(project):
    """Direction overrides and control characters are spelled out; the command takes both forms."""
    name = "opens \u202egnp.exe \x1b[31m \u05e9"
    project.suite(f'it("{name}", function() end) it("other", function() end)')
    (listed, _) = project.command("--test-mode", "--game", "none", "--list-tests").out.splitlines()
    assert listed == "a_test.lua > opens \\u202egnp.exe \\x1b[31m \u05e9"
    for typed in (listed, f"a_test.lua > {name}"):
        assert list(project.run("--test-name", typed).statuses) == [name]
