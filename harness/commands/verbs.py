"""The verbs of `python -m harness`, as data: a verb is a row here and a module beside this one.

The module of a row has `run(args, source) -> int`: it reads `args` (what was typed behind the word
or, for a verb that is a flag, everything), may take workers from `source`, and returns the exit
code. This file imports nothing of the harness, because it is read before the first worker starts.
"""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    name: str
    """A word that comes first, or a flag that may be anywhere."""
    words: str
    """What it does, for `--help`; flags are described in `config/flags.py`."""
    module: str
    """In `harness.commands`."""
    needs_worker: bool = False
    """A worker is started for it before anything else is imported."""
    has_run_flags: bool = False
    """Its flags are those of a test run, and so is its usage."""


VERBS = (
    Verb("baselines", "list baselines, find orphans, accept pictures of a run", "baselines"),
    Verb("init", "write a configuration, an adapter and a first test into a project", "init"),
    Verb("merge", "make one report of all shards of a run", "merge"),
    Verb("play", "play the game by hand in a window", "play"),
    Verb("replay", "run a recorded trace again, without its tests", "replay", needs_worker=True),
    Verb("scenarios", "run the scenarios, tests written in TOML", "scenarios", needs_worker=True),
    Verb("summary", "tell in Markdown what went wrong in a run or in all shards of one", "summary"),
    Verb("supervise", "keep services of a TOML file up, restart and stop them", "supervise"),
    Verb("verify", "run the tests twice and tell where the two runs differ", "verify",
         needs_worker=True, has_run_flags=True),
    Verb("--resume", "", "resume", has_run_flags=True),
    Verb("--test-mode", "", "test", needs_worker=True, has_run_flags=True),
)  # fmt: skip
"""In the order of `--help`. Of several flags, the first row counts."""

_FLAGS = tuple(verb for verb in VERBS if verb.name.startswith("-"))
WORDS = tuple(verb for verb in VERBS if verb not in _FLAGS)

_NO_WORK = frozenset(("-h", "--help", "--list-tests"))
"""Flags with which no test runs."""


def verb_of(args: list[str]) -> Verb | None:
    """Return the verb that was typed, if it was one."""
    if args and not args[0].startswith("-"):
        return next((verb for verb in WORDS if verb.name == args[0]), None)
    flags = [arg.partition("=")[0] for arg in args]
    return next((verb for verb in _FLAGS if verb.name in flags), None)


def needs_worker(args: list[str]) -> bool:
    """Tell whether a command has work for a worker."""
    verb = verb_of(args)
    return verb is not None and verb.needs_worker and _NO_WORK.isdisjoint(args)
