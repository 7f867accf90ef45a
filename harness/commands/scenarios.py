"""`scenarios`: a headless run of the suite of scenarios, told as the scenarios' authors like it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from harness.base.paths import find_root, inside, shown
from harness.base.suggest import did_you_mean
from harness.config.command_line import parse
from harness.config.flags import FLAGS
from harness.config.formats import FORMATS
from harness.config.resolve import RunConfig, resolve
from harness.errors import FlagError, UsageError
from harness.processes.zygote import Source
from harness.scenarios.files import SCENARIO, scenario_names

DEFAULT_SUITE = "tests/scenarios"
_HELP = f"""\
usage: python -m harness scenarios [NAME…] [--verbose] [flags of a run]

Run the scenarios below tests/scenarios (--test-suite names another folder).

NAME is a folder of them (movement/), one of them (shooting/shoot_basic), or a path to either.
--verbose   show what happened in a scenario that failed

Flags of a run that stand here too: --game --list-tests --test-filter --include-tag --exclude-tag
--shard --total-shards --retry-failures --allow-flaky --isolate --resolution --screenshots
--update-baselines --run-id --artifacts {" ".join(each.flag for each in FORMATS)} …
"""
_VERBOSE = "--verbose"
_OUT_OF_PLACE = {
    "seed": "each scenario has a seed of its own, in its [setup]",
    "test_script": "name the scenario: python -m harness scenarios movement/walk_right",
    "test_mode": "`scenarios` is a run already",
    "resume": "it is a command of its own: python -m harness --resume RUN",
    "speed": "scenarios open no window",
    "pause_on_failure": "scenarios open no window",
    "real_input": "scenarios open no window",
    "runtime_tests": "runtime tests are no scenarios",
    "track_runtime_tests": "runtime tests are no scenarios",
}
"""Flags of a run that mean nothing here, and why."""


def run(args: list[str], source: Source | None) -> int:
    """Return the exit code of the run."""
    if {"-h", "--help"}.intersection(args):
        print(_HELP, end="")
        return 0
    names, flags = _split([arg for arg in args if arg != _VERBOSE])
    config = _configure(names, flags)
    if config.list_tests:
        from harness.commands.list_tests import list_tests

        return list_tests(config)
    from harness.commands.reported_run import run_and_report
    from harness.reporters.scenarios import ScenarioConsole

    return run_and_report(
        config,
        source,
        shown=lambda output: ScenarioConsole(
            output,
            config,
            verbose=_VERBOSE in args,
            terminal=sys.stdout.isatty() and config.moves_cursor,
        ),
    )


def _split(args: list[str]) -> tuple[list[str], list[str]]:
    """Return the names and the flags among what was typed."""
    with_value = {flag.name for flag in FLAGS if flag.metavar and flag.default is not True}
    names, flags = [], []
    rest = iter(args)
    for arg in rest:
        if not arg.startswith("-"):
            names.append(arg)
            continue
        flags.append(arg)
        if arg in with_value:
            flags += [value for value in [next(rest, None)] if value is not None]
    return names, flags


def _configure(names: list[str], flags: list[str]) -> RunConfig:
    """Return the run that is meant; what it records of its arguments could be typed as well."""
    lists = "--list-tests" in flags
    flags = [flag for flag in flags if flag != "--list-tests"]
    typed = parse(flags)
    for key, why in _OUT_OF_PLACE.items():
        if key in typed:
            raise FlagError(f"scenarios: --{key.replace('_', '-')} has no place here: {why}")
    words = [*flags, "--test-mode", "--headless"]
    if "test_suite" not in typed:
        suite = os.path.join(find_root(os.getcwd()), *DEFAULT_SUITE.split("/"))
        words += ["--test-suite", os.path.relpath(suite)]
    for file in _files(names, parse(words)["test_suite"]):
        words += ["--test-name", file]
    options = parse(words) | ({"list_tests": True} if lists else {})
    del options["test_mode"]
    return resolve(options, tuple(words))


def _files(names: Sequence[str], suite: str) -> list[str]:
    """Return the files that are meant, relative to the suite: no other one is loaded."""
    known = scenario_names(suite)
    return list(dict.fromkeys(file for name in names for file in _named(name, known, suite)))


def _named(name: str, known: list[str], suite: str) -> list[str]:
    """Return the files of a scenario or of a folder of them; `name` may be a path that exists."""
    plain = os.path.normpath(_in_suite(name, suite).removesuffix(SCENARIO)).replace(os.sep, "/")
    if plain in known and not name.endswith("/"):
        return [plain + SCENARIO]
    below = known if plain == "." else [other for other in known if other.startswith(plain + "/")]
    if below:
        return [other + SCENARIO for other in below]
    folders = {
        "/".join(other.split("/")[:n]) + "/"
        for other in known
        for n in range(1, other.count("/") + 1)
    }
    where = shown(suite, os.getcwd())
    raise UsageError(
        f"scenarios: {name!r} is neither a scenario nor a folder of them in {where}"
        f"{did_you_mean(name, [*known, *folders])}"
    )


def _in_suite(name: str, suite: str) -> str:
    """Return a path that exists, as a shell completes it, as it is seen from the suite."""
    path, top = os.path.realpath(name), os.path.realpath(suite)
    return os.path.relpath(path, top) if os.path.exists(name) and inside(path, top) else name
