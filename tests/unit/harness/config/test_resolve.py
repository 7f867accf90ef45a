"""What was typed, what is configured and what is default become one frozen configuration."""

from __future__ import annotations

import os
import re
import sys

import pytest

from harness.config.resolve import RunConfig, resolve
from harness.errors import PathRefused, UsageError

HEADLESS = {"game": "none", "headless": True, "run_id": "run"}


def settle(root, settings="", folder=None, environ=None, **options):
    (root / "harness.toml").write_text(settings)
    return resolve(HEADLESS | options, folder=str(folder or root), environ=environ or {})


@pytest.mark.parametrize(
    ("settings", "typed", "key", "expected"),
    [
        ("", {}, "seed", 12345),
        ("seed = 7", {}, "seed", 7),
        ("seed = 7", {"seed": "8"}, "seed", 8),
        ("", {}, "resolution", (1280, 720)),
        ('resolution = "64x48"', {}, "resolution", (64, 48)),
        ('include_tag = ["smoke", "a,b"]', {}, "include_tags", ("smoke", "a", "b")),
        ('include_tag = "smoke"', {"include_tag": ["slow"]}, "include_tags", ("slow",)),
        ("frame_seconds = 3", {}, "frame_seconds", 3.0),
        ("fail_on_missing_baseline = false", {}, "fail_on_missing_baseline", False),
        ("", {"fail_on_missing_baseline": "true"}, "fail_on_missing_baseline", True),
        ("", {}, "audio", False),
        ("", {"audio": "on"}, "audio", True),
        ("", {}, "on_nondeterminism", "error"),
        ("", {"on_nondeterminism": "off"}, "on_nondeterminism", "off"),
        ("", {}, "isolate", "file"),
        ("", {}, "selects_all", True),
        ("", {"test_filter": "a"}, "selects_all", False),
        ("", {"exclude_tag": ["a"]}, "selects_all", False),
        ("", {"resolution": "64x48"}, "size_text", "64x48"),
        ("", {"game": "pack.mod:make"}, "game_shown", "pack.mod:make"),
        ("", {"game": "sub/g.py:make"}, "game_shown", "sub/g.py:make"),
        ("", {"game": "sub/main.py"}, "game_shown", "sub/main.py"),
        ("", {}, "game_shown", "none"),
    ],
)
def test_values(root, settings, typed, key, expected):
    assert getattr(settle(root, settings, **typed), key) == expected


@pytest.mark.parametrize(
    ("settings", "typed", "message"),
    [
        ("", {"seed": "x"}, "--seed x: expected a whole number from 0"),
        ("seed = -1", {}, "harness.toml: seed = -1: expected a whole number"),
        ('seed = "5"', {}, "harness.toml: seed = '5': expected a number, not text"),
        ('headless = "yes"', {}, "harness.toml: headless = 'yes': expected true or false"),
        ("isolate = 1", {}, "harness.toml: isolate = 1: expected one of file, test, run"),
        ("sed = 1", {}, "harness.toml: unknown setting 'sed' (value 1); nearest: seed"),
        ("test_mode = true", {}, "harness.toml: unknown setting 'test_mode'"),
        ("seed = ", {}, "cannot be read as TOML"),
        ("output_roots = 5", {}, "harness.toml: output_roots = 5: expected a list of folders"),
        ("", {"shard": "2"}, "--shard 2: expected a number from 1 to 1 (--total-shards)"),
        ("", {"test_script": "a.lua", "test_suite": "t"}, "were both given; choose one"),
        ("", {"test_script": "no.lua"}, "--test-script no.lua: no such file"),
        ("", {"test_script": "harness.toml"}, "--test-script harness.toml: expected a .lua file"),
        ("", {"test_suite": "none"}, "--test-suite none: no such folder"),
        ("", {"real_input": "merge"}, "--real-input merge needs a window"),
        ("", {"report_json": "a", "report_junit": "./a"}, "two reports would be written to one"),
        ("", {"report_json": "tests"}, "it is a folder; name a file"),
        ("", {"artifacts": "harness.toml"}, "it is a file; name a folder"),
        ("", {"game": None}, "--game None: expected a text that is not empty"),
    ],
)
def test_what_cannot_be(root, settings, typed, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        settle(root, settings, **typed)


@pytest.mark.parametrize("flag", ["artifacts", "report_json", "report_junit", "report_tap"])
@pytest.mark.parametrize("path", ["../out", "/nowhere/out", "link/out"])
def test_outputs_stay_in_the_project(root, flag, path):
    (root / "link").symlink_to(root.parent)
    with pytest.raises(PathRefused, match="lies outside the project"):
        settle(root, **{flag: path})


def test_outputs_may_go_to_a_configured_root(root):
    config = settle(root, 'output_roots = ["../out"]', report_json="../out/r.json")
    assert config.report_json == str(root.parent / "out" / "r.json")
    assert config.output_roots == (str(root), str(root.parent / "out"))


def test_where_things_go(root):
    config = settle(root)
    out = root / "reports" / "run"
    assert config.out_dir == str(out)
    assert config.artifacts_dir == str(out / "artifacts")
    assert config.report_json == str(out / "report.json")
    assert config.reports["junit"] == str(out / "report.junit.xml")
    assert "tap" not in config.reports
    platform = {"linux": "linux", "win32": "windows", "darwin": "mac"}[sys.platform]
    assert config.baseline_dir == str(root / "baselines" / platform / "1280x720")


def test_typed_paths_begin_at_the_working_folder_configured_ones_at_the_root(root):
    folder = root / "sub"
    (folder / "t").mkdir(parents=True)
    (folder / "g.py").touch()
    typed = settle(root, folder=folder, test_suite="t", report_tap="r.tap", game="g.py:make")
    assert (typed.suite_root, typed.reports["tap"]) == (str(folder / "t"), str(folder / "r.tap"))
    assert (typed.game, typed.game_shown) == (f"{folder / 'g.py'}:make", "sub/g.py:make")
    settings = 'test_suite = "sub/t"\nreport_tap = "r.tap"\n'
    configured = settle(root, settings, folder=folder)
    assert configured.suite_root == str(folder / "t")
    assert configured.reports["tap"] == str(root / "r.tap")


def test_a_typed_suite_wins_over_a_configured_script(root):
    (root / "a.lua").touch()
    settings = 'test_script = "a.lua"'
    assert settle(root, settings).test_scripts == (str(root / "a.lua"),)
    assert settle(root, settings, test_suite="tests/e2e").test_scripts == ()


def test_a_configured_script_needs_no_suite(root):
    (root / "a.lua").touch()
    (root / "tests" / "e2e").rmdir()
    assert settle(root, 'test_script = "a.lua"').test_scripts == (str(root / "a.lua"),)


def test_settings_of_pyproject_are_read_where_there_is_no_harness_toml(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.harness]\nseed = 3\n")
    assert resolve(HEADLESS, folder=str(tmp_path), environ={}, needs_suite=False).seed == 3
    (tmp_path / "harness.toml").write_text("seed = 4")
    assert resolve(HEADLESS, folder=str(tmp_path), environ={}, needs_suite=False).seed == 4


def test_errors_in_pyproject_name_it(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.harness]\nseed = []\n")
    with pytest.raises(UsageError, match=re.escape("pyproject.toml [tool.harness]: seed = []")):
        resolve(HEADLESS, folder=str(tmp_path), environ={}, needs_suite=False)


def test_a_game_must_be_named(root):
    options = {key: value for key, value in HEADLESS.items() if key != "game"}
    with pytest.raises(UsageError, match="no game is named: pass --game"):
        resolve(options, folder=str(root), environ={})
    assert resolve(options | {"list_tests": True}, folder=str(root), environ={}).game is None


@pytest.mark.parametrize(
    ("environ", "headless", "warned"),
    [
        ({"DISPLAY": ":0"}, False, False),
        ({"WAYLAND_DISPLAY": "w"}, False, False),
        ({}, True, True),
        ({"DISPLAY": ":0", "SDL_VIDEODRIVER": "dummy"}, True, True),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_run_is_headless_and_says_so(root, environ, headless, warned):
    config = settle(root, environ=environ, headless=False)
    assert (config.headless, bool(config.warnings)) == (headless, warned)


@pytest.mark.parametrize(
    ("environ", "ci", "colour"),
    [
        ({}, False, "auto"),
        ({"CI": "true"}, True, "auto"),
        ({"CI": "0"}, False, "auto"),
        ({"CI": "False"}, False, "auto"),
        ({"NO_COLOR": "1"}, False, "never"),
        ({"NO_COLOR": ""}, False, "auto"),
    ],
)
def test_surroundings(root, environ, ci, colour):
    config = settle(root, environ=environ)
    assert (config.ci, config.colour) == (ci, colour)


@pytest.mark.parametrize(
    ("args", "recorded"),
    [
        (("--test-mode", "--run-id", "x", "--headless"), ("--test-mode", "--headless")),
        (("--run-id=x", "--seed", "1"), ("--seed", "1")),
        (("--seed", "1", "--run-id"), ("--seed", "1")),
    ],
)
def test_the_id_of_the_run_stands_in_no_other_value(root, args, recorded):
    assert resolve(HEADLESS, args, str(root), {}).args == recorded


def test_a_configuration_crosses_to_a_worker_as_it_is(root):
    config = settle(root, include_tag=["a,b"], args=("ü", "\udc80"), report_tap="r.tap")
    assert RunConfig.from_json(config.to_json()) == config


def test_runs_without_an_id_get_one(root):
    options = HEADLESS | {"run_id": None}
    options.pop("run_id")
    config = resolve(options, folder=str(root), environ={})
    assert re.fullmatch(r"\d{8}-\d{6}-\d+", config.run_id)
    assert os.path.basename(config.out_dir) == config.run_id
