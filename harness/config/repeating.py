"""The command that repeats a test of a run, built from what the run's configuration came to.

Every flag says in its row whether it decides how a test goes. One that does is part of the command
wherever its value is not what a run without it would take.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from harness.base.paths import typed
from harness.config.flags import FLAGS, MAX, Flag
from harness.config.settings import Options, Setting
from harness.config.targets import OWN_FOLDER, shown_game

COMMAND = ("python", "-m", "harness")
_PATHS = ("adapter", "program_cwd")


def repeat_words(
    values: Mapping[str, Any],
    options: Options,
    settings: Mapping[str, Setting],
    folder: str,
    root: str,
) -> tuple[str, ...]:
    """Return the words up to `--test-name`, as they are typed in `folder`.

    `values` are those of the run, with real paths.
    """
    words = [*COMMAND, "--test-mode"]
    for flag in FLAGS:
        value = values[flag.key]
        is_default = value == flag.default or (flag.default is None and not value)
        if flag.decides and (flag.key in settings or not is_default):
            words += _words(flag, _as_text(flag, value, folder, root))
    for script in values["test_script"]:
        words += flag_words("--test-script", typed(script, root, folder))
    if "test_suite" in options and not values["test_script"]:
        words += flag_words("--test-suite", typed(values["test_suite"], root, folder))
    return tuple(words)


def flag_words(name: str, value: str) -> list[str]:
    """Return a flag with its value; one that looks like a flag itself is joined to the name."""
    return [f"{name}={value}"] if value.startswith("-") or not value else [name, value]


def _words(flag: Flag, value: str | bool | None) -> Iterator[str]:
    if isinstance(value, bool):
        if flag.default is True:
            yield f"{flag.name}={str(value).lower()}"
        elif value:
            yield flag.name
    elif value is not None:
        yield from flag_words(flag.name, value)


def _as_text(flag: Flag, value: Any, folder: str, root: str) -> str | bool | None:
    """Return a value as its flag reads it."""
    if value is None or isinstance(value, bool):
        return value
    if flag.key == "game":
        return shown_game(value, root, folder)
    if flag.key == "program_cwd" and not value:
        return OWN_FOLDER
    if flag.key in _PATHS:
        return typed(value, root, folder)
    if flag.key == "resolution":
        return "{}x{}".format(*value)
    if flag.key == "program_args":
        return shlex.join(value)
    if isinstance(value, float):
        return MAX if value == math.inf else f"{value:.9f}".rstrip("0").rstrip(".")
    return str(value)
