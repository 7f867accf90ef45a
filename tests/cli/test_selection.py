"""Which tests run: names, tags, `only`, duplicates."""

import pytest

SUITE = """
describe("menu", { tags = { "ui" } }, function()
  it("opens", { tags = { "smoke", "fast" } }, function() end)
  it("closes [twice]", function() end)
  describe("deep", { tags = { "slow" } }, function()
    it("Opens", function() end)
  end)
end)
it("boots", { tags = { "smoke" } }, function() end)
it("100% *sure*?", function() end)
"""
OPENS, CLOSES, DEEP, BOOTS, SURE = (
    "menu > opens", "menu > closes [twice]", "menu > deep > Opens", "boots", "100% *sure*?",
)  # fmt: skip

SELECTIONS = [
    (["--test-filter", "opens"], [OPENS]),
    (["--test-filter", "Opens"], [DEEP]),
    (["--test-filter", "menu"], [OPENS, CLOSES, DEEP]),
    (["--test-filter", "a_test.lua > boots"], [BOOTS]),
    (["--test-filter", "*opens"], [OPENS]),
    (["--test-filter", "*enu*"], [OPENS, CLOSES, DEEP]),
    (["--test-filter", "*pen?"], [OPENS, DEEP]),
    (["--test-filter", "*[oO]pens"], [OPENS, DEEP]),
    (["--test-filter", "*[[]twice]"], [CLOSES]),
    (["--test-filter", "/^a_test.lua > (boots|menu > opens)$/"], [OPENS, BOOTS]),
    (["--test-filter", "/[Oo]pens$/"], [OPENS, DEEP]),
    (["--test-filter", r"/\*sure\*/"], [SURE]),
    (["--test-filter", "100%"], [SURE]),
    (["--include-tag", "smoke"], [OPENS, BOOTS]),
    (["--include-tag", "smoke", "--include-tag", "slow"], [OPENS, DEEP, BOOTS]),
    (["--include-tag", "smoke, slow"], [OPENS, DEEP, BOOTS]),
    (["--include-tag", "ui"], [OPENS, CLOSES, DEEP]),
    (["--exclude-tag", "ui"], [BOOTS, SURE]),
    (["--exclude-tag", "slow,fast"], [CLOSES, BOOTS, SURE]),
    (["--include-tag", "ui", "--exclude-tag", "slow"], [OPENS, CLOSES]),
    (["--include-tag", "smoke", "--exclude-tag", "smoke", "--exclude-tag", "x"], []),
    (["--include-tag", "smoke", "--test-filter", "menu"], [OPENS]),
    (["--include-tag", "Smoke"], []),
]


@pytest.mark.parametrize(("flags", "expected"), SELECTIONS)
def test_selection(project, flags, expected):
    project.suite(SUITE)
    ended = project.run(*flags)
    if not expected:
        assert ended.code == 2, ended.text
        return
    assert ended.code == 0, ended.text
    assert list(ended.statuses) == expected


def test_tags_stand_in_the_report_outermost_first(project):
    project.suite(SUITE)
    ended = project.run()
    assert ended.test(OPENS)["tags"] == ["ui", "smoke", "fast"]
    assert ended.test(DEEP)["tags"] == ["ui", "slow"]
    assert ended.test(SURE)["tags"] == []


ONLY = """
describe("a", { only = true }, function() it("in", function() end) end)
describe("b", function()
  it("marked", { only = true }, function() end)
  it("other", function() end)
end)
"""


def test_only(project):
    project.suite(ONLY)
    project.suite('it("elsewhere", function() end)', "b_test.lua")
    assert list(project.run().statuses) == ["a > in", "b > marked"]


def test_only_is_looked_for_among_what_the_filter_leaves(project):
    project.suite(ONLY)
    assert list(project.run("--test-filter", "other").statuses) == ["b > other"]


@pytest.mark.parametrize("value", ["true", "1", "yes"])
def test_only_must_not_reach_ci(project, value):
    project.suite(ONLY)
    ended = project.run(env={"CI": value})
    assert ended.code == 2, ended.text
    assert "tests/e2e/a_test.lua:2" in ended.err
    assert not ended.folder.exists()


@pytest.mark.parametrize("value", ["", "false", "0"])
def test_ci_switched_off(project, value):
    project.suite(ONLY)
    assert project.run(env={"CI": value}).code == 0


DUPLICATES = {
    "in one block": 'it("x", function() end)\n\nit("x", function() end)',
    "in two blocks of one name": (
        'describe("d", function() it("x", function() end) end)\n\n'
        'describe("d", function() it("x", function() end) end)'
    ),
    "through the separator": (
        'it("d > x", function() end)\n\ndescribe("d", function() it("x", function() end) end)'
    ),
}


@pytest.mark.parametrize("row", DUPLICATES)
@pytest.mark.parametrize("flags", [[], ["--list-tests"], ["--test-filter", "absent"]])
def test_duplicate_names(project, row, flags):
    project.suite(DUPLICATES[row])
    ended = project.run(*flags)
    assert ended.code == 2, ended.text
    assert "tests/e2e/a_test.lua:1" in ended.err
    assert "tests/e2e/a_test.lua:3" in ended.err
    assert not ended.folder.exists()


def test_equal_names_in_two_files_are_no_duplicates(project):
    project.suite('it("x", function() end)')
    project.suite('it("x", function() end)', "sub/a_test.lua")
    names = [test["full_name"] for test in project.run().report["tests"]]
    assert names == ["a_test.lua > x", "sub/a_test.lua > x"]


def test_order_of_files_and_what_is_no_test_file(project):
    paths = [
        "b_test.lua",
        "a/z_test.lua",
        "a_test.lua",
        "B_test.lua",
        "a-b/c_test.lua",
        "ż_test.lua",
    ]
    for path in paths:
        project.suite('it("x", function() end)', path)
    for path in [".hidden/a_test.lua", "notes.lua", "a_test.lua.bak", "a_test.txt"]:
        project.suite('it("never", function() end)', path)
    names = [test["full_name"].split(" > ")[0] for test in project.run().report["tests"]]
    expected = ["B_test.lua", "a/z_test.lua", "a-b/c_test.lua", "a_test.lua", "b_test.lua"]
    assert names == [*expected, "ż_test.lua"]


def test_names_are_the_same_for_both_flags(project):
    project.suite(SUITE, "sub/a_test.lua")
    by_suite = project.run().report
    by_script = project.run("--test-script", "tests/e2e/sub/a_test.lua").report
    assert by_suite["tests"][0]["full_name"] == "sub/a_test.lua > menu > opens"
    assert by_suite["run"]["ordering_hash"] == by_script["run"]["ordering_hash"]


def test_a_script_outside_the_suite_is_named_by_its_file(project):
    project.write("elsewhere/deep/a_test.lua", 'it("x", function() end)')
    project.suite(SUITE)
    (test,) = project.run("--test-script", "elsewhere/deep/a_test.lua").report["tests"]
    assert test["full_name"] == "a_test.lua > x"
    assert test["file"] == "elsewhere/deep/a_test.lua"
