"""Flags and settings: what was typed, else what the project's configuration says, else the default.

Options are raw: a dictionary from flag keys to typed text. A setting carries the file it stands in,
so that every message about a value names key, value and source.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from harness.base import paths
from harness.base.regular_files import open_regular
from harness.base.suggest import did_you_mean
from harness.config.flags import BY_KEY, FLAGS, MAX
from harness.errors import FlagError, UsageError

Options = dict[str, Any]

OUTPUT_ROOTS = "output_roots"
"""The one setting that is no flag: folders outside the root that may be written to."""


class Setting(NamedTuple):
    """A value of the project's configuration and the file it stands in."""

    value: Any
    source: str


def read_settings(root: str) -> dict[str, Setting]:
    """Return the project's settings by key, each with the file it stands in.

    `harness.toml` is read where it exists, else `[tool.harness]` of `pyproject.toml`.
    """
    own = os.path.join(root, "harness.toml")
    if os.path.lexists(own):
        return _settings(_read_toml(own), "harness.toml")
    pyproject = os.path.join(root, "pyproject.toml")
    if paths.has_harness_table(pyproject):
        table = _read_toml(pyproject).get("tool", {}).get("harness", {})
        return _settings(table, "pyproject.toml [tool.harness]")
    return {}


def read_values(options: Options, settings: dict[str, Setting]) -> dict[str, Any]:
    return {flag.key: read_value(flag.key, options, settings) for flag in FLAGS}


def read_value(key: str, options: Options, settings: dict[str, Setting]) -> Any:
    """Return what was typed, else the setting, else the default; a wrong setting never passes."""
    flag = BY_KEY[key]
    chosen = _setting(key, *settings[key]) if key in settings else flag.default
    if key in options:
        try:
            return _read(key, options[key], f"{flag.name} {_typed(options[key])}")
        except UsageError as error:
            raise FlagError(str(error)) from None
    return chosen


def label(key: str, options: Options, settings: dict[str, Setting], default: str) -> str:
    """Return a value and where it comes from, as messages about it begin."""
    if key in settings and key not in options:
        value, source = settings[key]
        return f"{source}: {key} = {value!r}"
    return f"{BY_KEY[key].name} {_typed(options.get(key, default))}"


def _setting(key: str, value: Any, source: str) -> Any:
    # In TOML a number is a number: "5" between quotes is a mistake that must not pass.
    default = BY_KEY[key].default
    if isinstance(value, str) and isinstance(default, int | float) and value != MAX:
        raise UsageError(f"{source}: {key} = {value!r}: expected {_kind(default)}, not text")
    return _read(key, value, f"{source}: {key} = {value!r}")


def _kind(default: Any) -> str:
    return "true or false" if isinstance(default, bool) else "a number"


def _read(key: str, value: Any, label: str) -> Any:
    try:
        return BY_KEY[key].read(value)
    except ValueError as error:
        raise UsageError(f"{label}: {error}") from None


def _typed(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read_toml(path: str) -> dict[str, Any]:
    import tomllib

    try:
        with open_regular(path) as file:
            return tomllib.load(file)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    except RecursionError:
        raise UsageError(f"{path}: cannot be read as TOML: it is nested too deeply") from None
    except ValueError as error:  # no TOML, no UTF-8, or numbers of thousands of digits
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from None


def _settings(table: Any, source: str) -> dict[str, Setting]:
    if not isinstance(table, dict):
        raise UsageError(f"{source}: expected a table of settings, got {table!r}")
    known = [flag.key for flag in FLAGS if flag.in_config] + [OUTPUT_ROOTS]
    for key, value in table.items():
        if key not in known:
            raise UsageError(
                f"{source}: unknown setting {key!r} (value {value!r}){did_you_mean(key, known)}"
            )
    return {key: Setting(value, source) for key, value in table.items()}
