"""The same command gives the same bytes, wherever and whenever it runs."""

import os
import re
import sys

import pytest

REVERSED = """
import os
real_scandir, real_listdir = os.scandir, os.listdir
class Reversed:
    def __init__(self, path): self.entries = reversed(list(real_scandir(path)))
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
os.scandir = lambda path=".": Reversed(path)
os.listdir = lambda path=".": list(reversed(real_listdir(path)))
"""
FLAGS = ["--report-tap", "r.tap"]

ENVIRONMENTS = {
    "again": {},
    "another hash seed, time zone, language and terminal": {
        "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland",
        "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr",
        "COLUMNS": "300", "LINES": "5", "TERM": "vt100",
    },
    "a random hash seed, no locale, no bytecode and other variables": {
        "PYTHONHASHSEED": "random", "LANG": "C", "LC_ALL": "POSIX", "PYTHONDONTWRITEBYTECODE": "1",
        **{f"VARIABLE_{i}": "x" * 100 for i in range(20)},
    },
    "reversed directories, in CI": {"PYTHONPATH": "site", "CI": "true"},
}  # fmt: skip


@pytest.fixture(scope="module")
def first(sameness) -> dict[str, str]:
    project = sameness.project()
    ended = project.run(*FLAGS, game=None)
    assert ended.code == 4, ended.text
    assert ended.report["totals"]["total"] == 17
    return sameness.outputs(project, ended)


def check_same(first: dict[str, str], second: dict[str, str]) -> None:
    assert list(second) == list(first)
    for name, text in first.items():
        assert second[name] == text, name


@pytest.mark.parametrize("row", ENVIRONMENTS)
def test_in_another_folder_and_environment(sameness, first, row):
    project = sameness.project()
    environment = dict(ENVIRONMENTS[row])
    if "PYTHONPATH" in environment:
        project.write("site/sitecustomize.py", REVERSED)
        environment["PYTHONPATH"] = str(project.folder / "site")
    ended = project.run(*FLAGS, game=None, env=environment)
    check_same(first, sameness.outputs(project, ended))


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_with_any_number_of_workers(sameness, first, workers):
    project = sameness.project()
    ended = project.run(*FLAGS, "--workers", str(workers), game=None)
    flag = re.compile(rf'(,"|,\s*"|, ")--workers",\s*"{workers}"')
    outputs = {
        name: flag.sub("", text).replace(f" --workers {workers}", "")
        for name, text in sameness.outputs(project, ended).items()
    }
    check_same(first, outputs)


def test_in_a_folder_below_the_root(sameness, first):
    project = sameness.project()
    ended = project.run("--report-tap", "../r.tap", game=None, cwd="below")
    outputs = {
        name: text.replace("../r.tap", "r.tap")
        .replace(',"folder":"below"', "")
        .replace("../game.py:create", "game.py:create")
        for name, text in sameness.outputs(project, ended).items()
    }
    check_same(first, outputs)


def test_under_another_run_id(sameness, first):
    project = sameness.project()
    ended = project.run(*FLAGS, game=None, run_id="another-name.5")
    outputs = sameness.outputs(project, ended)
    title = "<title>"
    page = outputs["report.html"]
    outputs["report.html"] = page.replace(" - another-name.5 - ", " - run - ", 1)
    assert "another-name" in page.partition(title)[2].partition("</title>")[0]
    for name in ("report.junit.xml", "report.html"):  # attachments are named from the root
        outputs[name] = outputs[name].replace("reports/another-name.5/", "reports/run/")
    check_same(first, outputs)
    assert not any("another-name" in text for text in outputs.values())


def test_on_a_busy_machine(sameness, first):
    project = sameness.project()
    burners = [os.spawnlp(os.P_NOWAIT, "sh", "sh", "-c", "while :; do :; done") for _ in range(4)]
    try:
        ended = project.run(*FLAGS, game=None)
    finally:
        for burner in burners:
            os.kill(burner, 9)
            os.waitpid(burner, 0)
    check_same(first, sameness.outputs(project, ended))


def test_while_another_run_is_under_way(sameness, first):
    projects = [sameness.project() for _ in range(2)]
    other = projects[1].start(*FLAGS)
    ended = projects[0].run(*FLAGS, game=None)
    projects[1].ended(other)
    check_same(first, sameness.outputs(projects[0], ended))


def test_when_a_frame_does_not_end(sameness):
    spins = 'it("spins", function() test_harness.query("spin") end)\nit("after", function() end)'
    outputs = []
    for _ in range(2):
        project = sameness.project()
        project.suite(spins, "m_test.lua")
        ended = project.run(*FLAGS, game=None)
        assert ended.code == 3, ended.text
        outputs.append(sameness.outputs(project, ended))
    check_same(*outputs)


SETS = """
class Thing:
    def __init__(self, number): self.number = number
class Game:
    def __init__(self, context):
        things = [Thing(i) for i in range(3000)]
        context.log("order " + " ".join(str(thing.number) for thing in set(things)))
    def update(self, dt): pass
    def draw(self, surface): pass
def create(context): return Game(context)
"""
SHOW = 'it("t", function() print((select(3, test_harness.find_log("order", { since = 1 })))) end)'


@pytest.mark.skipif(sys.platform != "linux", reason="addresses are fixed on Linux alone")
def test_sets_of_objects_keep_their_order_when_the_same_command_is_repeated(project):
    project.write("game.py", SETS)
    project.suite(SHOW)
    # The first run compiles what the others load, and so lays out its memory differently.
    runs = [project.run("--game", "game.py:create", game=None).log("t") for _ in range(5)][1:]
    assert len({tuple(lines) for lines in runs}) == 1
    assert runs[0][0].startswith("order ")
