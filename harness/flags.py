"""Every flag of a test run, as data: name, reading, default, words for `--help`.

The same rows read the command line and the project's configuration, where a flag's key is its
name without dashes in front and with `_` between words (`--fixed-fps` is `fixed_fps`).
A reader takes what was typed and returns the value, or raises `ValueError` with what it expects.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

Reader = Callable[[Any], Any]

DEFAULT_SUITE = "tests/e2e"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESOLUTION = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
_LARGEST_SIDE = 16384
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def whole(low: int, high: int) -> Reader:
    def read(value: Any) -> int:
        expected = f"expected a whole number from {low} to {high}"
        if isinstance(value, bool | float):
            raise ValueError(expected)
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise ValueError(expected) from None
        if not low <= number <= high:
            raise ValueError(expected)
        return number

    return read


def seconds(value: Any) -> float:
    expected = "expected a number of seconds greater than 0"
    if isinstance(value, bool):
        raise ValueError(expected)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(expected) from None
    if not 0 < number < 1e9:
        raise ValueError(expected)
    return number


def speed(value: Any) -> float:
    """Read how many times faster than real time a window goes; `max` is infinity."""
    if value == "max":
        return math.inf
    try:
        return seconds(value)
    except ValueError:
        raise ValueError("expected a number greater than 0, or max") from None


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return str(value)

    return read


def text(value: Any) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("expected a text that is not empty")
    return value


def truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    raise ValueError("expected true or false")


def resolution(value: Any) -> tuple[int, int]:
    match = _RESOLUTION.fullmatch(value) if isinstance(value, str) else None
    if match and max(int(match[1]), int(match[2])) <= _LARGEST_SIDE:
        return int(match[1]), int(match[2])
    raise ValueError(f"expected WIDTHxHEIGHT in pixels, each from 1 to {_LARGEST_SIDE}")


def run_id(value: Any) -> str:
    if isinstance(value, str) and _RUN_ID.fullmatch(value):
        return value
    raise ValueError("expected letters, digits, '.', '_' or '-', starting with a letter or digit")


def names(value: Any) -> tuple[str, ...]:
    """Read a list whose items may each hold several names, separated by commas."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("expected a list of names")
    found = tuple(name.strip() for item in items for name in item.split(","))
    if not all(found):
        raise ValueError("expected names separated by commas, none of them empty")
    return found


def pattern(value: Any) -> str:
    """Read a `--test-filter`; `/…/` must be a regular expression that compiles."""
    chosen = text(value)
    if len(chosen) > 2 and chosen[0] == chosen[-1] == "/":
        try:
            re.compile(chosen[1:-1])
        except re.error as error:
            raise ValueError(
                f"expected a regular expression between the slashes: {error}"
            ) from None
    return chosen


class Flag(NamedTuple):
    name: str
    read: Reader
    default: Any
    metavar: str
    help: str
    in_config: bool = True

    @property
    def key(self) -> str:
        return self.name[2:].replace("-", "_")


_SWITCH = ""
"""Metavar of flags that take no value."""
_UINT32 = 2**32 - 1
_MANY = 10**9

FLAGS = (
    Flag("--test-mode", truth, False, _SWITCH, "run tests: enables all test systems", False),
    Flag("--headless", truth, False, _SWITCH, "open no window; nothing is drawn unless looked at"),
    Flag("--game", text, None, "GAME",
         "the game: package.module:factory, path/to/file.py:factory, path/to/main.py, or none"),
    Flag("--adapter", text, None, "PATH",
         "a file with expose(api, game): what tests see of a program without a factory"),
    Flag("--keep-writes", truth, False, _SWITCH,
         "let a program without a factory change real files; what it writes goes away otherwise"),
    Flag("--test-script", text, None, "PATH", "run one test file"),
    Flag("--test-suite", text, None, "DIR",
         f"run all *_test.lua and *.toml below a folder (default: {DEFAULT_SUITE})"),
    Flag("--list-tests", truth, False, _SWITCH, "print the selected full names and exit", False),
    Flag("--test-filter", pattern, None, "PATTERN",
         "run tests whose full name contains PATTERN, or matches the glob or /regex/", False),
    Flag("--include-tag", names, (), "TAG", "run tests with any of these tags (repeat, or commas)"),
    Flag("--exclude-tag", names, (), "TAG", "leave out tests with any of these tags"),
    Flag("--seed", whole(0, _UINT32), 12345, "N", "seed of every random stream (default: 12345)"),
    Flag("--fixed-fps", whole(1, 1000), 60, "N", "frames in a second of simulation (default: 60)"),
    Flag("--resolution", resolution, (1280, 720), "WxH", "size of a frame (default: 1280x720)"),
    Flag("--run-id", run_id, None, "NAME", "name of the run's folder below reports/", False),
    Flag("--resume", text, None, "RUN",
         "run what RUN, an id or the folder of a run, had left, and write its reports", False),
    Flag("--artifacts", text, None, "DIR", "default: reports/<run_id>/artifacts"),
    Flag("--report-json", text, None, "PATH", "default: reports/<run_id>/report.json"),
    Flag("--report-junit", text, None, "PATH", "default: reports/<run_id>/report.junit.xml"),
    Flag("--report-tap", text, None, "PATH", "also write the results as TAP 13"),
    Flag("--report-html", text, None, "PATH",
         "default: reports/<run_id>/report.html, if the run fails"),
    Flag("--update-baselines", truth, False, _SWITCH, "accept missing, differing baselines", False),
    Flag("--fail-on-missing-baseline", truth, True, "BOOL",
         "fail where a baseline is missing (default: true); --no-fail-on-missing-baseline warns"),
    Flag("--shard", whole(1, _MANY), 1, "N", "shard to run, from 1 (default: 1)", False),
    Flag("--total-shards", whole(1, _MANY), 1, "N", "number of shards (default: 1)", False),
    Flag("--timeout-seconds", whole(1, _MANY), 600, "N", "end the run after N s (default: 600)"),
    Flag("--frame-seconds", seconds, 10.0, "N", "longest a single frame may take (default: 10)"),
    Flag("--retry-failures", whole(0, 1000), 0, "N", "run a failing test up to N more times"),
    Flag("--allow-flaky", truth, False, _SWITCH, "tests passed on a retry fail nothing"),
    Flag("--isolate", one_of("file", "test", "run"), "file", "WHEN",
         "how often the game is started anew: file, test or run (default: file)"),
    Flag("--real-input", one_of("ignore", "merge"), "ignore", "POLICY",
         "what becomes of real devices: ignore or merge (default: ignore)"),
    Flag("--gamepads", whole(0, 8), 1, "N", "gamepads that a game starts with (default: 1)"),
    Flag("--audio", one_of("on", "off"), None, "on|off", "sound (default: on in a window)"),
    Flag("--on-nondeterminism", one_of("error", "warn", "off"), None, "ACTION",
         "what a guard does: error, warn or off (default: error for hosted games)"),
    Flag("--leaks", one_of("warn", "error", "off"), "warn", "ACTION",
         "what a thread, process or file that a test leaves behind does: warn, error or off"),
    Flag("--log-errors", one_of("error", "warn", "off"), "error", "ACTION",
         "what an error in the log that no test expected does: error, warn or off"),
    Flag("--screenshots", one_of("compare", "skip"), "compare", "MODE",
         "whether pictures are held against their baselines: compare or skip"),
    Flag("--digest", one_of("off", "tests", "frames"), "tests", "WHEN",
         "when the declared state is hashed: off, tests or frames (default: tests)"),
    Flag("--speed", speed, 1.0, "N|max", "times real time that a window goes at (default: 1)"),
    Flag("--quiet", truth, False, _SWITCH, "print failures and the last line only"),
    Flag("--pause-on-failure", truth, False, _SWITCH, "hold the window where a test fails"),
    Flag("--runtime-tests", truth, False, _SWITCH, "run the runtime tests of the game"),
    Flag("--track-runtime-tests", truth, False, _SWITCH, "report tracked runtime tests in the run"),
)  # fmt: skip

BY_KEY = {flag.key: flag for flag in FLAGS}
