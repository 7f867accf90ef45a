"""`baselines`: list, find orphans, accept."""

import json
import shutil
from functools import reduce
from operator import getitem

import pytest
from PIL import Image

from harness.running.environment import pygame_name
from harness.seam.flavour import IS_CE

GAME = "pictures.py:create"
FLAVOUR = "@pygame-ce" if IS_CE else ""
ONE, TWO = f"one{FLAVOUR}", f"menu/two{FLAVOUR}"
FRAME = ["--resolution", "640x360"]
SUITE = """
it("one", function() test_harness.wait_frames(1) assert_screenshot("one") end)
it("two", function()
  test_harness.set_state("x", {x})
  test_harness.wait_frames(1)
  assert_screenshot("menu/two")
end)
"""


def run(project, x: int, *flags: str):
    project.suite(SUITE.format(x=x))
    return project.run(*FRAME, *flags, game=GAME)


def baselines(project, *words: str):
    return project.command("baselines", *words)


def fail(project):
    assert run(project, 100, "--update-baselines").code == 0
    assert run(project, 130).code == 1


@pytest.fixture
def failed(copy_of):
    """A project with two baselines, whose last run had one other picture."""
    return copy_of(fail)


FOLDER = "baselines/linux/640x360"


def test_there_are_none(project):
    ended = baselines(project)
    assert (ended.code, ended.out) == (0, "0 baselines\n")


def test_list(failed):
    (failed.folder / FOLDER / "old.png").write_bytes(b"no picture")
    ended = baselines(failed, "list")
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert lines[0] == FOLDER
    assert [line.split()[0] for line in lines[1:-1]] == [f"{TWO}.png", "old.png", f"{ONE}.png"]
    assert f"{pygame_name()} with SDL" in lines[1]
    assert "nothing recorded" in lines[2]
    assert lines[-1] == "3 baselines"


def test_a_picture_that_was_changed_by_hand_is_told(failed):
    with Image.open(failed.folder / FOLDER / f"{ONE}.png") as picture:
        picture.transpose(Image.Transpose.ROTATE_180).save(failed.folder / FOLDER / f"{ONE}.png")
    assert "changed after it was recorded" in baselines(failed).out


@pytest.mark.parametrize("words", [["menu/two"], ["menu/two.png"], ["menu/*"], ["--all"]])
@pytest.mark.parametrize("named", [[], ["--run", "run"], ["--run", "reports/run/report.json"]])
def test_accept(failed, words, named):
    ended = baselines(failed, "accept", *words, *named)
    assert (ended.code, ended.out) == (0, f"accepted {FOLDER}/{TWO}.png\n"), ended.text
    ended = run(failed, 130)
    assert ended.code == 0, ended.text


def test_accepting_keeps_the_options(failed):
    meta = failed.folder / FOLDER / f"{TWO}.meta.json"
    content = json.loads(meta.read_text())
    meta.write_text(json.dumps(content | {"notes": "why"}))
    assert baselines(failed, "accept", "--all").code == 0
    assert json.loads(meta.read_text())["notes"] == "why"
    assert run(failed, 130).code == 0


def test_a_run_from_elsewhere_is_accepted(failed, tmp_path):
    shutil.move(failed.folder / "reports" / "run", tmp_path / "downloaded")
    ended = baselines(failed, "accept", "--all", "--run", str(tmp_path / "downloaded"))
    assert ended.code == 0, ended.text
    assert run(failed, 130).code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name the pictures to accept, or pass --all"),
        (["menu/two", "--all"], "name the pictures to accept, or pass --all"),
        (["three"], "three: the run has no such picture; it has menu/two.png"),
        (["--all", "--run", "absent"], "absent: there is no such run"),
    ],
)
def test_what_cannot_be_accepted(failed, words, message):
    ended = baselines(failed, "accept", *words)
    assert ended.code == 2
    assert message in ended.err


def test_two_tests_with_different_pictures_of_one_name(project):
    project.suite("""
for i = 1, 2 do
  it("t" .. i, function()
    test_harness.set_state("x", 100 + 10 * i)
    test_harness.wait_frames(1)
    assert_screenshot("same")
  end)
end
""")
    project.run(*FRAME, game=GAME)
    ended = baselines(project, "accept", "--all")
    assert ended.code == 2
    assert "a_test.lua > t1 and a_test.lua > t2 have different pictures" in ended.err


LIES = {
    ("tests", 1, "attempts", 0, "artifacts", 0, "path"): [
        "../../harness.toml.actual.png", "/etc/passwd.actual.png", "artifacts/x.actual.png",
        "artifacts/a/b/../../../x/y/z.actual.png", "artifacts/a/b/absent.actual.png",
    ],
    ("run", "resolution"): ["x", "../../x", "641x360"],
    ("environment", "pygame"): ["pygame/../.. 1", ""],
    ("tests",): [3],
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "lie"), [(place, lie) for place, lies in LIES.items() for lie in lies]
)
def test_a_report_that_lies_writes_nothing(failed, place, lie):
    path = failed.folder / "reports/run/report.json"
    report = json.loads(path.read_text())
    *outer, last = place
    reduce(getitem, outer, report)[last] = lie
    path.write_text(json.dumps(report))
    before = sorted(path for path in failed.folder.rglob("*.png"))
    ended = baselines(failed, "accept", "--all")
    assert ended.code == 2, ended.text
    assert ended.err.startswith("harness: error: ")
    assert "Traceback" not in ended.text
    assert sorted(path for path in failed.folder.rglob("*.png")) == before


def test_orphans(failed):
    ended = baselines(failed, "orphans")
    assert (ended.code, ended.out) == (0, "0 of 2 are used by no test\n"), ended.text
    (failed.folder / FOLDER / "old.png").write_bytes(b"")
    ended = baselines(failed, "orphans")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        f"{FOLDER}/old.png",
        "1 test did not pass or did not run: some of these may be theirs",
        "1 of 3 are used by no test",
    ]


def test_what_another_flavour_of_pygame_has_is_an_orphan_with_its_name_alone(failed):
    for name in ("one", "one@pygame-ce", "menu/two", "menu/two@pygame-ce", "three@pygame-ce"):
        (failed.folder / FOLDER / f"{name}.png").touch()
    ended = baselines(failed, "orphans")
    assert ended.out.splitlines()[0] == f"{FOLDER}/three@pygame-ce.png"
    assert ended.out.splitlines()[-1] == "1 of 5 are used by no test"


def test_orphans_of_shards(failed):
    for shard in (1, 2):
        flags = ["--shard", str(shard), "--total-shards", "2"]
        failed.run(*FRAME, *flags, game=GAME, run_id=f"shard-{shard}")
    ended = baselines(failed, "orphans", "shard-1")
    assert "shard 2 of 2 is missing" in ended.err
    ended = baselines(failed, "orphans", "shard-1", "shard-2")
    assert ended.code == 0, ended.text


def test_a_part_of_the_tests_tells_of_no_orphans(failed):
    run(failed, 100, "--test-filter", "one")
    ended = baselines(failed, "orphans")
    assert ended.code == 2
    assert "was narrowed by --test-filter" in ended.err
