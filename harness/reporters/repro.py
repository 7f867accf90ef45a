"""The command that repeats one test."""

from __future__ import annotations

import re

from harness.model import Report, Test
from harness.plan.selection import exact_filter, is_regex
from harness.plan.tests import SEPARATOR

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+")
_DECISIVE = (
    "--isolate", "--timeout-seconds", "--frame-seconds", "--retry-failures", "--audio",
    "--real-input", "--gamepads", "--on-nondeterminism",
    "--leaks", "--log-errors", "--screenshots",
)  # fmt: skip
_SWITCHES = (
    "--headless", "--no-fail-on-missing-baseline", "--fail-on-missing-baseline=false",
)  # fmt: skip
_GLOB = re.compile(r"[*?\[]")


def command(report: Report, test: Test) -> str:
    """Return a line for a POSIX shell that runs `test` alone under the same conditions."""
    run = report["run"]
    words = ["python", "-m", "harness", "--test-mode"]
    words += _kept(run["args"])
    words += ["--seed", str(run["seed"]), "--resolution", run["resolution"]]
    if run["fixed_fps"] != 60:
        words += ["--fixed-fps", str(run["fixed_fps"])]
    words += ["--game", run["game"], "--test-script", test["file"]]
    within = test["full_name"].partition(SEPARATOR)[2]
    if within:
        words += ["--test-filter", _filter(within, report)]
    return " ".join(quote(word) for word in words)


def _kept(args: list[str]) -> list[str]:
    """Return the typed flags that decide how a test goes, and that stand nowhere else."""
    kept: list[str] = []
    rest = iter(args)
    for arg in rest:
        name, equals, _ = arg.partition("=")
        if arg in _SWITCHES:
            kept.append(arg)
        elif name in _DECISIVE:
            kept += [arg] if equals else [arg, next(rest, "")]
    return kept


def quote(word: str) -> str:
    """Quote a word for a POSIX shell."""
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"


def _filter(within: str, report: Report) -> str:
    """Return the plain name where it selects one test, else the exact expression."""
    others = sum(within in test["full_name"] for test in report["tests"])
    if others == 1 and not _GLOB.search(within) and not is_regex(within):
        return within
    return exact_filter(within).replace("/^", "/^[^>]*" + SEPARATOR, 1)
