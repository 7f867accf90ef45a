"""What was typed becomes what the program needs.

`resolve` takes the options, adds the project's settings and the defaults, checks every value, and
returns the frozen `RunConfig`. Nothing below this module sees the command line, the environment or
a configuration file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from harness.base import clock, paths
from harness.config.clashes import needs_one_worker, refuse_clashes
from harness.config.flags import AUTO
from harness.config.formats import FORMATS
from harness.config.outputs import check_artifacts, check_places, check_reports, output
from harness.config.repeating import repeat_words
from harness.config.settings import (
    OUTPUT_ROOTS,
    Options,
    Setting,
    read_settings,
    read_values,
)
from harness.config.targets import (
    NO_GAME,
    OF_PROGRAMS,
    adapter_of,
    game_of,
    is_path,
    owns_loop,
    program_cwd_of,
    refuse_without_program,
    scripts_of,
    shown_game,
    split_game,
    suite_of,
)
from harness.config.timings import Timings, read_default, read_timings
from harness.errors import UsageError

_PLATFORMS = {"linux": "linux", "win32": "windows", "darwin": "mac"}

Proof = Literal["none", "plain", "perturbed"]
"""What a run proves: nothing; or it is one of the two that `verify` compares, where the second is
drawn, sees directories in reverse, and starts with other hashes, addresses and folders."""


class RunConfig(NamedTuple):
    """Everything one run depends on. All paths are real and absolute."""

    root: str
    run_id: str
    out_dir: str
    artifacts_dir: str
    reports: dict[str, str]
    """By the name of a format: where its report goes, if the run may write one."""
    reports_asked: tuple[str, ...]
    """The formats whose report was asked for, and is written in any case."""
    output_roots: tuple[str, ...]
    baseline_dir: str
    suite_root: str
    test_scripts: tuple[str, ...]
    """The files that are run, where they are named; else those of the suite."""
    game: str | None
    """As `targets.named_game` returns it."""
    adapter: str | None
    """The file that tells what tests may see of a program that nobody prepared."""
    program_cwd: str
    """The folder that such a program runs in; an empty text is its own."""
    program_args: tuple[str, ...]
    keep_writes: bool
    """What such a program writes stays where it was written."""
    headless: bool
    xvfb: bool
    """Windows open on an X server that the run starts."""
    list_tests: bool
    test_filter: str | None
    test_names: tuple[str, ...]
    """Full names: where there are any, no other test runs."""
    include_tags: tuple[str, ...]
    exclude_tags: tuple[str, ...]
    seed: int
    fixed_fps: int
    resolution: tuple[int, int]
    update_baselines: bool
    fail_on_missing_baseline: bool
    shard_by: str
    """`count`, or `time` where whole files are divided by what they take."""
    timings: Timings
    """What each test file took in the last whole run, as far as that is known."""
    shard: int
    total_shards: int
    workers: int
    """The most processes that run tests at the same time."""
    timeout_seconds: int
    frame_seconds: float
    start_seconds: float
    retry_failures: int
    max_failures: int | None
    allow_flaky: bool
    isolate: str
    real_input: str
    gamepads: int
    audio: bool
    on_nondeterminism: str
    leaks: str
    log_errors: str
    screenshots: str
    """`compare`, or `skip` where pictures are taken and not held against baselines."""
    digest: str
    speed: float
    """Times real time that a window goes at; infinity for as fast as it can."""
    pause_on_failure: bool
    runtime_tests: bool
    track_runtime_tests: bool
    ci: bool
    colour: Literal["auto", "always", "never"]
    """Whether the console is painted; `auto` on a terminal (NO_COLOR, FORCE_COLOR)."""
    moves_cursor: bool
    """Whether a terminal can clear a line (TERM)."""
    quiet: bool
    warnings: tuple[str, ...]
    args: tuple[str, ...]
    repeat: tuple[str, ...] = ()
    """The command that repeats a test of this run, up to `--test-name`."""
    proof: Proof = "none"
    replay: str | None = None
    """The trace to play instead of tests."""
    folder: str = ""
    """Where relative paths of `args` begin, as seen from the root."""
    display: str = ""
    """The X display that a worker opens its window on; empty for that of the environment."""

    @property
    def report_json(self) -> str:
        """The report whose folder the paths in all reports are relative to."""
        return self.reports["json"]

    @property
    def size_text(self) -> str:
        return "{}x{}".format(*self.resolution)

    @property
    def selects_all(self) -> bool:
        """Whether neither a name nor a tag narrows the run."""
        narrowing = self.test_filter, self.test_names, self.include_tags, self.exclude_tags
        return not any(narrowing)

    @property
    def attached(self) -> bool:
        """Whether the game is a program that owns its loop, and not made by a factory."""
        return owns_loop(self.game)

    @property
    def adapter_shown(self) -> str:
        """The adapter as a trace names it."""
        return paths.shown(self.adapter, self.root) if self.adapter else ""

    @property
    def game_shown(self) -> str:
        """The game as reports show it."""
        return shown_game(self.game or NO_GAME, self.root)

    @property
    def game_path(self) -> str | None:
        """The file, folder or archive that is the game, where it is no module."""
        target, _ = split_game(self.game or NO_GAME)
        return target if is_path(target) else None

    def to_json(self) -> str:
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> RunConfig:
        values = json.loads(text)
        for key, value in values.items():
            if isinstance(value, list):
                values[key] = tuple(value)
        return cls(**values)


class GitHub(NamedTuple):
    """What a runner of GitHub says of itself; nothing of it is there elsewhere."""

    is_runner: bool
    summary: str
    """The file to which a step appends its summary."""
    workspace: str
    run_url: str


def read_github(environ: Mapping[str, str] | None = None) -> GitHub:
    """Return what the environment says of a runner of GitHub."""
    environ = os.environ if environ is None else environ
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    run = environ.get("GITHUB_RUN_ID")
    return GitHub(
        is_runner=environ.get("GITHUB_ACTIONS", "") == "true",
        summary=environ.get("GITHUB_STEP_SUMMARY", ""),
        workspace=environ.get("GITHUB_WORKSPACE", ""),
        run_url=f"{server}/{repository}/actions/runs/{run}"
        if server and repository and run
        else "",
    )


def resolve(
    options: Options,
    args: tuple[str, ...] = (),
    folder: str | None = None,
    environ: Mapping[str, str] | None = None,
    needs_suite: bool = True,
) -> RunConfig:
    """Return the configuration of a run, or raise `UsageError` or `PathRefused`.

    `options` maps flag keys (`"fixed_fps"`) to typed values; what is absent comes from the
    project's configuration, then from the defaults. `folder` is the working directory;
    `needs_suite` tells whether a suite's folder must exist.
    """
    folder = os.path.realpath(folder or os.getcwd())
    environ = os.environ if environ is None else environ
    root = paths.find_root(folder)
    settings = read_settings(root)
    values = read_values(options, settings)
    _root_paths(values, options, settings, root)
    taken, wrong = _timings(values["timings"], folder, root)
    warnings = (*_settle_display(values, environ), *wrong)
    refuse_clashes(options, values)
    _settle_inputs(values, options, settings, folder, root)
    out_dir = os.path.join(root, "reports", values["run_id"] or _new_run_id())
    roots = _output_roots(settings, root)
    game = values["game"]
    is_watched = not values["headless"] and _has_display(environ)
    config = RunConfig(
        root=root,
        run_id=os.path.basename(out_dir),
        out_dir=paths.permitted(out_dir, roots),
        artifacts_dir=output(values["artifacts"], folder, roots, out_dir, "artifacts"),
        reports={
            each.name: output(values[each.key], folder, roots, out_dir, each.file)
            for each in FORMATS
            if each.file or values[each.key]
        },
        reports_asked=tuple(each.name for each in FORMATS if values[each.key]),
        output_roots=roots,
        baseline_dir=baseline_folder(root, sys.platform, values["resolution"]),
        suite_root=suite_of(
            options, settings, folder, root, needs_suite and not values["test_script"]
        ),
        xvfb=not values["headless"] and not is_watched,
        test_scripts=values["test_script"],
        timings=taken,
        test_names=values["test_name"],
        program_cwd=values["program_cwd"] or "",
        program_args=values["program_args"] or (),
        include_tags=values["include_tag"],
        exclude_tags=values["exclude_tag"],
        workers=_workers(values),
        audio=values["audio"] == "on" if values["audio"] else is_watched,
        on_nondeterminism=values["on_nondeterminism"] or ("warn" if owns_loop(game) else "error"),
        ci=environ.get("CI", "").lower() not in ("", "0", "false"),
        colour=_colour(environ),
        moves_cursor=environ.get("TERM") != "dumb",
        warnings=warnings,
        args=_recorded(args),
        folder="" if folder == root else paths.shown(folder, root),
        **{key: values[key] for key in _SAME_NAME},
    )
    _check_outputs(config)
    values["test_suite"] = config.suite_root
    return config._replace(repeat=repeat_words(values, options, settings, folder, root))


_SAME_NAME = (
    "game", "adapter", "list_tests",
    "headless", "test_filter", "seed", "fixed_fps", "resolution", "update_baselines",
    "fail_on_missing_baseline", "shard", "total_shards", "timeout_seconds", "frame_seconds",
    "start_seconds", "retry_failures", "max_failures", "allow_flaky", "isolate", "keep_writes",
    "real_input",
    "gamepads", "digest", "leaks", "shard_by",
    "log_errors", "screenshots",
    "speed", "pause_on_failure", "quiet", "runtime_tests", "track_runtime_tests",
)  # fmt: skip


_PATHS = ("adapter", "artifacts", *(each.key for each in FORMATS))


def _root_paths(
    values: dict[str, Any], options: Options, settings: dict[str, Setting], root: str
) -> None:
    """Have paths of the configuration begin at the project's root."""
    for key in _PATHS:
        if key in settings and key not in options:
            values[key] = os.path.join(root, values[key])
    if "test_suite" in options and "test_script" not in options:
        values["test_script"] = ()  # a typed suite comes before a configured script


def _settle_inputs(
    values: dict[str, Any],
    options: Options,
    settings: dict[str, Setting],
    folder: str,
    root: str,
) -> None:
    """Have the values name what is run by real paths."""
    base = {key: folder if key in options else root for key in ("test_script", "program_cwd")}
    values["test_script"] = scripts_of(
        values["test_script"], options, settings, base["test_script"]
    )
    game = values["game"] = game_of(options, settings, folder, root)
    refuse_without_program(options, settings, game)
    if not owns_loop(game):
        values |= dict.fromkeys(OF_PROGRAMS)  # those of another, configured game
        return
    values["adapter"] = adapter_of(values["adapter"], folder)
    values["program_cwd"] = program_cwd_of(values["program_cwd"], base["program_cwd"], root)


def _timings(file: str | None, folder: str, root: str) -> tuple[Timings, tuple[str, ...]]:
    """Return what files take, and warnings; a file that is named must be one of timings."""
    if file is None:
        return read_default(root)
    try:
        return read_timings(os.path.join(folder, file)), ()
    except UsageError as error:
        raise UsageError(f"--timings {file}: {error}") from None


def _settle_display(values: dict[str, Any], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Run headless where there is no display to open a window on, and say so.

    With `--xvfb` the run starts one.
    """
    if values["headless"] or values["list_tests"] or _has_display(environ):
        return ()
    if values["xvfb"]:
        _require_xvfb(environ)
        return ()
    values["headless"] = True
    return ("no display was found: running headless; pass --headless or --xvfb",)


def _require_xvfb(environ: Mapping[str, str]) -> None:
    import shutil

    if shutil.which("Xvfb", path=environ.get("PATH")) is None:
        raise UsageError(
            "--xvfb: there is no display, and Xvfb is not installed; on Debian it is in the "
            "package xvfb"
        )


def _has_display(environ: Mapping[str, str]) -> bool:
    if environ.get("SDL_VIDEODRIVER") in ("dummy", "offscreen"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _workers(values: dict[str, Any]) -> int:
    """Return how many workers may run at the same time; `refuse_clashes` has seen the others."""
    if needs_one_worker(values):
        return 1
    return processors() if values["workers"] == AUTO else int(values["workers"])


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _colour(environ: Mapping[str, str]) -> Literal["auto", "always", "never"]:
    """Return what the conventions say: any text but an empty one sets a variable."""
    if environ.get("NO_COLOR"):
        return "never"
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return "always"
    plain = environ.get("TERM") == "dumb" or environ.get("CLICOLOR") == "0"
    return "never" if plain else "auto"


def _output_roots(settings: dict[str, Setting], root: str) -> tuple[str, ...]:
    setting = settings.get(OUTPUT_ROOTS, Setting([], ""))
    value = setting.value
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise UsageError(
            f"{setting.source}: {OUTPUT_ROOTS} = {value!r}: expected a list of folders"
        )
    return (root, *(os.path.realpath(os.path.join(root, item)) for item in value))


def _check_outputs(config: RunConfig) -> None:
    """Raise `UsageError` where a run would write over what it reads, or over its own results."""
    reports = {
        each.flag: config.reports[each.name] for each in FORMATS if each.name in config.reports
    }
    if not config.list_tests:
        folders = {"--artifacts": config.artifacts_dir, "the run's folder": config.out_dir}
        check_places({**reports, **folders})
    check_reports(reports, config.out_dir)
    baselines = os.path.join(config.root, "baselines")
    read = [config.root, config.suite_root, *config.test_scripts, config.game_path, config.adapter]
    check_artifacts(config.artifacts_dir, config.out_dir, [*filter(None, read), baselines])


def baseline_folder(root: str, system: str, resolution: tuple[int, int]) -> str:
    """Return where the baselines of a system, named as `sys.platform` does, and a size are."""
    platform = _PLATFORMS.get(system, "unknown")
    return os.path.join(root, "baselines", platform, "{}x{}".format(*resolution))


def _new_run_id() -> str:
    return f"{clock.compact_timestamp()}-{os.getpid()}"


def _recorded(args: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the run's id out of what reports record, so that equal runs write equal bytes."""
    kept: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg == "--run-id":
            next(rest, None)
        elif not arg.startswith("--run-id="):
            kept.append(arg)
    return tuple(kept)
