"""The command that repeats a test comes to the configuration of the run, for every flag."""

from __future__ import annotations

import pytest

from harness.config.command_line import parser
from harness.config.flags import FLAGS
from harness.config.resolve import resolve

DISPLAY = {"DISPLAY": ":1"}
SAMPLES = {
    "headless": {"headless": True},
    "game": {"game": "main.py"},
    "adapter": {"adapter": "adapter.py"},
    "program_cwd": {"program_cwd": "sub"},
    "program_args": {"program_args": "--fast 'two words' \"it's\""},
    "keep_writes": {"keep_writes": True},
    "xvfb": {"xvfb": True},
    "seed": {"seed": "0"},
    "fixed_fps": {"fixed_fps": "30"},
    "resolution": {"resolution": "320x200"},
    "update_baselines": {"update_baselines": True},
    "fail_on_missing_baseline": {"fail_on_missing_baseline": "false"},
    "timeout_seconds": {"timeout_seconds": "5"},
    "frame_seconds": {"frame_seconds": "0.25"},
    "start_seconds": {"start_seconds": "7.5"},
    "retry_failures": {"retry_failures": "2"},
    "allow_flaky": {"allow_flaky": True},
    "isolate": {"isolate": "run"},
    "real_input": {"real_input": "merge"},
    "gamepads": {"gamepads": "0"},
    "audio": {"audio": "off"},
    "on_nondeterminism": {"on_nondeterminism": "off"},
    "leaks": {"leaks": "error"},
    "log_errors": {"log_errors": "off"},
    "screenshots": {"screenshots": "skip"},
    "digest": {"digest": "frames"},
    "speed": {"speed": "max"},
    "runtime_tests": {"runtime_tests": True},
    "track_runtime_tests": {"track_runtime_tests": True},
}
"""For each flag that decides how a test goes, a value that is not the default."""
DECIDES = [flag.key for flag in FLAGS if flag.decides]
OF_A_RUN = {"run_id", "out_dir", "artifacts_dir", "reports", "args"}


@pytest.fixture
def project(root):
    for name in ("main.py", "adapter.py", "sub/adapter.py", "sub/main.py", "sub/sub/keep"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def settled(project, folder="", **options):
    config = resolve(options, folder=str(project / folder), environ=DISPLAY)
    return {key: value for key, value in config._asdict().items() if key not in OF_A_RUN}


def typed_again(project, config, folder=""):
    options = vars(parser().parse_args(list(config["repeat"])[3:]))
    assert options.pop("test_mode")
    return settled(project, folder, **options)


@pytest.mark.parametrize("key", DECIDES)
@pytest.mark.parametrize("folder", ["", "sub"])
def test_a_flag_that_decides_is_repeated(project, key, folder):
    config = settled(project, folder, **{"game": "main.py", **SAMPLES[key]})
    default = settled(project, folder, game="pack.other" if key == "game" else "main.py")
    assert config["repeat"] != default["repeat"]
    assert typed_again(project, config, folder) == config


@pytest.mark.parametrize("key", [flag.key for flag in FLAGS if flag.decides and flag.in_config])
def test_a_configured_value_is_repeated_and_so_is_a_flag_against_it(project, key):
    if key == "game":
        setting = 'game = "main.py"'
    else:
        value = next(flag for flag in FLAGS if flag.key == key).read(SAMPLES[key][key])
        setting = f'game = "main.py"\n{key} = {toml(value)}'
    (project / "harness.toml").write_text(setting)
    config = settled(project, "sub")
    assert typed_again(project, config, "sub") == config
    (project / "harness.toml").write_text("game = 'main.py'")
    assert typed_again(project, config, "sub") == config


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if value == float("inf"):
        return '"max"'
    if isinstance(value, tuple) and isinstance(value[0], int):
        return '"{}x{}"'.format(*value)
    return repr(list(value)) if isinstance(value, tuple) else repr(value)


def test_what_only_selects_or_reports_is_left_out(project):
    config = settled(
        project, game="none", shard="1", total_shards="2", test_filter="a", include_tag=["b"],
        exclude_tag=["c"], run_id="x", report_tap="x.tap", artifacts="x",
    )  # fmt: skip
    assert config["repeat"] == ("python", "-m", "harness", "--test-mode", "--game", "none")


def test_a_default_is_repeated_where_the_configuration_says_otherwise(project):
    (project / "harness.toml").write_text('seed = 3\nprogram_cwd = "root"\nprogram_args = "a b"\n')
    typed = {"game": "main.py", "seed": "12345", "program_cwd": "file", "program_args": ""}
    config = settled(project, **typed)
    assert (config["seed"], config["program_cwd"], config["program_args"]) == (12345, "", ())
    assert typed_again(project, config) == config


def test_a_path_that_looks_like_a_flag(project):
    (project / "-main.py").touch()
    config = settled(project, game="-main.py", program_args="-x")
    assert config["repeat"][4:] == ("--game=-main.py", "--program-args=-x")
    assert typed_again(project, config) == config
