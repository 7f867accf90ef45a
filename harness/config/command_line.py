"""The command line of a test run: argv -> Options."""

from __future__ import annotations

import argparse

from harness.base.suggest import did_you_mean
from harness.commands.verbs import WORDS
from harness.config.arguments import Parser
from harness.config.flags import FLAGS, Flag
from harness.config.settings import Options
from harness.errors import FlagError
from harness.version import __version__


def parse(args: list[str]) -> Options:
    """Return what was typed, by the flags' keys and not yet read, or raise `FlagError`."""
    namespace, unknown = parser().parse_known_args(args)
    if unknown:
        word = unknown[0].partition("=")[0]
        if not word.startswith("-"):
            raise FlagError(f"unexpected argument {word!r}: a run is described by flags alone")
        raise FlagError(f"unknown flag {word}{did_you_mean(word, [flag.name for flag in FLAGS])}")
    return vars(namespace)


def parser() -> Parser:
    verbs = "\n".join(f"  {verb.name:<10} {verb.words}" for verb in WORDS)
    made = Parser(
        prog="python -m harness",
        description="Deterministic end-to-end tests for Python games, written in Lua.",
        epilog=f"commands:\n{verbs}\n\nexit codes: 0 passed, 1 failed, 2 configuration, "
        "3 timeout, 4 crash",
        argument_default=argparse.SUPPRESS,
    )
    made.add_argument("--version", action="version", version=f"harness {__version__}")
    for flag in FLAGS:
        _add(made, flag)
    made.add_argument(
        "-x", action="store_const", const="1", dest="max_failures", help="the same with N = 1"
    )
    return made


def _add(made: Parser, flag: Flag) -> None:
    if flag.key == "fail_on_missing_baseline":
        made.add_argument(flag.name, nargs="?", const="true", metavar="BOOL", help=flag.help)
        made.add_argument(
            "--no-fail-on-missing-baseline",
            dest=flag.key,
            action="store_const",
            const="false",
            help=argparse.SUPPRESS,
        )
    elif flag.metavar == "":
        made.add_argument(flag.name, action="store_true", help=flag.help)
    elif flag.default == ():
        made.add_argument(flag.name, action="append", metavar=flag.metavar, help=flag.help)
    else:
        made.add_argument(flag.name, metavar=flag.metavar, help=flag.help)
