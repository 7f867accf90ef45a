"""What services there are: a TOML file, or the mapping that `tomllib` reads from one.

    [service.web]
    command = ["python", "server.py"]

All mistakes are reported at once, with their lines and the nearest names that would be right.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from harness.base.printable import visible
from harness.base.regular_files import read_regular
from harness.base.suggest import close_to
from harness.config.toml_lines import Locator, Path
from harness.errors import UsageError
from harness.processes.launch import Command
from harness.processes.policy import BACKOFFS, ON_FAILURE, POLICIES, UNLIMITED, Rules
from harness.processes.readiness import KINDS, PORT, Ready

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LOG_BYTES = 10_000_000
_FEWEST_LOG_BYTES = 1_000
_MANY_SECONDS = 10**9
_MANY_RETRIES = 10**9
_OWN_LOG = "supervisor"
"""The name of the supervisor's log; no service may have it."""

Read = Callable[[Any], Any]


class Service(NamedTuple):
    """One declared service. Times are seconds."""

    name: str
    command: Command
    rules: Rules
    stop_signal: int
    stop_timeout_seconds: float
    depends_on: tuple[str, ...]
    ready: Ready | None
    ready_timeout_seconds: float
    log_limit_bytes: int

    def runs_like(self, other: Service) -> bool:
        """Tell whether a process of the one need not be restarted to be one of the other."""
        return self._of_process() == other._of_process()

    def _of_process(self) -> tuple[Any, ...]:
        return self.command, self.ready, self.log_limit_bytes


class Settings(NamedTuple):
    """All that a file declares. `services` are in its order, paths are absolute."""

    services: dict[str, Service]
    log_dir: str
    control: str
    respawn: bool
    source: str
    """The file, as it is shown; empty for a mapping."""


class Mistake(NamedTuple):
    path: Path
    message: str


def read_settings(config: Mapping[str, Any] | str | os.PathLike[str]) -> Settings:
    """Return what a mapping or a file declares. Raises `UsageError` with all mistakes."""
    if isinstance(config, Mapping):
        return _Reader(config, os.getcwd(), "").settings(Locator(""))
    path = os.fspath(config)
    text = _text(path)
    folder = os.path.dirname(os.path.abspath(path))
    return _Reader(_parsed(path, text), folder, path).settings(Locator(text))


def check_platform() -> None:
    """Raise `UsageError` where processes cannot be supervised."""
    if not hasattr(os, "killpg"):
        raise UsageError(
            f"services need process groups, sessions and signals, which {sys.platform} does not "
            "have; run them on Linux or macOS, on Windows in WSL"
        )


def decoded(fields: list[Any]) -> Service:
    """Return a service of what JSON has made of it."""
    spec = Service(*fields)
    words, cwd, env = fields[1]
    return spec._replace(
        command=Command(tuple(words), cwd, env),
        rules=Rules(*spec.rules),
        depends_on=tuple(spec.depends_on),
        ready=Ready(*spec.ready) if spec.ready else None,
    )


def start_order(services: Mapping[str, Service]) -> list[str]:
    """Return the names, those that others depend on first."""
    return list(
        TopologicalSorter({name: each.depends_on for name, each in services.items()}).static_order()
    )


def _text(path: str) -> str:
    try:
        return read_regular(path).decode()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: cannot be read as UTF-8: {error.reason}") from None


def _parsed(path: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UsageError(f"{path}: cannot be read as TOML: it is nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from None


class _Reader:
    """Reads one mapping and collects its mistakes."""

    def __init__(self, data: Mapping[str, Any], folder: str, source: str) -> None:
        self._data = data
        self._folder = folder
        self._source = source
        self._mistakes: list[Mistake] = []

    def settings(self, locator: Locator) -> Settings:
        self._check_names((), self._data, ("service", "supervisor"))
        own = self._values(("supervisor",), self._table("supervisor"), _SUPERVISOR)
        declared = self._table("service")
        services = {str(name): self._service(str(name), declared[name]) for name in declared}
        self._check_dependencies(services)
        if self._mistakes:
            raise UsageError("\n".join(self._told(locator)))
        log_dir = self._located(own["log_dir"])
        control = os.path.join(log_dir, "control.sock")
        if own["control"]:
            control = self._located(own["control"])
        return Settings(services, log_dir, control, own["respawn"], self._source)

    def _service(self, name: str, value: Any) -> Service:
        path: Path = ("service", name)
        if not _NAME.fullmatch(name) or name == _OWN_LOG:
            self._add(path, f"{name!r} cannot name a service: expected up to 64 of A-Z a-z 0-9 _ . "
                            f"- and not {_OWN_LOG!r}, because logs are named so")  # fmt: skip
        if not isinstance(value, Mapping):
            self._add(path, f"expected a table, got {value!r}")
            value = {"command": "-"}
        values = self._values(path, value, _SERVICE)
        if "command" not in value:
            self._add(path, 'command is missing: expected a list or a text, command = ["program"]')
        cwd = self._located(values["cwd"])
        ready = values["ready"]
        if ready is not None and ready.kind == "file":
            ready = ready._replace(value=os.path.join(cwd, str(ready.value)))
        return Service(
            name=name,
            command=Command(values["command"] or (), cwd, values["env"]),
            rules=Rules(**{key: values[key] for key in Rules._fields}),
            ready=ready,
            **{key: values[key] for key in _KEPT},
        )

    def _table(self, key: str) -> Mapping[str, Any]:
        value = self._data.get(key, {})
        if isinstance(value, Mapping):
            return value
        self._add((key,), f"expected a table, got {value!r}")
        return {}

    def _values(
        self, path: Path, table: Mapping[str, Any], rows: Mapping[str, tuple[Any, Read]]
    ) -> dict[str, Any]:
        self._check_names(path, table, rows)
        return {key: self._value((*path, key), table, *rows[key]) for key in rows}

    def _value(self, path: Path, table: Mapping[str, Any], default: Any, read: Read) -> Any:
        key = path[-1]
        if key not in table:
            return default
        try:
            return read(table[str(key)])
        except ValueError as error:
            self._add(path, f"{key} = {table[str(key)]!r}: {error}")
            return default

    def _check_names(self, path: Path, table: Mapping[str, Any], known: Any) -> None:
        for key in table:
            if key not in known:
                near = close_to(str(key), known) or f"; known: {', '.join(sorted(known))}"
                self._add((*path, str(key)), f"unknown key {key!r}{near}")

    def _check_dependencies(self, services: dict[str, Service]) -> None:
        for name, service in services.items():
            for other in service.depends_on:
                if other not in services:
                    near = close_to(other, services) or f"; declared: {', '.join(services)}"
                    self._add(("service", name, "depends_on"), f"no service {other!r}{near}")
        known = {name: set(each.depends_on) & set(services) for name, each in services.items()}
        try:
            TopologicalSorter(known).prepare()
        except CycleError as error:
            circle = " -> ".join(reversed(error.args[1]))
            self._add(("service", error.args[1][0], "depends_on"), f"a circle: {circle}")

    def _located(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._folder, path))

    def _add(self, path: Path, message: str) -> None:
        self._mistakes.append(Mistake(path, message))

    def _told(self, locator: Locator) -> list[str]:
        """Return a line for each mistake, in the order of the file."""
        found = sorted(self._mistakes, key=lambda each: locator.line(each.path))
        return [visible(f"{self._place(each.path, locator)}: {each.message}") for each in found]

    def _place(self, path: Path, locator: Locator) -> str:
        table = ".".join(map(str, path[:2] if path[:1] == ("service",) else path[:1]))
        where = f"{self._source}:{locator.line(path)}" if self._source else "services"
        return f"{where}: {table}" if len(path) > 1 else where


def _words(value: Any) -> tuple[str, ...]:
    words = value
    if isinstance(value, str):
        try:
            words = shlex.split(value)
        except ValueError as error:
            raise ValueError(f"it cannot be split into words: {str(error).lower()}") from None
    words = _texts(words)
    if not words or not words[0]:
        raise ValueError("expected a program and its arguments")
    return tuple(words)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise ValueError("expected a list of texts")
    for each in value:
        _check_bytes(each)
    return tuple(value)


def _text_value(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("expected a text")
    _check_bytes(value)
    return value


def _variables(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise ValueError('expected a table of texts, as { NAME = "value" }')
    for name, text in value.items():
        _check_bytes(name + text)
        if not name or "=" in name:
            raise ValueError(f"{name!r} cannot name a variable")
    return dict(value)


def _check_bytes(text: str) -> None:
    if "\0" in text:
        raise ValueError("a text for a process cannot hold a zero byte")


def _one_of(choices: tuple[str, ...]) -> Read:
    def read(value: Any) -> Any:
        if value not in choices:
            near = close_to(value, choices) if isinstance(value, str) else ""
            raise ValueError(f"expected one of {', '.join(choices)}{near}")
        return value

    return read


def _whole(low: int, high: int) -> Read:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return value

    return read


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < _MANY_SECONDS:
        raise ValueError("expected a number of seconds, 0 or more")
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _signal(value: Any) -> int:
    names = {each.name.removeprefix("SIG"): int(each) for each in signal.Signals}
    name = value.removeprefix("SIG") if isinstance(value, str) else ""
    if name not in names:
        near = close_to(name, names) if name else ""
        raise ValueError(f'expected the name of a signal, as "TERM"{near}')
    return names[name]


def _ready(value: Any) -> Ready:
    if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in KINDS:
        raise ValueError('expected one of { line = "text" }, { port = 8000 }, { file = "path" }')
    kind, wanted = next(iter(value.items()))
    return Ready(kind, (_whole(1, 65535) if kind == PORT else _text_value)(wanted))


_KEPT = (
    "stop_signal", "stop_timeout_seconds", "depends_on", "ready_timeout_seconds", "log_limit_bytes"
)  # fmt: skip
_SERVICE: dict[str, tuple[Any, Read]] = {
    "command": (None, _words),
    "cwd": (".", _text_value),
    "env": ({}, _variables),
    "policy": (ON_FAILURE, _one_of(POLICIES)),
    "max_retries": (3, _whole(UNLIMITED, _MANY_RETRIES)),
    "retry_delay_seconds": (3.0, _seconds),
    "backoff": ("fixed", _one_of(BACKOFFS)),
    "stable_seconds": (10.0, _seconds),
    "stop_signal": (int(signal.SIGTERM), _signal),
    "stop_timeout_seconds": (5.0, _seconds),
    "depends_on": ((), _texts),
    "ready": (None, _ready),
    "ready_timeout_seconds": (30.0, _seconds),
    "log_limit_bytes": (_LOG_BYTES, _whole(_FEWEST_LOG_BYTES, 10**12)),
}
"""The keys of a service: what holds where one is missing, and how its value is read."""
_SUPERVISOR: dict[str, tuple[Any, Read]] = {
    "log_dir": ("logs", _text_value),
    "control": ("", _text_value),
    "respawn": (True, _truth),
}
