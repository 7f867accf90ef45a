"""The command that repeats one test."""

from __future__ import annotations

import re

from harness.config.repeating import flag_words
from harness.records.model import Report, Test

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+")


def command(report: Report, test: Test) -> str:
    """Return a line for a POSIX shell that runs `test` alone under the same conditions.

    It is typed in the folder that the run was started in. A replay is repeated whole.
    """
    named = flag_words("--test-name", test["full_name"])
    words = named if "--test-mode" in report["run"].get("repeat", ()) else []
    return " ".join([common(report), *map(quote, words)])


def common(report: Report) -> str:
    """Return what the commands of all tests of a run begin with."""
    return " ".join(map(quote, report["run"].get("repeat", ())))


def quote(word: str) -> str:
    """Quote a word for a POSIX shell."""
    return word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
