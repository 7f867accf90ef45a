"""A comparison that passes has compared something, and no picture is lost."""

import pytest
from PIL import Image

from tests.cli.test_screenshots import accept, baseline, kinds, paths, run, set_state, suite


@pytest.fixture
def accepted(copy_of):
    return copy_of(accept)


OTHER = set_state("x", "110")
HOW = {
    "equal": ("", True, ()),
    "different": (OTHER, True, ()),
    "no baseline": ("", False, ()),
    "no baseline, which may be missing": ("", False, ("--no-fail-on-missing-baseline",)),
    "updating": (OTHER, True, ("--update-baselines",)),
    "updating what is missing": ("", False, ("--update-baselines",)),
    "skipping": ("", True, ("--screenshots", "skip")),
}
WRONG = {
    "region = { 700, 0, 10, 10 }": "the region [700, 0, 10, 10] is outside of the frame",
    "region = { x = 0, y = -10, w = 10, h = 10 }, stabilize_frames = 2": "is outside of the frame",
    "masks = { 'no_such' }": "mask 'no_such': the query 'ui_element_rect' finds no such element",
    "masks = { { 0, 0, 640, 360 } }": "compares no pixel",
    "region = { 9, 9, 8, 8 }, masks = { { 0, 0, 13, 99 }, { 12, 0, 99, 99 } }": "compares no pixel",
    "region = { 610, 15, 2, 2 }, masks = { 'clock' }": "compares no pixel",
}


@pytest.mark.parametrize("how", HOW)
def test_options_that_compare_nothing_fail_whatever_the_baseline_is(project, how):
    before, is_there, flags = HOW[how]
    if is_there:
        accept(project)
    bodies = [
        f"it('{number}', function()\n{before}\nassert_screenshot('square', {{ {options} }})\nend)"
        for number, options in enumerate(WRONG)
    ]
    project.suite("\n".join(bodies))
    kept = baseline(project).read_bytes() if is_there else None
    ended = run(project, *flags)
    assert ended.code == 1, ended.text
    for number, words in enumerate(WRONG.values()):
        message = ended.message(str(number))
        assert words in message, message
        assert "'square.png'" in message or "a_test.lua:" in message
        assert "ValueError" not in message
    assert (baseline(project).read_bytes() if baseline(project).exists() else None) == kept


def test_a_region_and_masks_that_leave_a_part_are_compared(accepted):
    suite(accepted, OTHER, "region = { 100, 50, 40, 30 }, masks = { { 110, 50, 40, 30 } }")
    assert run(accepted).code == 1
    suite(accepted, OTHER, "region = { 110, 50, 40, 30 }, masks = { { 140, 50, 40, 30 } }")
    assert run(accepted).code == 0


KEPT = """
it("looks", function()
  {0}
  test_harness.wait_frames(1)
  test_harness.set_state("x", 110)
  {1}
end)
"""


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("screenshot('a')", "screenshot('a.png')", ["a.png", "a-2.png"]),
        ("screenshot('a')", "screenshot('A')", ["a.png", "A-2.png"]),
        ("screenshot('a-2') test_harness.screenshot('a')", "screenshot('a')",
         ["a-2.png", "a.png", "a-3.png"]),
        ("screenshot('room/a')", "screenshot('room/a')", ["room/a.png", "room/a-2.png"]),
    ],
)  # fmt: skip
def test_a_name_used_again_keeps_both_pictures(project, first, second, names):
    project.suite(KEPT.format(f"test_harness.{first}", f"test_harness.{second}"))
    ended = run(project)
    assert [path.partition("attempt-1/")[2] for path in paths(ended)] == names
    pictures = [(ended.folder / path).read_bytes() for path in paths(ended)]
    assert pictures[-1] != pictures[0]


@pytest.mark.parametrize("ending", ["actual", "expected", "diff"])
def test_a_kept_picture_takes_no_name_of_a_comparison(accepted, ending):
    accepted.suite(
        KEPT.format(
            f"print(select(2, test_harness.screenshot('square.{ending}')))",
            "assert_screenshot('square')",
        )
    )
    ended = run(accepted)
    assert kinds(ended) == ["actual", "expected", "diff"]
    assert len(set(paths(ended))) == 3
    assert f"cannot be called 'square.{ending}'" in ended.log("looks")[0]


def test_a_comparison_repeated_in_one_attempt_keeps_the_pictures_of_both(accepted):
    body = "pcall(assert_screenshot, 'square')"
    accepted.suite(KEPT.format(f"{set_state('x', '105')} {body}", "assert_screenshot('square')"))
    ended = run(accepted)
    assert len(set(paths(ended))) == 6
    refused = accepted.command("baselines", "accept", "--all", "--run", "run")
    assert refused.code == 2
    assert "square.png" in refused.err


def test_an_update_keeps_the_old_and_the_new_picture(accepted):
    old = baseline(accepted).read_bytes()
    suite(accepted, OTHER)
    ended = run(accepted, "--update-baselines")
    assert ended.statuses == {"looks": "passed"}
    assert kinds(ended)[:3] == ["actual", "expected", "diff"]
    assert "warning" not in ended.text
    (accepted.folder / "old.png").write_bytes(old)
    pictures = {
        part["kind"]: pixels(ended.folder / part["path"])
        for part in ended.test("looks")["artifacts"]
        if part["path"].endswith(".png")
    }
    assert pictures["actual"] == pixels(baseline(accepted))
    assert pictures["expected"] == pixels(accepted.folder / "old.png")


def pixels(path) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


TWICE = """
it("one", function() assert_screenshot("square") end)
it("two", function()
  test_harness.set_state("x", 110)
  assert_screenshot("square")
end)
it("three", function() test_harness.set_state("x", 100) assert_screenshot("square") end)
"""


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
@pytest.mark.parametrize("is_there", [False, True])
def test_one_name_cannot_be_two_pictures(project, isolate, is_there):
    if is_there:
        accept(project)
    project.suite(TWICE)
    ended = run(project, "--isolate", isolate, "--update-baselines")
    assert ended.statuses == {"one": "passed", "two": "failed", "three": "passed"}, ended.text
    assert ended.code == 1
    assert "'a_test.lua > one' had another picture of this name" in ended.message("two")
    project.suite(TWICE.replace('it("two"', 'it("two", { skip = true }'))
    assert run(project).code == 0


def test_names_that_differ_in_case_are_one(project):
    project.suite(
        TWICE.replace('assert_screenshot("square")\nend', 'assert_screenshot("Square")\nend')
    )
    ended = run(project, "--update-baselines")
    assert ended.statuses == {"one": "passed", "two": "failed", "three": "passed"}, ended.text
    assert "had another picture of this name, case aside" in ended.message("two")


COUNTING = """
counted = 0

def count():
    global counted
    counted += 1
    return counted

class Game:
    def update(self, dt): pass
    def draw(self, surface):
        surface.fill((0, 0, 0))
        surface.fill((255, 255, 255), (0, 0, 100 * counted, 100))
    def expose(self, api):
        api.query("count", count)

def create(context):
    return Game()
"""


def test_attempts_of_a_test_may_differ(project):
    project.write("game.py", COUNTING)
    project.suite("""
it("looks", { retries = 1 }, function()
  local count = test_harness.query("count")
  assert_screenshot("square")
  assert.equal(2, count)
end)
""")
    game = {"game": str(project.folder / "game.py:create")}
    flags = ["--resolution", "640x360", "--allow-flaky"]
    ended = project.run(*flags, "--update-baselines", **game)
    assert (ended.code, ended.statuses) == (0, {"looks": "flaky"}), ended.text
    with Image.open(baseline(project)) as picture:
        assert picture.getpixel((150, 50))[0] == 255


def test_a_pointer_of_git_lfs_says_what_to_do(accepted):
    baseline(accepted).write_bytes(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    )
    for flags in ((), ("--update-baselines",)):
        ended = run(accepted, *flags)
        assert ended.code == 1
        assert "is a pointer of Git LFS" in ended.message("looks")
        assert "git lfs pull" in ended.message("looks")
    assert "git lfs pull" in accepted.command("baselines").out
