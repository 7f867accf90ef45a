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

from harness.config.formats import FORMATS

Reader = Callable[[Any], Any]

DEFAULT_SUITE = "tests/e2e"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESOLUTION = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
MAX = "max"
"""The one text among the numbers: a `--speed` without a limit."""
AUTO = "auto"
_MOST_WORKERS = 512
_WHOLE = re.compile(r"[0-9]{1,20}")
_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_LARGEST_SIDE = 16384
_MANY = 10**9
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def whole(low: int, high: int) -> Reader:
    """Return a reader of whole numbers, typed in the digits 0 to 9 alone."""

    def read(value: Any) -> int:
        number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
        if type(number) is not int or not low <= number <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return number

    return read


def seconds(value: Any) -> float:
    """Read a length of time, typed as plain digits that may have a decimal point."""
    number = float(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else value
    if type(number) not in (int, float) or not 0 < number < _MANY:
        raise ValueError("expected a number of seconds greater than 0")
    return float(number)


def speed(value: Any) -> float:
    """Read how many times faster than real time a window goes; `max` is infinity."""
    if value == MAX:
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


def texts(value: Any) -> tuple[str, ...]:
    """Read one text or a list of them, each taken whole."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not items:
        raise ValueError("expected a text or a list of texts")
    return tuple(text(item) for item in items)


def words(value: Any) -> tuple[str, ...]:
    """Read arguments: a list of texts, or one text that is split as a POSIX shell does."""
    import shlex

    if isinstance(value, str):
        try:
            value = shlex.split(value)
        except ValueError as error:
            raise ValueError(f"expected words as in a shell: {error}") from None
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("expected a text or a list of texts")
    if any("\0" in item for item in value):
        raise ValueError("expected words without NUL characters")
    return tuple(value)


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


def workers(value: Any) -> int | str:
    """Read how many workers there are, or `auto`."""
    if value == AUTO:
        return AUTO
    try:
        return int(whole(1, _MOST_WORKERS)(value))
    except ValueError as error:
        raise ValueError(f"{error}, or {AUTO}") from None


class Flag(NamedTuple):
    name: str
    read: Reader
    default: Any
    metavar: str
    decides: bool
    """Whether it decides how a test goes: it is then part of the command that repeats a test."""
    help: str
    in_config: bool = True

    @property
    def key(self) -> str:
        return self.name[2:].replace("-", "_")


_SWITCH = ""
"""Metavar of flags that take no value."""
_UINT32 = 2**32 - 1
_DECIDES, _SELECTS, _SERVES = True, False, False
"""It decides how a test goes, it selects tests, or it serves whoever runs them."""

FLAGS = (
    Flag("--test-mode", truth, False, _SWITCH, _SERVES,
         "run tests: enables all test systems", False),
    Flag("--headless", truth, False, _SWITCH, _DECIDES,
         "open no window; nothing is drawn unless looked at"),
    Flag("--xvfb", truth, False, _SWITCH, _DECIDES,
         "where there is no display: start an X server (Xvfb), and open the window there"),
    Flag("--game", text, None, "GAME", _DECIDES,
         "package.module:factory or path/to/file.py:factory hosts; a file, folder or archive that "
         "Python can run, or package.module, attaches; or none"),
    Flag("--program-cwd", text, None, "DIR", _DECIDES,
         "folder that a program without a factory runs in: file (its own, the default), root, DIR"),
    Flag("--program-args", words, None, "ARGS", _DECIDES,
         "what such a program finds in sys.argv, split as in a shell"),
    Flag("--adapter", text, None, "PATH", _DECIDES,
         "a file with expose(api, game): what tests see of a program without a factory"),
    Flag("--keep-writes", truth, False, _SWITCH, _DECIDES,
         "let the game change real files; what it writes is removed otherwise"),
    Flag("--test-script", texts, (), "PATH", _SELECTS, "run one test file (repeat for several)"),
    Flag("--test-suite", text, None, "DIR", _SELECTS,
         f"run all *_test.lua and *.toml below a folder (default: {DEFAULT_SUITE})"),
    Flag("--list-tests", truth, False, _SWITCH, _SELECTS,
         "print the selected full names and exit", False),
    Flag("--test-filter", pattern, None, "PATTERN", _SELECTS,
         "run tests whose full name contains PATTERN, or matches the glob or /regex/", False),
    Flag("--test-name", texts, (), "NAME", _SELECTS,
         "run the test with exactly this full name, or all of a file (repeat for several)", False),
    Flag("--include-tag", names, (), "TAG", _SELECTS,
         "run tests with any of these tags (repeat, or commas)"),
    Flag("--exclude-tag", names, (), "TAG", _SELECTS, "leave out tests with any of these tags"),
    Flag("--seed", whole(0, _UINT32), 12345, "N", _DECIDES,
         "seed of every random stream (default: 12345)"),
    Flag("--fixed-fps", whole(1, 1000), 60, "N", _DECIDES,
         "frames in a second of simulation (default: 60)"),
    Flag("--resolution", resolution, (1280, 720), "WxH", _DECIDES,
         "size of a frame (default: 1280x720)"),
    Flag("--run-id", run_id, None, "NAME", _SERVES,
         "name of the run's folder below reports/", False),
    Flag("--resume", text, None, "RUN", _SERVES,
         "run what RUN, an id or the folder of a run, had left, and write its reports", False),
    Flag("--artifacts", text, None, "DIR", _SERVES, "default: reports/<run_id>/artifacts"),
    *(Flag(each.flag, text, None, "PATH", _SERVES, each.help) for each in FORMATS),
    Flag("--update-baselines", truth, False, _SWITCH, _DECIDES,
         "accept missing, differing baselines", False),
    Flag("--fail-on-missing-baseline", truth, True, "BOOL", _DECIDES,
         "fail where a baseline is missing (default: true); --no-fail-on-missing-baseline warns"),
    Flag("--shard-by", one_of("count", "time"), "count", "HOW", _SELECTS,
         "divide tests by count, or files by the time that they take (default: count)"),
    Flag("--timings", text, None, "FILE", _SELECTS,
         "what each file takes (default: .harness/timings.json, which runs of all tests write)",
         False),
    Flag("--shard", whole(1, _MANY), 1, "N", _SELECTS, "shard to run, from 1 (default: 1)", False),
    Flag("--total-shards", whole(1, _MANY), 1, "N", _SELECTS,
         "number of shards (default: 1)", False),
    Flag("--workers", workers, AUTO, "N|auto", _SERVES,
         "processes that run tests at the same time (default: auto, one a processor)"),
    Flag("--timeout-seconds", whole(1, _MANY), 600, "N", _DECIDES,
         "end the run after N s (default: 600)"),
    Flag("--frame-seconds", seconds, 10.0, "N", _DECIDES,
         "longest a single frame may take (default: 10)"),
    Flag("--start-seconds", seconds, 120.0, "N", _DECIDES,
         "longest that the import of the game or its factory may take (default: 120)"),
    Flag("--retry-failures", whole(0, 1000), 0, "N", _DECIDES,
         "run a failing test up to N more times"),
    Flag("--max-failures", whole(1, _MANY), None, "N", _SERVES,
         "end the run with the N-th test, in the order of the plan, that fails"),
    Flag("--allow-flaky", truth, False, _SWITCH, _DECIDES, "tests passed on a retry fail nothing"),
    Flag("--isolate", one_of("file", "test", "run"), "file", "WHEN", _DECIDES,
         "how often the game is started anew: file, test or run (default: file)"),
    Flag("--real-input", one_of("ignore", "merge"), "ignore", "POLICY", _DECIDES,
         "what becomes of real devices: ignore or merge (default: ignore)"),
    Flag("--gamepads", whole(0, 8), 1, "N", _DECIDES,
         "gamepads that a game starts with (default: 1)"),
    Flag("--audio", one_of("on", "off"), None, "on|off", _DECIDES,
         "sound (default: on in a window)"),
    Flag("--on-nondeterminism", one_of("error", "warn", "off"), None, "ACTION", _DECIDES,
         "what a guard does: error, warn or off (default: error for hosted games)"),
    Flag("--leaks", one_of("warn", "error", "off"), "warn", "ACTION", _DECIDES,
         "what a thread, process or file that a test leaves behind does: warn, error or off"),
    Flag("--log-errors", one_of("error", "warn", "off"), "error", "ACTION", _DECIDES,
         "what an error in the log that no test expected does: error, warn or off"),
    Flag("--screenshots", one_of("compare", "skip"), "compare", "MODE", _DECIDES,
         "whether pictures are held against their baselines: compare or skip"),
    Flag("--digest", one_of("off", "tests", "frames"), "tests", "WHEN", _DECIDES,
         "when the declared state is hashed: off, tests or frames (default: tests)"),
    Flag("--speed", speed, 1.0, "N|max", _DECIDES,
         "times real time that a window goes at (default: 1)"),
    Flag("--quiet", truth, False, _SWITCH, _SERVES, "print failures and the last line only"),
    Flag("--pause-on-failure", truth, False, _SWITCH, _SERVES,
         "hold the window where a test fails"),
    Flag("--runtime-tests", truth, False, _SWITCH, _DECIDES, "run the runtime tests of the game"),
    Flag("--track-runtime-tests", truth, False, _SWITCH, _DECIDES,
         "report tracked runtime tests in the run"),
)  # fmt: skip

BY_KEY = {flag.key: flag for flag in FLAGS}
