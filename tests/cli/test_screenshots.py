"""Pictures of a game and their baselines, from the test to the report."""

import json
from pathlib import Path

import pytest
from PIL import Image

from harness.seam.flavour import IS_CE

GAME = "pictures.py:create"
FLAVOUR = "@pygame-ce" if IS_CE else ""
FRAME = ["--resolution", "640x360"]
SUITE = """
it("looks", function()
  test_harness.wait_frames(2)
  {before}
  assert_screenshot("square.png"{options})
end)
"""


def suite(project, before: str = "", options: str = "", **kwargs) -> None:
    options = f", {{ {options} }}" if options else ""
    project.suite(SUITE.format(before=before, options=options), **kwargs)


def run(project, *flags: str):
    return project.run(*FRAME, *flags, game=GAME)


def set_state(name: str, value: str) -> str:
    return f'test_harness.set_state("{name}", {value})'


def accept(project):
    """Make a project with a baseline of the resting game."""
    suite(project)
    ended = run(project, "--update-baselines")
    assert ended.code == 0, ended.text
    return project


@pytest.fixture
def accepted(copy_of):
    return copy_of(accept)


def baseline(project, name: str = "square.png") -> Path:
    stem, _, ending = name.partition(".")
    return project.folder / "baselines" / "linux" / "640x360" / f"{stem}{FLAVOUR}.{ending}"


def kinds(ended) -> list[str]:
    """Return the kinds of the pictures that the test itself has led to."""
    found = [artifact["kind"] for artifact in ended.test("looks")["artifacts"]]
    return [kind for kind in found if kind not in ("final", "log")]


def paths(ended) -> list[str]:
    return [
        artifact["path"]
        for artifact in ended.test("looks")["artifacts"]
        if artifact["kind"] not in ("final", "log")
    ]


def test_a_missing_baseline_fails_and_keeps_the_picture(project):
    suite(project)
    ended = run(project)
    test = ended.test("looks")
    assert (ended.code, test["status"], test["failure_kind"]) == (1, "failed", "missing_baseline")
    assert f"baselines/linux/640x360/square{FLAVOUR}.png does not exist" in ended.message("looks")
    assert kinds(ended) == ["actual"]
    with Image.open(ended.folder / test["artifacts"][0]["path"]) as picture:
        assert picture.size == (640, 360)
        assert picture.getpixel((110, 60)) == (200, 120, 20)


@pytest.mark.parametrize(
    "flag", ["--no-fail-on-missing-baseline", "--fail-on-missing-baseline=false"]
)
def test_a_missing_baseline_that_only_warns(project, flag):
    suite(project)
    ended = run(project, flag)
    assert (ended.code, ended.statuses) == (0, {"looks": "passed"}), ended.text
    assert kinds(ended) == ["actual"]
    assert "warning: a_test.lua > looks: screenshot 'square.png' has no baseline" in ended.out
    finding = ended.test("looks")["attempts"][0]["findings"][0]
    assert (finding["kind"], finding["path"]) == ("missing_baseline", "square.png")


def test_update_baselines_writes_and_reports(project):
    suite(project)
    ended = run(project, "--update-baselines")
    assert (ended.code, ended.statuses) == (0, {"looks": "passed"}), ended.text
    path = f"../../baselines/linux/640x360/square{FLAVOUR}.png"
    assert ended.test("looks")["updated_baselines"] == [path]
    assert f"updated baseline: baselines/linux/640x360/square{FLAVOUR}.png" in ended.out
    recorded = json.loads(baseline(project, "square.meta.json").read_text())["recorded"]
    assert set(recorded) == {"pygame", "sdl", "font", "size", "png", "pixels"}
    assert run(project).code == 0


def test_update_baselines_leaves_what_is_equal(accepted):
    before = baseline(accepted).stat().st_mtime_ns
    ended = run(accepted, "--update-baselines")
    assert ended.test("looks")["updated_baselines"] == []
    assert baseline(accepted).stat().st_mtime_ns == before


def test_a_difference_is_told_in_full(accepted):
    suite(accepted, set_state("x", "110"))
    ended = run(accepted)
    test = ended.test("looks")
    assert (ended.code, test["status"], test["failure_kind"]) == (1, "failed", "screenshot")
    message = ended.message("looks")
    folder = "artifacts/a_test.lua-looks-"
    # Ten columns of thirty rows at each side, of 640 x 360.
    assert "600 of 230400 pixels (0.2604 %), threshold_percent allows 0.1 %" in message
    assert "within x=100 y=50 w=50 h=30" in message
    assert "largest difference: 170 in red" in message
    for kind in ("actual", "expected", "diff"):
        assert f"  {kind}: {folder}" in message
        assert f"/attempt-1/square.{kind}.png" in message
    assert f"baseline: baselines/linux/640x360/square{FLAVOUR}.png" in message
    assert kinds(ended) == ["actual", "expected", "diff"]
    for path in paths(ended):
        with Image.open(ended.folder / path) as picture:
            assert picture.size == (640, 360)


def test_update_baselines_accepts_a_difference(accepted):
    suite(accepted, set_state("x", "110"))
    ended = run(accepted, "--update-baselines")
    assert len(ended.test("looks")["updated_baselines"]) == 1
    assert run(accepted).code == 0


OPTIONS = [
    ("threshold_percent = 0.26", False),
    ("threshold_percent = 0.2605", True),
    ("threshold_percent = 100", True),
    ("per_channel_tolerance = 169", False),
    ("per_channel_tolerance = 170", True),
    ("region = {0, 0, 90, 360}", True),
    ("region = {x = 90, y = 0, w = 20, h = 360}", False),
    ("masks = {{90, 40, 70, 50}}", True),
    ("masks = {{90, 40, 20, 50}}", False),
    ("masks = {{90, 40, 20, 50}, {x = 130, y = 40, w = 30, h = 50}}", True),
]


@pytest.fixture(scope="module")
def with_options(shared_project):
    """One run of a square that has moved, compared with each row of options."""
    accept(shared_project)
    (shared_project.folder / "tests/e2e/a_test.lua").unlink()
    for number, (options, _) in enumerate(OPTIONS):
        exact = "" if "percent" in options else ", threshold_percent = 0"
        moved = set_state("x", "110")
        suite(shared_project, moved, options + exact, name=f"{number:03}_test.lua")
    ended = run(shared_project)
    assert ended.code == 1, ended.text
    return [test["status"] for test in ended.report["tests"]]


@pytest.mark.parametrize(("options", "passes"), OPTIONS)
def test_options(with_options, options, passes):
    status = with_options[OPTIONS.index((options, passes))]
    assert status == ("passed" if passes else "failed")


def test_equal_to_the_threshold_passes(accepted):
    # 360 of 230400 pixels differ, and 0.15625 % of them may: exact in binary.
    suite(accepted, set_state("x", "106"), "threshold_percent = 0.15625")
    assert run(accepted).code == 0
    suite(accepted, set_state("x", "107"), "threshold_percent = 0.15625")
    assert run(accepted).code == 1


def test_a_mask_may_be_named_after_an_element(accepted):
    clock = set_state("clock", "true")
    suite(accepted, clock, "threshold_percent = 0")
    assert run(accepted).code == 1
    suite(accepted, clock, 'threshold_percent = 0, masks = {"clock"}')
    assert run(accepted).code == 0
    suite(accepted, clock, 'masks = {"clok"}')
    message = run(accepted).message("looks")
    assert "mask 'clok': the query 'ui_element_rect' finds no such element" in message


def test_no_diff_where_none_is_wanted(accepted):
    suite(accepted, set_state("x", "110"), "generate_diff = false")
    ended = run(accepted)
    assert kinds(ended) == ["actual", "expected"]


def test_stabilize_waits_for_equal_frames(project):
    settles = set_state("mode", '"settles"')
    suite(project, settles, "stabilize_frames = 5")
    ended = run(project, "--update-baselines")
    assert ended.code == 0, ended.text
    # It moves in 30 frames, and the resting picture is seen in five.
    assert ended.test("looks")["duration_frames"] == 2 + 30 + 4
    with Image.open(baseline(project)) as picture:
        assert picture.getpixel((135, 60)) == (200, 120, 20)


def test_stabilize_gives_up(project):
    suite(project, set_state("clock", "true"), "stabilize_frames = 2")
    ended = run(project)
    assert ended.test("looks")["failure_kind"] == "screenshot"
    assert "did not come to rest: stabilize_frames = 2" in ended.message("looks")
    assert ended.test("looks")["duration_frames"] == 302
    suite(project, set_state("clock", "true"), 'stabilize_frames = 2, masks = {"clock"}')
    ended = run(project, "--update-baselines")
    assert ended.test("looks")["duration_frames"] == 3


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../b", "a\\\\b", "", ".hidden", "a//b", "x@pygame-ce", "a ", "ü"]
)
def test_names_that_are_refused(accepted, name):
    accepted.suite(f"""
it("looks", function()
  local ok, message = test_harness.screenshot("{name or " "}")
  assert.is_nil(ok)
  print(message)
  assert_screenshot("{name}")
end)
""")
    ended = run(accepted)
    assert ended.code == 1
    assert "picture is named with" in ended.message("looks") or not name
    assert paths(ended) == []


def test_a_screenshot_is_an_artifact_of_its_attempt(project):
    project.suite("""
it("looks", { retries = 1 }, function()
  test_harness.wait_frames(1)
  assert.is_true(test_harness.screenshot("menu/first.png"))
  assert.is_true(test_harness.screenshot("menu/first"))
  error("again")
end)
""")
    ended = run(project)
    assert [path.split("/", 2)[2] for path in paths(ended)] == [
        f"attempt-{attempt}/menu/{name}.png" for attempt in (1, 2) for name in ("first", "first-2")
    ]
    assert all((ended.folder / path).exists() for path in paths(ended))
    assert kinds(ended) == ["screenshot"] * 4


def test_skipping_compares_nothing_and_says_so(accepted):
    suite(accepted, set_state("x", "110"))
    ended = run(accepted, "--screenshots", "skip")
    assert (ended.code, ended.statuses) == (0, {"looks": "passed"})
    assert "warning: 1 screenshot not compared (--screenshots skip)" in ended.out
    finding = ended.test("looks")["attempts"][0]["findings"][0]
    assert finding["kind"] == "not_compared"


def test_there_is_nothing_to_look_at_without_a_game(project):
    suite(project, options="threshold_percent = 1")
    ended = project.run()
    assert "there is no game to take a picture of" in ended.message("looks")


def test_a_game_that_cannot_draw_has_crashed(project):
    suite(project, f"{set_state('mode', chr(34) + 'raises' + chr(34))}")
    project.suite('it("goes on", function() test_harness.wait_frames(1) end)', "b_test.lua")
    ended = run(project)
    assert ended.code == 4, ended.text
    assert ended.statuses == {"looks": "crashed", "goes on": "passed"}
    assert "the game's draw raised RuntimeError: cannot draw" in ended.message("looks")


def test_a_draw_that_changes_the_game_is_found(project):
    suite(project, set_state("mode", '"moves when drawn"'))
    ended = run(project, "--update-baselines")
    assert ended.code == 1
    assert "drawing changed state 'x'" in ended.message("looks")


def test_random_decoration_is_the_same_whatever_was_drawn_before(project):
    noise = set_state("noise", "true")
    suite(project, noise, "threshold_percent = 0, per_channel_tolerance = 0")
    assert run(project, "--update-baselines").code == 0
    for more in ("", 'test_harness.screenshot("a")\n  test_harness.screenshot("b")'):
        suite(project, f"{noise}\n  {more}", "threshold_percent = 0, per_channel_tolerance = 0")
        ended = run(project)
        assert ended.code == 0, ended.text


def test_a_verified_and_a_replayed_run_look_as_well(accepted):
    suite(accepted)
    words = ["--game", str(Path(__file__).parent / "games" / GAME), *FRAME]
    ended = accepted.command("verify", *words, "--run-id", "v")
    assert ended.code == 0, ended.text
    trace = run(accepted).folder / "trace.jsonl"
    ended = accepted.command("replay", str(trace), "--run-id", "again")
    assert ended.code == 0, ended.text
    again = (accepted.folder / "reports" / "again" / "trace.jsonl").read_text().splitlines()
    assert again[1:] == trace.read_text().splitlines()[1:]


def test_a_disk_that_takes_no_picture(project):
    suite(project)
    (project.folder / "reports" / "run").mkdir(parents=True)
    (project.folder / "blocked").write_text("")
    ended = run(project, "--artifacts", "blocked/inside")
    assert ended.code in (1, 2), ended.text
    assert "Traceback" not in ended.text
