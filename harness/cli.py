"""The command line: argv -> Options, one dispatch, errors -> exit codes.

`python -m harness --test-mode …` runs tests; other verbs are words (`python -m harness play`).
"""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, Any

from harness.base.printable import visible_lines
from harness.base.suggest import did_you_mean
from harness.config.arguments import Parser
from harness.config.flags import FLAGS
from harness.errors import FlagError, HarnessError

if TYPE_CHECKING:
    from harness.processes.zygote import Source

USAGE_ERROR = 2
FAULT = 4
INTERRUPTED = 130
_VERBS = {
    "baselines": "list baselines, find orphans, accept pictures of a run",
    "init": "write a configuration, an adapter and a first test into a project",
    "play": "play the game by hand in a window",
    "replay": "run a recorded trace again, without its tests",
    "scenarios": "run the scenarios, tests written in TOML",
    "summary": "tell in Markdown what went wrong in a run or in all shards of one",
    "verify": "run the tests twice and tell where the two runs differ",
}


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
    if args and not args[0].startswith("-"):
        return _run_verb(args[0], args[1:], source)
    typed = _parse(args)
    if "resume" in typed:
        from harness.commands.resume import run as resume

        return resume(typed, _parse)
    if not typed.pop("test_mode", False):
        raise FlagError("add --test-mode to run tests; the other flags only apply to a test run")
    from harness.config.resolve import resolve

    config = resolve(typed, tuple(args))
    if config.list_tests:
        from harness.commands.list_tests import run as list_tests

        return list_tests(config)
    from harness.commands.test import run as test

    return test(config, source)


def _parse(args: list[str]) -> dict[str, Any]:
    namespace, unknown = _parser().parse_known_args(args)
    if unknown:
        word = unknown[0].partition("=")[0]
        if not word.startswith("-"):
            raise FlagError(f"unexpected argument {word!r}: a run is described by flags alone")
        raise FlagError(f"unknown flag {word}{did_you_mean(word, [flag.name for flag in FLAGS])}")
    return vars(namespace)


def _run_verb(verb: str, args: list[str], source: Source | None) -> int:
    if verb not in _VERBS:
        raise FlagError(f"unknown command {verb!r}{did_you_mean(verb, _VERBS)}")
    command = importlib.import_module(f"harness.commands.{verb}")
    code: int
    if verb == "verify":
        code = command.run(_parse(args), args, source)
    elif verb == "scenarios":
        code = command.run(args, _parse, source)
    elif verb == "replay":
        code = command.run(args, source)
    else:
        code = command.run(args)
    return code


def _refuse(error: HarnessError, args: list[str]) -> None:
    """Say why nothing is run; what an earlier run of that name has reported does not hold now."""
    from harness.runs.run_folder import forget_reports

    forget_reports(args)
    print(f"harness: error: {visible_lines(str(error))}", file=sys.stderr)


def _usage(args: list[str]) -> str:
    if args and args[0] in _VERBS and args[0] != "verify":
        return f"usage: python -m harness {args[0]} --help\n"
    return _parser().format_usage()


def _parser() -> Parser:
    verbs = "\n".join(f"  {verb:<10} {words}" for verb, words in _VERBS.items())
    parser = Parser(
        prog="python -m harness",
        description="Deterministic end-to-end tests for Python games, written in Lua.",
        epilog=f"commands:\n{verbs}\n\nexit codes: 0 passed, 1 failed, 2 configuration, "
        "3 timeout, 4 crash",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--version", action="version", version=_version())
    for flag in FLAGS:
        if flag.key == "fail_on_missing_baseline":
            parser.add_argument(flag.name, nargs="?", const="true", metavar="BOOL", help=flag.help)
            parser.add_argument(
                "--no-fail-on-missing-baseline",
                dest=flag.key,
                action="store_const",
                const="false",
                help=argparse.SUPPRESS,
            )
        elif flag.metavar == "":
            parser.add_argument(flag.name, action="store_true", help=flag.help)
        elif flag.default == ():
            parser.add_argument(flag.name, action="append", metavar=flag.metavar, help=flag.help)
        else:
            parser.add_argument(flag.name, metavar=flag.metavar, help=flag.help)
    return parser


def _version() -> str:
    from harness import __version__

    return f"harness {__version__}"
