"""The command line: one dispatch by the table of verbs, errors -> exit codes.

`python -m harness --test-mode …` runs tests; other verbs are words (`python -m harness play`).
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from harness.base.printable import visible_lines
from harness.base.suggest import did_you_mean
from harness.commands.verbs import WORDS, verb_of
from harness.config.command_line import parser
from harness.errors import FlagError, HarnessError

if TYPE_CHECKING:
    from harness.processes.zygote import Source

USAGE_ERROR = 2
FAULT = 4
INTERRUPTED = 130


def main(args: list[str], source: Source | None = None) -> int:
    """Run one command and return its exit code. `source` has workers for a run."""
    try:
        return _dispatch(args, source)
    except FlagError as error:
        _refuse(error, args)
        print(error.usage or _usage(args), end="", file=sys.stderr)
        return USAGE_ERROR
    except HarnessError as error:
        _refuse(error, args)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return report_fault(error)


def report_fault(error: Exception) -> int:
    """Report an error of the harness itself; return its exit code."""
    from harness.base.faults import fault

    ours = fault(error)
    print(f"harness: error: {visible_lines(str(ours))}\n{ours.stack}", file=sys.stderr)
    return FAULT


def _dispatch(args: list[str], source: Source | None) -> int:
    verb = verb_of(args)
    if verb is not None:
        rest = args if verb.name.startswith("-") else args[1:]
        return _run(verb.module, rest, source)
    if args and not args[0].startswith("-"):
        known = [verb.name for verb in WORDS]
        raise FlagError(f"unknown command {args[0]!r}{did_you_mean(args[0], known)}")
    return _run("test", args, source)  # which says what is missing, or prints --help


def _run(module: str, args: list[str], source: Source | None) -> int:
    code: int = importlib.import_module(f"harness.commands.{module}").run(args, source)
    return code


def _refuse(error: HarnessError, args: list[str]) -> None:
    """Say why nothing is run; what an earlier run of that name has reported does not hold now."""
    from harness.runs.run_folder import forget_reports

    forget_reports(args)
    print(f"harness: error: {visible_lines(str(error))}", file=sys.stderr)


def _usage(args: list[str]) -> str:
    verb = verb_of(args)
    if verb is not None and not verb.has_run_flags:
        return f"usage: python -m harness {verb.name} --help\n"
    return parser().format_usage()
